/**
 * An own request left, or settled.
 *
 *   create ok       drop its own held event; a tombstone, a pending delete, or a snapshot that would have shown it and
 *                   did not → remove; else the model is this document, in the newest version known
 *   create error    remember the crid: the server may have saved it
 *   both            the token leaves every `waiting`
 *   delete ok, 404, 410             → tombstone
 *   delete, other error             → put it back, unless another delete is pending or a tombstone stands
 *   update ok, but an event was newer (or, without versions, came since the request left) → keep what the event gave
 *   update error                    → back to what the server last told
 */
import { gone } from './envelope.ts';
import { release } from './on-message.ts';
import type { View } from './reconciler.ts';
import type { SyncMethod } from './registry.ts';
import {
  age,
  bury,
  type Flight,
  type Held,
  knownOf,
  land,
  outlives,
  place,
  remember,
  type State,
  takeOff,
} from './state.ts';
import { type Verdict, verdict } from './verdict.ts';

export interface Request {
  type: 'request';
  at: number;
  /** One request, one token: a retry has another. */
  token: string;
  method: SyncMethod;
  id?: string | undefined;
  cid?: string | undefined;
  crid?: string | undefined;
  /** What may have to be undone: the document that a delete takes away, the attributes that a save has changed. */
  before?: unknown;
}

export interface Response {
  type: 'response';
  at: number;
  token: string;
  method: SyncMethod;
  ok: boolean;
  /** HTTP's; 0 when no response came. */
  status: number;
  /** The document's id: of the request, or what the response to a create brought. */
  id?: string | undefined;
  cid?: string | undefined;
  crid?: string | undefined;
  body?: unknown;
  v?: number | undefined;
  /** The number of the message that this write published. */
  seq?: number | undefined;
}

type Accepts = (body: unknown) => boolean;

export function onRequest(state: State, request: Request): void {
  const { token, method, at, id, cid, crid, before } = request;
  takeOff(state, token, { method, at, tick: ++state.tick, id, cid, crid, before, bound: undefined });
}

export function onResponse(state: State, response: Response, view: View, accepts: Accepts): Verdict[] {
  const flight = land(state, response.token);
  if (state.disposed) return [];
  const { method, token, at } = response;
  const verdicts = settled(state, response, flight, view, accepts);
  const id = response.id ?? flight?.bound;
  const seen = id === undefined ? undefined : state.seen.get(id);
  // Our own write may have taken the document out of what the collection accepts.
  if (id !== undefined && seen && !accepts(seen.body) && (method === 'create' || view.cid(id) !== undefined)) {
    verdicts.push(verdict('filtered-out', id, { token, left: true }, { type: 'remove', id }));
  }
  if (method === 'create') verdicts.push(...release(state, token, at, view, accepts));
  return verdicts;
}

function settled(
  state: State,
  response: Response,
  flight: Flight | undefined,
  view: View,
  accepts: Accepts,
): Verdict[] {
  switch (response.method) {
    case 'create':
      return response.ok ? createSucceeded(state, response, flight, view) : createFailed(state, response, flight);
    case 'delete':
      return deleteSettled(state, response, flight, view, accepts);
    case 'update':
    case 'patch':
      return response.ok ? newsOfOne(state, response, flight, view) : updateFailed(state, response, flight, view);
    case 'read':
      return response.ok ? newsOfOne(state, response, flight, view) : [];
  }
}

function createSucceeded(state: State, response: Response, flight: Flight | undefined, view: View): Verdict[] {
  const { id, token } = response;
  const cid = response.cid ?? flight?.cid;
  for (const [crid, failed] of state.failed.entries()) if (failed.cid === cid) state.failed.delete(crid);
  if (id === undefined) return [];
  if (flight?.bound === id) return echoOfBound(state, response, id, flight, view);

  const held = state.held.get(id);
  state.held.delete(id);
  const tomb = state.tombs.get(id);
  if (tomb && !outlives({ ...response, method: 'POST' }, tomb)) {
    const facts = { token, tombstone: place(tomb) };
    return [verdict('removed-by-tombstone', id, facts, { type: 'remove', id })];
  }
  const deleting = state.deleting.get(id);
  if (deleting) {
    remember(state, id, response, response.body, flight?.tick ?? 0);
    return [verdict('ignored-pending-delete', id, { token, tokens: [...deleting] }, { type: 'remove', id })];
  }
  const twin = view.cid(id);
  const { snapshot } = state;
  if (snapshot && !held && twin === undefined && response.seq !== undefined && response.seq <= snapshot.seq) {
    if (!snapshot.ids.has(id)) {
      const facts = { token, seq: response.seq, snapshotSeq: snapshot.seq };
      return [verdict('removed-by-snapshot', id, facts, { type: 'remove', id })];
    }
  }

  const verdicts: Verdict[] = [];
  if (twin !== undefined && twin !== cid) {
    verdicts.push(verdict('absorbed-twin', id, { cid, twin }, { type: 'absorb', id, cid, twin }));
  }
  const { body, stale } = newest(state, id, response, flight, held);
  if (stale) verdicts.push(staleResponse(state, id, response, body));
  const facts = held
    ? { token, via: 'response', heldMs: response.at - held.since, ...place(response) }
    : { token, via: 'response', ...place(response) };
  const effect = { type: 'bind', token, cid, id, body, before: response.body } as const;
  verdicts.push(verdict('matched-own-create', id, facts, effect));
  return verdicts;
}

/** The event came first and the model is the document since: the response is the second telling of one story. */
function echoOfBound(state: State, response: Response, id: string, flight: Flight, view: View): Verdict[] {
  const { token } = response;
  const tomb = state.tombs.get(id);
  if (tomb && !outlives({ ...response, method: 'POST' }, tomb)) {
    return [verdict('removed-by-tombstone', id, { token, tombstone: place(tomb) }, { type: 'remove', id })];
  }
  const deleting = state.deleting.get(id);
  if (deleting && view.cid(id) === undefined) {
    return [verdict('ignored-pending-delete', id, { token, tokens: [...deleting] }, { type: 'remove', id })];
  }
  const { body, stale } = newest(state, id, response, flight);
  if (stale) return [staleResponse(state, id, response, body)];
  return [verdict('ignored-duplicate', id, { token, via: 'response', ...place(response) })];
}

function createFailed(state: State, response: Response, flight: Flight | undefined): Verdict[] {
  const { token, status } = response;
  const crid = response.crid ?? flight?.crid;
  if (flight?.bound !== undefined) {
    return [verdict('matched-own-create-despite-error', flight.bound, { token, status, via: 'crid' })];
  }
  if (crid !== undefined) state.failed.set(crid, { token, cid: response.cid ?? flight?.cid, status });
  return [];
}

function deleteSettled(
  state: State,
  response: Response,
  flight: Flight | undefined,
  view: View,
  accepts: Accepts,
): Verdict[] {
  const { token, status } = response;
  const id = response.id ?? flight?.id;
  if (id === undefined) return [];
  if (response.ok || status === 404 || status === 410) {
    bury(state, id, response);
    const effect = view.cid(id) === undefined ? undefined : ({ type: 'remove', id } as const);
    return [verdict('tombstoned', id, { token, status, ...place(response) }, effect)];
  }
  const tomb = state.tombs.get(id);
  if (tomb) return [verdict('ignored-tombstoned', id, { token, status, tombstone: place(tomb) })];
  const others = state.deleting.get(id);
  if (others) return [verdict('ignored-pending-delete', id, { token, status, tokens: [...others] })];
  if (view.cid(id) !== undefined) return [];
  const before = flight?.before;
  const body = state.seen.get(id)?.body ?? before;
  if (!accepts(body)) return [verdict('filtered-out', id, { token, status })];
  const cid = response.cid ?? flight?.cid;
  const effect = { type: 'restore', token, cid, id, body, before } as const;
  return [verdict('restored-after-failed-delete', id, { token, status }, effect)];
}

/** The answer to an update or to the fetch of one model. */
function newsOfOne(state: State, response: Response, flight: Flight | undefined, view: View): Verdict[] {
  const { token } = response;
  const id = response.id ?? flight?.id;
  if (id === undefined) return [];
  const tomb = state.tombs.get(id);
  if (tomb && !outlives(response, tomb)) {
    const effect = view.cid(id) === undefined ? undefined : ({ type: 'remove', id } as const);
    return [verdict('ignored-tombstoned', id, { token, tombstone: place(tomb) }, effect)];
  }
  // It has left the collection; whether it enters again is for its message to say.
  if (view.cid(id) === undefined && !state.deleting.has(id)) return [];
  const known = knownOf(state, id, view);
  if (known && isOldNews(response, known, flight)) return [staleResponse(state, id, response, known.body)];
  if (known && age(response, known) === 'same' && known.tick > (flight?.tick ?? 0)) {
    return [verdict('ignored-duplicate', id, { token, via: 'response', ...place(response) })];
  }
  const vBefore = known?.v;
  remember(state, id, response, response.body, flight?.tick ?? 0);
  const facts = { token, via: 'response', ...place(response) };
  const { body } = response;
  // Backbone sets what the answer has, on the model that asked: what it lacks is gone, and a reset may have brought another.
  const isDone = view.cid(id) === response.cid && gone(known?.body, body).length === 0;
  const effect = isDone ? undefined : ({ type: 'merge', id, body, before: known?.body } as const);
  return [verdict('merged', id, vBefore === undefined ? facts : { ...facts, vBefore }, effect)];
}

function isOldNews(response: Response, known: { v: number | undefined; tick: number }, flight: Flight | undefined) {
  if (response.v !== undefined && known.v !== undefined) return response.v < known.v;
  return known.tick > (flight?.tick ?? 0);
}

type Failure = Pick<Response, 'token' | 'status' | 'id'>;

export function updateFailed(state: State, response: Failure, flight: Flight | undefined, view: View): Verdict[] {
  const { token, status } = response;
  const id = response.id ?? flight?.id;
  if (id === undefined) return [];
  const seen = state.seen.get(id);
  if (!seen && view.cid(id) === undefined) return [];
  const effect = seen
    ? ({ type: 'merge', id, body: seen.body, before: flight?.before, token } as const)
    : ({ type: 'resync' } as const);
  return [verdict('reverted-failed-update', id, { token, status }, effect)];
}

function staleResponse(state: State, id: string, response: Response, body: unknown): Verdict {
  const facts = { token: response.token, ...place(response), against: place(state.seen.get(id) ?? {}) };
  return verdict('ignored-stale-response', id, facts, { type: 'answer', id, body, before: response.body });
}

/**
 * Of a create's response, what was held for it and what events told meanwhile: the newest, remembered. A create is the
 * first that can be told of a document, so whatever else is known of it is no older.
 */
function newest(state: State, id: string, response: Response, flight: Flight | undefined, held?: Held) {
  const order = age(response, state.seen.get(id));
  let stale = order === 'older' || order === 'unknown';
  const tick = Math.max(held?.tick ?? 0, flight?.tick ?? 0);
  if (!stale) remember(state, id, response, response.body, tick);
  if (held && held.message.method !== 'POST' && age(held.message, state.seen.get(id)) !== 'older') {
    remember(state, id, held.message, held.message.body, held.tick);
    stale = true;
  }
  return { body: state.seen.get(id)?.body, stale };
}
