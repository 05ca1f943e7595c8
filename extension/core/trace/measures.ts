import { type BayeuxMessage, readEnvelope } from '../bayeux/bayeux.ts';
import { isWrong, judge } from '../explanation/judgement.ts';
import type { LiveEvent, LiveEventOf } from '../protocol/events.ts';

/** What an event is beside its columns: bits of `Measures.qualities`. */
export const ERROR = 1;
/** Not told by the collection, but found out by replaying what was seen. */
export const INFERRED = 2;
/** A decision that is red wherever it is shown; it is an `ERROR` too. */
export const WRONG = 4;
/** A decision about something that came twice: it was seen to be a duplicate and ignored, or made a second model. */
export const DUPLICATE = 8;

/** A decision that may be wrong or the application's choice. */
export const UNSURE = 16;

/** An event's numbers; NaN where it has none. */
export interface Measures {
  /** Milliseconds: of a request until its response or failure, of a held message until it was decided. */
  ms: number;
  /** Of an HTTP response; 0 when there was none. */
  status: number;
  /** A message's number in its channel, or its position in a stream. */
  channelSeq: number;
  /** The model's version. */
  v: number;
  /** Bits: `ERROR`, `INFERRED`, `WRONG`, `DUPLICATE`, `UNSURE`. */
  qualities: number;
}

/**
 * Reads an event's numbers into `into`, which the caller may use again for the next.
 *
 * @param message the Bayeux message that went with the event, read already
 */
export function readMeasures(event: LiveEvent, into: Measures, message?: BayeuxMessage): Measures {
  into.ms = into.status = into.channelSeq = into.v = Number.NaN;
  into.qualities = 0;
  if ('ms' in event && event.ms !== undefined) into.ms = event.ms;
  if ('status' in event && event.status !== undefined) into.status = event.status;
  const isFailure = event.kind === 'failed' || event.kind === 'error' || event.kind === 'probe-error';
  const isRefused = event.kind === 'subscribed' && !event.ok;
  if (isFailure || isRefused || into.status === 0 || into.status >= 400 || message?.successful === false)
    into.qualities = ERROR;
  if (message) {
    readPlace(message.envelope, into);
    if (Number.isNaN(into.channelSeq)) into.channelSeq = numberOf(message.replayId);
  } else if (event.layer === 'collection') readCollection(event, into);
  return into;
}

function readPlace(place: { seq?: unknown; v?: unknown } | undefined, into: Measures): void {
  into.channelSeq = numberOf(place?.seq);
  into.v = numberOf(place?.v);
}

function readCollection(event: LiveEvent & { layer: 'collection' }, into: Measures): void {
  if (event.kind === 'message') readPlace(readEnvelope(event.message), into);
  else if (event.kind === 'response') {
    into.channelSeq = numberOf(event.channelSeq);
    if (!event.ok) into.qualities = ERROR;
  } else if (event.kind === 'decision') {
    into.qualities = qualitiesOf(event);
    if (typeof event.facts !== 'object' || event.facts === null) return;
    const facts: { heldMs?: unknown; ms?: unknown; seq?: unknown; v?: unknown } = event.facts;
    into.ms = numberOf(facts.heldMs ?? facts.ms);
    readPlace(facts, into);
  }
}

function qualitiesOf({ decision, facts, inferred }: LiveEventOf<'collection', 'decision'>): number {
  const judgement = judge(decision, facts);
  const wrong = isWrong(judgement) ? WRONG | ERROR : 0;
  const isDuplicate = DUPLICATES.has(decision) || (wrong !== 0 && DUPLICATES.has(judgement.expected ?? ''));
  const unsure = judgement.family === 'unsure' ? UNSURE : 0;
  return wrong | unsure | (isDuplicate ? DUPLICATE : 0) | (inferred === true ? INFERRED : 0);
}

/** What says of a document that it came twice, be it as a decision or as the one that should have been. */
const DUPLICATES: ReadonlySet<string> = new Set(['ignored-duplicate', 'duplicated', 'absorbed-twin']);

const numberOf = (value: unknown) => (typeof value === 'number' ? value : Number.NaN);
