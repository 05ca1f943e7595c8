import type { PageDocument } from '../core/documents.ts';
import { carriedBy } from '../core/event-message.ts';
import type { LiveEvent } from '../core/events.ts';
import type { Session } from '../core/session.ts';
import { summarise } from '../core/summary.ts';
import type { DetailView, RelatedEvent } from './detail-view.ts';
import { explainAt } from './read-row.ts';

/** All there is to say about one row, or nothing when it has been forgotten. */
export function readDetail({ trace, ledger, documents }: Session, index: number): DetailView | undefined {
  if (!trace.has(index)) return undefined;
  const event = trace.event(index);
  const answerAt = ledger.answerOf(index);
  const answer = answerAt === undefined ? undefined : trace.event(answerAt);
  const { title, detail, lane } = summarise(event, answer);
  const decisions = ledger.decisionsOf(index);
  const { request, response, message, subscription, exchange, decisions: others } = ledger.related(index);

  const related: RelatedEvent[] = [];
  const relate = (role: string, other: number | undefined) => {
    if (other === undefined || other === index || !trace.has(other)) return;
    const title = role === 'decision' ? explainAt(trace, other) : summarise(trace.event(other)).title;
    related.push({ index: ledger.rowOf(other), role, title, after: trace.at(other) - event.at });
  };
  relate('request', request);
  relate('response', response);
  relate('message', message);
  relate('subscription', subscription);
  relate('http', exchange);
  for (const decision of others) if (!decisions.includes(decision)) relate('decision', decision);

  return {
    index,
    title,
    detail,
    at: event.at,
    properties: [
      { name: 'Lane', value: lane },
      { name: 'Channel', value: trace.channel(index) },
      { name: 'Id', value: trace.modelId(index) },
      { name: 'Frame', value: frameOf(documents.of(event.load)) },
      { name: 'Event', value: `${event.seq} of document ${event.load}` },
    ].filter(({ value }) => value !== ''),
    decisions: decisions.map((i) => ({
      index: i,
      decision: trace.decision(i),
      sentence: explainAt(trace, i),
      facts: factsOf(trace.event(i)),
    })),
    related: related.sort((a, b) => a.after - b.after),
    values: answer ? [...valuesOf(event), ...answerOf(answer)] : valuesOf(event),
  };
}

/** Which frame the event is of; '' for the top document. */
const frameOf = (document: PageDocument | undefined) => (document?.frame === undefined ? '' : document.url);

const factsOf = (event: LiveEvent) =>
  event.layer === 'collection' && event.kind === 'decision' ? event.facts : undefined;

/** What an event carries, under the name its developer has for it; of the others the event itself. */
function valuesOf(event: LiveEvent): DetailView['values'] {
  const values: { heading: string; value: unknown }[] = [];
  const add = (heading: string, value: unknown) => value !== undefined && values.push({ heading, value });
  if (event.kind === 'sent' || event.kind === 'received') add('Message', carriedBy(event));
  else if ('message' in event && event.layer !== 'page') add('Message', event.message);
  if ('attributes' in event) add('Attributes', event.attributes);
  if ('body' in event) add('Body', event.body);
  if ('models' in event) add('Models', event.models);
  if ('state' in event && event.kind === 'added') add('State', event.state);
  add('Event', event);
  return values;
}

/** The answer that stands on the same row. */
function answerOf(answer: LiveEvent): DetailView['values'] {
  const carried = carriedBy(answer) ?? ('body' in answer ? answer.body : undefined);
  return [{ heading: 'Answer', value: carried ?? answer }];
}
