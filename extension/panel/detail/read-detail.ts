import { changesOf } from '../../core/collections/model-changes.ts';
import { summarise } from '../../core/explanation/summary.ts';
import { verdictsOf } from '../../core/explanation/verdicts.ts';
import type { PageDocument } from '../../core/ingest/documents.ts';
import type { Session } from '../../core/session.ts';
import { DETAIL_TABS, type DetailTab, type DetailView } from './detail-view.ts';
import { readCallers } from './read-callers.ts';
import { readCopies } from './read-copies.ts';
import { readSources } from './read-sources.ts';
import { readStory } from './read-story.ts';
import { readValues } from './read-values.ts';

/** All there is to say about one row. Throws a RangeError when it has been forgotten. */
export function readDetail(session: Session, index: number): DetailView {
  const { trace, ledger, collections, documents } = session;
  const event = trace.event(index);
  const answerAt = ledger.answerOf(index);
  const answer = answerAt === undefined ? undefined : trace.event(answerAt);
  const { title, detail, lane } = summarise(event, answer);
  const { decisions, subscription } = ledger.related(index);
  const own = event.kind === 'decision' ? [index] : ledger.decisionsOf(index);
  const document = documents.of(event.load);

  const verdicts = verdictsOf(own.length > 0 ? own : decisions, trace, ledger);
  const read = {
    verdicts,
    story: readStory(session, index, verdicts),
    values: readValues(event, answer),
    copies: readCopies(session, index, event),
    changes: changesOf(index, trace, ledger, collections),
    sources: readSources(session, index),
    callers: readCallers(session, index),
  };
  const has: Record<DetailTab, boolean> = {
    decision: read.verdicts.length > 0 || read.story.length > 1 || lane === 'message',
    message: true,
    diff: read.changes.changes.length > 0,
    state: read.sources.length > 0,
    stack: read.callers.length > 0,
  };
  return {
    ...read,
    index,
    title,
    detail,
    at: event.at,
    tabs: DETAIL_TABS.filter((tab) => has[tab]),
    subscription,
    properties: [
      { name: 'Lane', value: lane },
      { name: 'Channel', value: trace.channel(index) },
      { name: 'Id', value: trace.modelId(index) },
      { name: 'Frame', value: frameOf(document) },
      { name: 'Event', value: `${event.seq} of document ${event.load}` },
    ].filter(({ value }) => value !== ''),
  };
}

/** Changes of a row's inputs are told right after it: so many events on, its details stay as they are. */
const SETTLED = 1_024;

/** Changes whenever `readDetail` may say something else about the row: more became known of it. */
export function stampOf({ trace, ledger }: Session, index: number): string {
  const { request, response, message, exchange, decisions } = ledger.related(index);
  const known = [ledger.answerOf(index), request, response, message, exchange, ...decisions];
  const last = Math.max(index, ...known.map((at) => at ?? 0));
  return [...known, Math.min(trace.end, last + SETTLED)].join();
}

/** Which frame the event is of; '' for the top document. */
const frameOf = (document: PageDocument | undefined) => (document?.frame === undefined ? '' : document.url);
