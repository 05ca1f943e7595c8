import { type BoundedMap, createBoundedMap } from './bounded-map.ts';
import type { Envelope } from './envelope.ts';
import type { View } from './reconciler.ts';
import type { SyncMethod } from './registry.ts';
import { createSequence, type Sequence, type SequenceState } from './sequence.ts';

/**
 * What is known of a document's place in history. `tick` counts the messages that came and the requests that left; what
 * an answer told is as old as its request, or older than all else when the request was given up.
 */
export interface Known {
  v: number | undefined;
  seq: number | undefined;
  tick: number;
}

/** A document as the server last told of it. */
export interface Seen extends Known {
  body: unknown;
}

/** An own request in flight. */
export interface Flight {
  method: SyncMethod;
  /** Milliseconds, by the clock of the inputs. */
  at: number;
  tick: number;
  id: string | undefined;
  cid: string | undefined;
  crid: string | undefined;
  /** What may have to be undone: the document that a delete takes away, the attributes that a save has changed. */
  before: unknown;
  /** The id an event with its crid already gave to the model. */
  bound: string | undefined;
}

/** An event that may be the echo of an own create. */
export interface Held {
  message: Envelope;
  tick: number;
  since: number;
  /** The creates it was found to wait for; fixed at first sight, so that ever new creates cannot starve it. */
  waited: readonly string[];
  waiting: Set<string>;
}

/** An own create that ended in an error: the server may have saved it all the same. */
export interface Failed {
  token: string;
  cid: string | undefined;
  status: number;
}

export interface State {
  /** token → request; those of creates are also in `creates`, those of deletes in `deleting`. */
  flights: Map<string, Flight>;
  creates: Set<string>;
  /** id → own deletes in flight; they can overlap. */
  deleting: Map<string, Set<string>>;
  held: Map<string, Held>;
  tombs: BoundedMap<Known>;
  seen: BoundedMap<Seen>;
  /** By crid. */
  failed: BoundedMap<Failed>;
  sequence: Sequence;
  /** The last whole snapshot. */
  snapshot: { seq: number; ids: Set<string> } | undefined;
  tick: number;
  disposed: boolean;
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
  held: [string, Omit<Held, 'waiting'> & { waiting: string[] }][];
  tombs: [string, Known][];
  seen: [string, Seen][];
  failed: [string, Failed][];
  sequence: SequenceState;
  snapshot: { seq: number; ids: string[] } | null;
  tick: number;
}

export function createState(limits: Limits, saved?: Partial<SavedState>): State {
  const state: State = {
    flights: new Map(saved?.flights),
    creates: new Set(),
    deleting: new Map(),
    held: new Map(saved?.held?.map(([id, held]) => [id, { ...held, waiting: new Set(held.waiting) }])),
    tombs: createBoundedMap(limits.tombs, saved?.tombs),
    seen: createBoundedMap(limits.seen, saved?.seen),
    failed: createBoundedMap(limits.failed, saved?.failed),
    sequence: createSequence(saved?.sequence),
    snapshot: saved?.snapshot ? { seq: saved.snapshot.seq, ids: new Set(saved.snapshot.ids) } : undefined,
    tick: saved?.tick ?? 0,
    disposed: false,
  };
  for (const [token, flight] of state.flights) indexFlight(state, token, flight);
  return state;
}

export function saveState(state: State): SavedState {
  return {
    flights: [...state.flights],
    held: [...state.held].map(([id, held]) => [id, { ...held, waiting: [...held.waiting] }]),
    tombs: [...state.tombs.entries()],
    seen: [...state.seen.entries()],
    failed: [...state.failed.entries()],
    sequence: state.sequence.state(),
    snapshot: state.snapshot ? { seq: state.snapshot.seq, ids: [...state.snapshot.ids] } : null,
    tick: state.tick,
  };
}

export function takeOff(state: State, token: string, flight: Flight): void {
  state.flights.set(token, flight);
  indexFlight(state, token, flight);
}

function indexFlight(state: State, token: string, flight: Flight): void {
  if (flight.method === 'create') state.creates.add(token);
  if (flight.method !== 'delete' || flight.id === undefined) return;
  const tokens = state.deleting.get(flight.id);
  if (tokens) tokens.add(token);
  else state.deleting.set(flight.id, new Set([token]));
}

/** The flight that lands with this token; undefined when it was released before. */
export function land(state: State, token: string): Flight | undefined {
  const flight = state.flights.get(token);
  state.flights.delete(token);
  state.creates.delete(token);
  if (flight?.method === 'delete' && flight.id !== undefined) {
    const tokens = state.deleting.get(flight.id);
    tokens?.delete(token);
    if (tokens?.size === 0) state.deleting.delete(flight.id);
  }
  return flight;
}

/** Forgets everything; what comes from now on is dropped. */
export function dispose(state: State): void {
  Object.assign(state, createState(DEFAULT_LIMITS), { disposed: true });
}

/** Holds an event for the creates that are in flight now; one that is held already gets the newest body. */
export function holdNewest(state: State, id: string, message: Envelope, at: number, tick = ++state.tick): Held {
  const held = state.held.get(id);
  if (held) return Object.assign(held, { message, tick });
  const waited = [...state.creates];
  const fresh = { message, tick, since: at, waited, waiting: new Set(waited) };
  state.held.set(id, fresh);
  return fresh;
}

export function placeOfHeld({ message: { v, seq }, tick }: Held): Known {
  return { v, seq, tick };
}

type News = { v?: number | undefined; seq?: number | undefined };

/** Versions decide; where one is missing, the channel's order does; where that is missing too, nobody can tell. */
export function age(news: News, known: News | undefined): 'newer' | 'same' | 'older' | 'unknown' {
  if (known === undefined) return 'newer';
  if (news.v !== undefined && known.v !== undefined) return compare(news.v, known.v);
  if (news.seq !== undefined && known.seq !== undefined) return compare(news.seq, known.seq);
  return 'unknown';
}

function compare(news: number, known: number) {
  return news > known ? 'newer' : news === known ? 'same' : 'older';
}

/**
 * Does it tell of a life after this death? Only what is provably later does. A create after the delete in the channel's
 * order is one even when its document counts its versions anew.
 */
export function outlives(news: News & { method?: string }, tomb: Known): boolean {
  const later = news.seq !== undefined && tomb.seq !== undefined && news.seq > tomb.seq;
  if (news.method === 'POST' && later) return true;
  return news.v !== undefined && tomb.v !== undefined ? news.v > tomb.v : later;
}

/** What the server last told of a document; for one it never told of here, the version that the model itself carries. */
export function knownOf(state: State, id: string, view: View): Seen | undefined {
  const seen = state.seen.get(id);
  if (seen) return seen;
  const v = view.version(id);
  return v === undefined ? undefined : { v, seq: undefined, tick: 0, body: undefined };
}

/**
 * Remembers what the server told of a document. A missing version keeps the last known one as its lower bound.
 * @param known what was known of it before, for who has looked it up already
 */
export function remember(
  state: State,
  id: string,
  news: News,
  body: unknown,
  tick = ++state.tick,
  known: Known | undefined = state.seen.get(id),
): Seen {
  // What an event told first is no older for being told again by the answer to an older request.
  const latest = Math.max(tick, known?.tick ?? 0);
  const seen = { v: news.v ?? known?.v, seq: news.seq ?? known?.seq, tick: latest, body };
  state.seen.set(id, seen);
  return seen;
}

/** The document is dead: nothing that is not provably later may revive it. */
export function bury(state: State, id: string, news: News): Known {
  const before = state.tombs.get(id);
  const tomb = { v: news.v ?? before?.v, seq: news.seq ?? before?.seq, tick: ++state.tick };
  state.tombs.set(id, tomb);
  state.held.delete(id);
  state.seen.delete(id);
  return tomb;
}

/** The place in history as a fact; what is not known of it is undefined, and gone from any JSON. */
export function place({ v, seq }: News): News {
  return { v, seq };
}
