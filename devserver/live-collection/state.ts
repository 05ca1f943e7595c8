import { type BoundedMap, createBoundedMap } from './bounded-map.ts';
import { isObject } from './envelope.ts';
import type { Request } from './on-request.ts';
import type { Options, View } from './reconciler.ts';
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
}

/** What is told anew of a document. `rebase`: by a server that may count its messages anew. */
export interface Dated extends Known {
  rebase?: boolean | undefined;
}

/** A document as the server last told of it. */
export interface Seen extends Known {
  /** Undefined while only parts of it were told. */
  body: unknown;
  /** What PATCHes told of a document that nobody has told in whole. */
  part?: object | undefined;
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
  tombs: BoundedMap<Known>;
  seen: BoundedMap<Seen>;
  /** By crid. */
  failed: BoundedMap<Failed>;
  sequence: Sequence;
  /** The last whole snapshot. */
  snapshot: { seq: number; ids: string[] } | undefined;
  tick: number;
}

/** The bounds of what is remembered, in entries. */
export interface Limits {
  tombs: number;
  seen: number;
  failed: number;
}

export const DEFAULT_LIMITS: Limits = { tombs: 2_000, seen: 4_000, failed: 100 };

/** A state as JSON, for a recording to start from. */
export interface SavedState {
  flights: [string, Flight][];
  held: [string, Held][];
  tombs: [string, Known][];
  seen: [string, Seen][];
  failed: [string, Failed][];
  sequence: SequenceState;
  snapshot?: State['snapshot'];
  tick: number;
}

export function createState(options: Options, saved: Partial<SavedState> = {}): State {
  const { limits } = options;
  return {
    ...options,
    // Given with every input.
    view: undefined as never,
    flights: new Map(saved.flights),
    held: new Map(saved.held),
    tombs: createBoundedMap(limits.tombs, saved.tombs),
    seen: createBoundedMap(limits.seen, saved.seen),
    failed: createBoundedMap(limits.failed, saved.failed),
    sequence: createSequence(saved.sequence),
    snapshot: saved.snapshot,
    tick: saved.tick ?? 0,
  };
}

export function saveState({ flights, held, tombs, seen, failed, sequence, snapshot, tick }: State): SavedState {
  return {
    flights: [...flights],
    held: [...held],
    tombs: [...tombs],
    seen: [...seen],
    failed: [...failed],
    sequence: sequence.state(),
    snapshot,
    tick,
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
 * Is the news newer (> 0), the same (0) or older (< 0) than what is known? Versions decide; where one is missing, the
 * channel's order does; where that is missing too, the order in which they were asked for or came.
 */
export function compare(news: Dated, known: Known): number {
  const bySeq = difference(news.seq, known.seq);
  // In a new session, a higher number may be of the old count.
  const isOfOldCount = news.rebase && bySeq !== undefined && bySeq < 0;
  return difference(news.v, known.v) ?? (isOfOldCount ? undefined : bySeq) ?? (known.tick > news.tick ? -1 : 1);
}

/**
 * Does it tell of a life after this death? Only what is provably later does. A create after the delete in the channel's
 * order is one even when its document counts its versions anew.
 */
export function outlives(news: Partial<Known> & { method: string }, tomb: Known): boolean {
  const bySeq = difference(news.seq, tomb.seq) ?? 0;
  const byVersion = difference(news.v, tomb.v) ?? bySeq;
  return byVersion > 0 || (news.method === 'POST' && bySeq > 0);
}

function difference(news: number | undefined, known: number | undefined): number | undefined {
  return news === undefined || known === undefined ? undefined : news - known;
}

/** What the server last told of a document; for one it never told of here, the version that the model itself carries. */
export function knownOf({ seen, view }: State, id: string): Seen | undefined {
  const known = seen.get(id);
  if (known) return known;
  const v = view.version(id);
  return v === undefined ? undefined : { v, seq: undefined, tick: 0, body: undefined };
}

/** Remembers what the server told of a document. A missing version keeps the last known one as its lower bound. */
export function remember(
  { seen }: State,
  { id, v, seq, tick, part }: Known & { id: string; part?: object | undefined },
  body: unknown,
  known: Known | undefined = seen.get(id),
): void {
  // What an event told first is no older for being told again by the answer to an older request.
  const latest = known && known.tick > tick ? known.tick : tick;
  seen.set(id, { v: v ?? known?.v, seq: seq ?? known?.seq, tick: latest, body, part });
}

/** What to believe of a document when `told` is older than what is known of it. */
export function believed(known: Seen | undefined, told: unknown): unknown {
  return known?.body ?? (isObject(told) ? { ...told, ...known?.part } : told);
}

/** The document is dead: nothing that is not provably later may revive it. */
export function bury(state: State, { id, v, seq }: Partial<Known> & { id: string }): void {
  const before = state.tombs.get(id);
  state.tombs.set(id, { v: v ?? before?.v, seq: seq ?? before?.seq, tick: ++state.tick });
  state.held.delete(id);
  state.seen.delete(id);
}

/** The place in history as a fact; what is not known of it is undefined, and gone from any JSON. */
export function place(known: Known | undefined): Facts | undefined {
  return known && { v: known.v, seq: known.seq };
}
