import { explain } from '../../core/explanation/explanation.ts';
import { spanOf } from '../../core/explanation/format.ts';
import { judge, judgementText, withdrawn } from '../../core/explanation/judgement.ts';
import { summarise } from '../../core/explanation/summary.ts';
import type { LanePlace } from '../../core/lanes/lanes.ts';
import type { LiveEvent } from '../../core/protocol/events.ts';
import type { Session } from '../../core/session.ts';
import { readRow } from '../list/read-row.ts';
import type { DecisionView } from '../list/row-view.ts';

/** A mark or bar in words. */
export interface Description {
  /** A word or two. */
  title: string;
  detail: string;
  /** What came of it: `ok 201`, `held`; '' when nothing did or is not known yet. */
  outcome: string;
  /** How long it took, '' for a mark. */
  span: string;
  decisions: readonly DecisionView[];
}

/** What is to be said of the event at `index`, seen at `place`; nothing when the trace has forgotten it. */
export function describe(session: Session, index: number, place: LanePlace | undefined): Description | undefined {
  const { trace, ledger } = session;
  if (!trace.has(index)) return undefined;
  const event = trace.event(index);
  const isHold = place?.row !== undefined && place.lane.kind === 'channel';
  const span =
    place?.row === undefined
      ? ''
      : place.end === Number.POSITIVE_INFINITY
        ? 'pending'
        : (spanOf(place.end - place.start) ?? '');
  if (event.layer === 'collection' && event.kind === 'decision') {
    const judgement = judge(event.decision, event.facts);
    return {
      title: judgementText(ledger.withdrawnBy(index) === undefined ? judgement : withdrawn(judgement)),
      detail: explain(event.decision, event.facts),
      outcome: '',
      span,
      decisions: [],
    };
  }
  const { title, detail } = summarise(place?.row === undefined ? event : wholeTime(event));
  const answerAt = ledger.answerOf(index) ?? (event.kind === 'request' ? ledger.related(index).response : undefined);
  const answer = answerAt === undefined || !trace.has(answerAt) ? undefined : trace.event(answerAt);
  const outcome = answer === undefined || answer.kind === 'received' ? '' : outcomeOf(answer);
  const { decisions } = readRow(session, index);
  return { title, detail, outcome: isHold ? 'held' : outcome, span, decisions };
}

/**
 * What of an event is so for all of its bar: a client that handshakes over long-polling is connected also when it goes on
 * over a websocket.
 */
function wholeTime(event: LiveEvent): LiveEvent {
  if (event.layer !== 'faye' || event.kind !== 'state') return event;
  const { transport: _atFirst, ...rest } = event;
  return rest;
}

function outcomeOf(answer: ReturnType<Session['trace']['event']>): string {
  if ('status' in answer && answer.status !== undefined) {
    const status = answer.status === 0 ? 'no answer' : String(answer.status);
    return `${('ok' in answer ? answer.ok : answer.status >= 200 && answer.status < 400) ? 'ok' : 'failed'} ${status}`;
  }
  return 'reason' in answer && answer.reason !== undefined ? answer.reason : '';
}

/** In one line, for a screen reader: `Requests: create c12 · /api/todos, 79 ms, ok 201, 3 of …`. */
export function spoken(lane: string, { title, detail, outcome, span, decisions }: Description): string {
  const what = [title, detail].filter((part) => part !== '').join(' ');
  const decided = decisions.map(judgementText).join(' and ');
  return [`${lane}: ${what}`, span, outcome, decided].filter((part) => part !== '').join(', ');
}

/** On a bar, as short as can be: `create c12 · 79 ms`. */
export function labelOf({ title, detail, span, outcome }: Description, isHold: boolean): string {
  if (isHold) return `held ${span}`;
  const [first = ''] = detail.split(' · ');
  return [`${title} ${first}`.trim(), span, outcome].filter((part) => part !== '').join(' · ');
}
