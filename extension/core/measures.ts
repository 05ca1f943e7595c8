import { type BayeuxMessage, readEnvelope } from './bayeux.ts';
import type { LiveEvent } from './events.ts';

/** What an event is beside its columns: bits of `Measures.qualities`. */
export const ERROR = 1;
/** Not told by the collection, but found out by replaying what was seen. */
export const INFERRED = 2;

/** An event's numbers; NaN where it has none. */
export interface Measures {
  /** Milliseconds: of a request until its response or failure, of a held message until it was decided. */
  ms: number;
  /** Of an HTTP response; 0 when there was none. */
  status: number;
  /** A message's number in its channel. */
  channelSeq: number;
  /** The model's version. */
  v: number;
  /** `ERROR`, `INFERRED`, or both. */
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
  if (message) readPlace(message.envelope, into);
  else if (event.layer === 'collection') readCollection(event, into);
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
    if (event.inferred === true) into.qualities = INFERRED;
    if (typeof event.facts !== 'object' || event.facts === null) return;
    const facts: { heldMs?: unknown; ms?: unknown; seq?: unknown; v?: unknown } = event.facts;
    into.ms = numberOf(facts.heldMs ?? facts.ms);
    readPlace(facts, into);
  }
}

const numberOf = (value: unknown) => (typeof value === 'number' ? value : Number.NaN);
