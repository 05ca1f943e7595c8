import { type BoundedMap, createBoundedMap } from './bounded-map.ts';
import { isObject } from './envelope.ts';
import type { Limits, Options, Request, View } from './inputs.ts';
import { createSequence, type Sequence, type SequenceState } from './sequence.ts';
import type { Facts } from './verdict.ts';

/**
 * A place in a document's history. `tick` counts the messages that came and the requests that left; what an answer told is
 * as old as its request, or older than all else when the request was given up.
 */
export interface Known {
  v: number | undefined;
  seq: number | undefined;
  tick: number;
  /** Which session of the channel it was heard in, or asked for in: numbers of two sessions may be of two counts. */
  session?: number | undefined;
}

/** What is told again of a document. `isRead`: by an answer, which the server made when it was asked. */
export interface Dated extends Known {
  isRead?: boolean | undefined;
}

/** A document that is gone. */
export interface Tomb extends Known {
  /** Only messages reported it: on a channel that keeps its order, no message is older that comes after. */
  isHeard?: boolean | undefined;
}

/** The last whole list. */
export interface LastList extends Known {
  ids: string[];
  /** The tick at which it came. */
  came: number;
}

/** What bounded memories have forgotten is no later than this. */
export interface Forgotten {
  seen: Known;
  tombs: Known;
}

/** A document as the server last sent it. */
export interface Seen extends Known {
  /** Undefined while only parts of it were told. */
  body: unknown;
  /** What PATCHes sent of a document that was never sent whole. */
  part?: object | undefined;
  /** It lives again after a death that was heard while an own delete was pending. */
  isReborn?: boolean | undefined;
  /** By an answer, which the server made when it was asked. */
  isRead?: boolean | undefined;
}

/** An event that may be the echo of an own create. */
export interface Held extends Seen {
  method: string;
  since: number;
  /** The creates in flight at first sight: ever new ones cannot starve it. It waits for those that are in flight still. */
  waited: string[];
}

/** An own create that ended in an error: the server may have saved it all the same. */
export interface Failed {
  token: string;
  cid: string | undefined;
  status: number;
}

/** An own request in flight. */
export interface Flight extends Request {
  tick: number;
  session: number;
  /** The id that an event with its crid already gave to the model. */
  bound?: string | undefined;
}

/** All of the machine's memory, beside its options. */
export interface State extends Options {
  /** The collection, as of this input. */
  view: View;
  /** token → own request, in the order in which they left. */
  flights: Map<string, Flight>;
  held: Map<string, Held>;
  tombs: BoundedMap<Tomb>;
  seen: BoundedMap<Seen>;
  /** By crid. */
  failed: BoundedMap<Failed>;
  sequence: Sequence;
  snapshot: LastList | undefined;
  forgotten: Forgotten;
  tick: number;
  /** The tick at which the server had to be asked what is right, until a list says so; 0 when it need not be. */
  doubt: number;
  /** Counts the channel's sessions, +1 each time the server may have begun to count from the start. */
  session: number;
}

export const DEFAULT_LIMITS: Limits = { tombs: 2_000, seen: 4_000, failed: 100 };

/** A state as JSON, for a recording to start from. */
export interface SavedState {
  flights: [string, Flight][];
  held: [string, Held][];
  tombs: [string, Tomb][];
  seen: [string, Seen][];
  failed: [string, Failed][];
  sequence: SequenceState;
  snapshot?: State['snapshot'];
  forgotten: Forgotten;
  tick: number;
  doubt: number;
  session: number;
}

/** Nothing was forgotten yet. */
const NEVER: Known = { v: undefined, seq: undefined, tick: 0, session: undefined };

export function createState(options: Options, saved: Partial<SavedState> = {}): State {
  const { limits } = options;
  const { seen, tombs } = saved.forgotten ?? { seen: NEVER, tombs: NEVER };
  const forgotten = { seen: { ...seen }, tombs: { ...tombs } };
  return {
    ...options,
    // Given with every input.
    view: undefined as never,
    flights: new Map(saved.flights),
    held: new Map(saved.held),
    tombs: createBoundedMap(limits.tombs, saved.tombs, raising(forgotten.tombs)),
    seen: createBoundedMap(limits.seen, saved.seen, raising(forgotten.seen)),
    failed: createBoundedMap(limits.failed, saved.failed),
    sequence: createSequence(saved.sequence),
    snapshot: saved.snapshot,
    forgotten,
    tick: saved.tick ?? 0,
    doubt: saved.doubt ?? 0,
    session: saved.session ?? 0,
  };
}

export function saveState(state: State): SavedState {
  const { flights, held, tombs, seen, failed, sequence, snapshot, forgotten, tick, doubt, session } = state;
  return {
    flights: [...flights],
    held: [...held],
    tombs: [...tombs],
    seen: [...seen],
    failed: [...failed],
    sequence: sequence.state(),
    snapshot,
    forgotten: { seen: { ...forgotten.seen }, tombs: { ...forgotten.tombs } },
    tick,
    doubt,
    session,
  };
}

/** Is it in the collection, as of this input? */
export function isPresent({ view }: State, id: string): boolean {
  return view.cid(id) !== undefined;
}

/** The request that lands with this token; undefined when it was released before. */
export function land({ flights }: State, token = ''): Flight | undefined {
  const flight = flights.get(token);
  flights.delete(token);
  return flight;
}

/** The own requests of this kind in flight: `create` (of documents that have no id yet), or `delete` of this id. */
export function inFlight({ flights }: State, method: string, id?: string): string[] {
  const tokens: string[] = [];
  for (const [token, flight] of flights) if (flight.method === method && flight.id === id) tokens.push(token);
  return tokens;
}

/**
 * Is the news newer (> 0), the same (0) or older (< 0) than what is known?
 *
 *   of another session          the later session's, because it was asked for or heard after all that came before
 *   an answer, both numbered    the higher number; an answer whose number is not lower wins whatever its version, for a
 *                               server may go back: a seed script, a restored backup, a write by another program
 *   both have versions          the higher version (where a message's number says the opposite: `contradicts`)
 *   both numbered               the higher number
 *   else                        what was asked for or came later
 */
export function compare(news: Dated, known: Known): number {
  const bySession = (news.session ?? 0) - (known.session ?? 0);
  if (bySession !== 0) return bySession;
  const bySeq = difference(news.seq, known.seq);
  const byVersion = difference(news.v, known.v);
  if (news.isRead && bySeq !== undefined) return bySeq < 0 ? bySeq : (byVersion ?? bySeq) === 0 ? 0 : 1;
  return byVersion || (bySeq ?? byVersion ?? (known.tick > news.tick ? -1 : 1));
}

/** Do number and version of a message say opposite things? Then neither is believed, and the server has to be asked. */
export function contradicts(news: Dated, known: Known): boolean {
  if (news.isRead || (news.session ?? 0) !== (known.session ?? 0)) return false;
  return (difference(news.seq, known.seq) ?? 0) * (difference(news.v, known.v) ?? 0) < 0;
}

/**
 * Is news about a life after this death? Only what is provably later does: later in every measure that both have. A
 * POST may count its versions from the start, so that it is enough for it to be later by its number, unless its version was buried:
 * then nobody but the server knows, as nobody knows of a POST without a number.
 *
 * @returns undefined where the server has to be asked
 */
export function outlives(news: Dated & { method: string }, tomb: Tomb): boolean | undefined {
  const bySession = (news.session ?? 0) - (tomb.session ?? 0);
  if (bySession !== 0) return bySession > 0;
  const bySeq = difference(news.seq, tomb.seq);
  const byVersion = difference(news.v, tomb.v);
  const isPost = news.method === 'POST';
  if (news.isRead) return (bySeq || byVersion || 0) > 0;
  if (contradicts(news, tomb)) return undefined;
  if (byVersion && byVersion > 0) return true;
  // Of a death whose version nobody told, a number alone says too little of news that has one.
  if (bySeq !== undefined)
    return bySeq > 0 && (news.v === undefined || (isPost && byVersion !== undefined) || undefined);
  if (!isPost) return false;
  // On a channel without numbers and versions, which keeps its order, a POST after a DELETE is news.
  return (news.v === undefined && tomb.v === undefined && tomb.isHeard) || undefined;
}

function difference(news: number | undefined, known: number | undefined): number | undefined {
  return news === undefined || known === undefined ? undefined : news - known;
}

/**
 * What the server last sent for a document; for one of which nothing is remembered, the version that the model itself
 * carries. Against an answer, that may be of any time up to the last that was forgotten.
 */
export function knownOf({ seen, view, forgotten, session }: State, id: string, isRead?: boolean): Seen | undefined {
  const known = seen.get(id);
  if (known) return known;
  const v = view.version(id);
  if (v === undefined) return undefined;
  return isRead ? { ...forgotten.seen, v, body: undefined } : { v, seq: undefined, tick: 0, session, body: undefined };
}

/** The body that the server last told, or one with as many keys: what it has and the next one lacks is gone. */
export function formerBody({ view }: State, id: string, known: Seen | undefined): unknown {
  return known?.body ?? view.told?.(id);
}

/** Remembers what the server sent for a document. Where no number orders the next news, a missing version keeps the last. */
export function remember(
  { seen }: State,
  { id, v, seq, tick, session, part, isReborn, isRead }: Omit<Seen, 'body'> & { id: string },
  body: unknown,
  known: Known | undefined = seen.get(id),
): void {
  const isOfSession = known && (known.session ?? 0) === (session ?? 0);
  const before = isOfSession ? known : undefined;
  // What an event told first is no older for being told again by the answer to an older request.
  const latest = known && known.tick > tick ? known.tick : tick;
  const version = v ?? (seq === undefined ? known?.v : undefined);
  seen.set(id, { v: version, seq: seq ?? before?.seq, tick: latest, session, body, part, isReborn, isRead });
}

/** What to believe of a document when `told` is older than what is known of it. */
export function believed(known: Seen | undefined, told: unknown): unknown {
  return known?.body ?? (isObject(told) ? { ...told, ...known?.part } : told);
}

/** The document is dead: nothing that is not provably later may revive it. In one session, its tombstone only rises. */
export function bury(state: State, { id, v, seq, session }: Partial<Known> & { id: string }, isHeard?: true): void {
  const before = state.tombs.get(id);
  const isOfSession = (before?.session ?? 0) === (session ?? 0);
  // A message or answer of an earlier session than the tombstone says nothing that is not known.
  if (!before || isOfSession || (session ?? 0) > (before.session ?? 0)) {
    const risen = isOfSession ? before : undefined;
    state.tombs.set(id, {
      v: highest(v, risen?.v),
      seq: highest(seq, risen?.seq),
      tick: ++state.tick,
      session,
      isHeard: isHeard && (!risen || risen.isHeard),
    });
  }
  state.held.delete(id);
  state.seen.delete(id);
}

function highest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || (other !== undefined && other > one) ? other : one;
}

/** Raises a horizon to what is forgotten. */
function raising(horizon: Known): (values: Iterable<Known>) => void {
  return (values) => {
    for (const { tick, seq, session = 0 } of values) {
      horizon.tick = Math.max(horizon.tick, tick);
      if (session > (horizon.session ?? 0)) Object.assign(horizon, { session, seq: undefined });
      if (session === (horizon.session ?? 0)) horizon.seq = highest(seq, horizon.seq);
    }
  };
}

/** The place in history as a fact; what is not known of it is undefined, and gone from any JSON. */
export function place(known: Known | undefined): Facts | undefined {
  return known && { v: known.v, seq: known.seq };
}
