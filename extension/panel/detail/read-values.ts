import { carriedBy, carriedPathOf } from '../../core/bayeux/event-message.ts';
import { marksAt, marksOf } from '../../core/marks/mark.ts';
import type { LiveEvent } from '../../core/protocol/events.ts';
import type { CarriedValue } from './detail-view.ts';

/** What an event carries, under the name its developer has for it; then the answer that stands on the same row. */
export function readValues(event: LiveEvent, answer: LiveEvent | undefined): CarriedValue[] {
  const values = [...carried(event, 'Message')];
  if (answer) values.push(...carried(answer, 'Answer').slice(0, 1));
  return values;
}

function carried(event: LiveEvent, message: string): CarriedValue[] {
  const values: CarriedValue[] = [];
  const all = marksOf(event);
  const origin = { load: event.load, seq: event.seq };
  const add = (heading: string, value: unknown, path: string, raw?: string) => {
    if (value === undefined) return;
    const marks = marksAt(all, path);
    const asked = 'part' in event && event.part !== undefined ? wholePathOf(path, event.part) : path;
    values.push({ heading, value, marks, origin: { ...origin, path: asked }, ...(raw !== undefined && { raw }) });
  };
  if (event.kind === 'sent' || event.kind === 'received') {
    const text = event.layer === 'wire' ? event.text : undefined;
    const one = carriedBy(event);
    add(message, one ?? text, one === undefined ? '/text' : carriedPathOf(event), text);
  } else if (event.layer === 'collection' && event.kind === 'message') add(message, event.message, '/message');
  if ('attributes' in event) add('Attributes', event.attributes, '/attributes');
  if ('body' in event) {
    const { body } = event;
    const heading = message === 'Answer' ? 'Answer' : 'Body';
    if (typeof body === 'string') add(heading, parsed(body), '/body', body);
    else add(heading, body, '/body');
  }
  if ('models' in event) add('Models', event.models, '/models');
  if ('state' in event && event.kind === 'added') add('State', event.state, '/state');
  return values;
}

/** What the page told as one frame is shown as one event a message. */
const wholePathOf = (path: string, part: number) => `/text/${part - 1}${path.slice('/text'.length)}`;

/** As JSON where it is some. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
