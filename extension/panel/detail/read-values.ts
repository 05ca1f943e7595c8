import { carriedBy } from '../../core/event-message.ts';
import type { LiveEvent } from '../../core/events.ts';
import type { CarriedValue } from './detail-view.ts';

/** What an event carries, under the name its developer has for it; then the answer that stands on the same row. */
export function readValues(event: LiveEvent, answer: LiveEvent | undefined): CarriedValue[] {
  const values = [...carried(event, 'Message')];
  if (answer) values.push(...carried(answer, 'Answer').slice(0, 1));
  return values;
}

function carried(event: LiveEvent, message: string): CarriedValue[] {
  const values: CarriedValue[] = [];
  const add = (heading: string, value: unknown, raw?: string) =>
    value !== undefined && values.push({ heading, value, ...(raw !== undefined && { raw }) });
  if (event.kind === 'sent' || event.kind === 'received') {
    const text = event.layer === 'wire' ? event.text : undefined;
    add(message, carriedBy(event) ?? text, text);
  } else if (event.layer === 'collection' && event.kind === 'message') add(message, event.message);
  if ('attributes' in event) add('Attributes', event.attributes);
  if ('body' in event) {
    const { body } = event;
    const heading = message === 'Answer' ? 'Answer' : 'Body';
    if (typeof body === 'string') add(heading, parsed(body), body);
    else add(heading, body);
  }
  if ('models' in event) add('Models', event.models);
  if ('state' in event && event.kind === 'added') add('State', event.state);
  return values;
}

/** As JSON where it is some. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
