/**
 * An own request left, or settled.
 *
 *   create or update ok             → the answer is news of its document: on-answer.ts
 *   create error                    → remember the crid: the server may have saved it
 *   create, either way              → no event waits for it any longer
 *   update error                    → back to what the server last told
 *   delete ok, 404, 410             → tombstone
 *   delete, other error             → put it back, unless another delete is pending or a tombstone stands
 */
import { onAnswer } from './on-answer.ts';
import { release } from './on-news.ts';
import type { SyncMethod } from './registry.ts';
import { bury, type Flight, inFlight, land, place, type State } from './state.ts';
import { type Decision, type Effect, type Facts, type Verdict, verdict } from './verdict.ts';

export interface Request {
  type: 'request';
  at: number;
  /** One request, one token: a retry has another. */
  token: string;
  method: SyncMethod;
  /** The document's id; none for a create. */
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

export function onRequest(state: State, { token, method, at, id, cid, crid, before }: Request): void {
  state.flights.set(token, { method, at, tick: ++state.tick, id, cid, crid, before });
}

export function onResponse(state: State, response: Response): Verdict[] {
  const { token, method, ok, at } = response;
  const { accepts, seen, view } = state;
  const flight = land(state, token);
  const isCreate = method === 'create';
  const id = response.id ?? flight?.bound;
  const verdicts =
    method === 'delete'
      ? deleted(state, response, flight)
      : ok
        ? onAnswer(state, response, flight)
        : failed(state, response, flight);
  const told = id === undefined ? undefined : seen.get(id);
  // Our own write may have taken the document out of what the collection accepts.
  if (id !== undefined && told && !accepts(told.body) && (isCreate || view.cid(id) !== undefined)) {
    verdicts.push(verdict('filtered-out', id, { token, left: true }, { type: 'remove', id }));
  }
  return isCreate ? [...verdicts, ...release(state, at)] : verdicts;
}

/** An own request did not succeed, or nobody knows; it was no delete. */
function failed(state: State, response: Omit<Response, 'type' | 'at' | 'ok'>, flight: Flight | undefined): Verdict[] {
  const { token, method, status, id, cid, crid } = response;
  const bound = flight?.bound;
  if (bound !== undefined) {
    return [verdict('matched-own-create-despite-error', bound, { token, status, via: 'crid' })];
  }
  if (method === 'create' && crid !== undefined) state.failed.set(crid, { token, cid, status });
  if (method === 'create' || method === 'read' || id === undefined) return [];
  const seen = state.seen.get(id);
  if (!seen && state.view.cid(id) === undefined) return [];
  const effect: Effect = seen
    ? { type: 'merge', id, body: seen.body, before: flight?.before, token }
    : { type: 'resync' };
  return [verdict('reverted-failed-update', id, { token, status }, effect)];
}

function deleted(state: State, response: Response, flight: Flight | undefined): Verdict[] {
  const { token, status, ok, id, cid, v, seq } = response;
  if (id === undefined) return [];
  const say = (decision: Decision, more?: Facts, effect?: Effect) => [
    verdict(decision, id, { token, status, ...more }, effect),
  ];
  if (ok || status === 404 || status === 410) {
    bury(state, id, response);
    return say('tombstoned', { v, seq }, { type: 'remove', id });
  }
  const tomb = state.tombs.get(id);
  if (tomb) return say('ignored-tombstoned', { tombstone: place(tomb) });
  const tokens = inFlight(state, 'delete', id);
  if (tokens.length > 0) return say('ignored-pending-delete', { tokens });
  if (state.view.cid(id) !== undefined) return [];
  const before = flight?.before;
  const body = state.seen.get(id)?.body ?? before;
  if (!state.accepts(body)) return say('filtered-out');
  return say('restored-after-failed-delete', {}, { type: 'put', token, cid, id, body, before });
}

/** Time passed: a request whose callback never came (aborted, swallowed, a dead page) must not keep others waiting. */
export function onTick(state: State, at: number): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const [token, flight] of state.flights) {
    const ageMs = at - flight.at;
    if (ageMs < state.releaseAfter) break; // flights are in the order they left
    land(state, token);
    const { method, id, bound } = flight;
    // Whether the server carried it out nobody knows: only it can tell.
    const effect: Effect | undefined = method === 'read' || method === 'create' ? undefined : { type: 'resync' };
    verdicts.push(verdict('released-by-timeout', bound ?? id, { token, method, ageMs }, effect));
    if (method !== 'delete') verdicts.push(...failed(state, { ...flight, token, status: 0 }, flight));
  }
  return [...verdicts, ...release(state, at)];
}
