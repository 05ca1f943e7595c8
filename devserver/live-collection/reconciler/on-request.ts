/**
 * An own request left, or settled.
 *
 *   create or update ok             → the answer is news of its document: on-answer.ts
 *   create error                    → remember the crid: the server may have saved it
 *   create, either way              → no event waits for it any longer
 *   update error                    → back to what the server last told
 *   delete ok, 404, 410             → tombstone
 *   delete, other error             → put it back, unless another delete is pending, a tombstone stands, or a list that
 *                                     came meanwhile lacks it: the server may have done it all the same
 */

import type { Request, Response } from './inputs.ts';
import { release } from './on-document.ts';
import { onAnswer, type Settled } from './on-write-response.ts';
import { bury, compare, inFlight, isPresent, land, outlives, place, type Seen, type State } from './state.ts';
import { ASKS, about, REMOVE, RESYNC, type Verdict } from './verdict.ts';

export function onRequest(state: State, request: Request): void {
  state.flights.set(request.token, { ...request, tick: ++state.tick, session: state.session });
}

export function onResponse(state: State, response: Response): Verdict[] {
  const landed: Partial<Settled> = land(state, response.token) ?? {};
  const settled = Object.assign(landed, response);
  const { token, method, ok, at, id = settled.bound } = settled;
  const isCreate = method === 'create';
  const settle = method === 'delete' ? onDelete : ok ? onAnswer : onFailure;
  const verdicts = settle(state, settled);
  const body = id && state.seen.get(id)?.body;
  // Our own write may have taken the document out of what the collection accepts.
  if (body && !state.accepts(body) && (isCreate || isPresent(state, id))) {
    verdicts.push(about(id)('filtered-out', { token, left: true }, REMOVE));
  }
  return isCreate ? [...verdicts, ...release(state, at)] : verdicts;
}

/** A request that was no delete did not succeed, or nobody knows. */
function onFailure(
  state: State,
  { token, method, status, id, cid, crid, before, bound }: Omit<Settled, 'ok'>,
): Verdict[] {
  if (bound) return [about(bound)('matched-own-create-despite-error', { token, status, via: 'crid' })];
  if (method === 'create' && crid) state.failed.set(crid, { token, cid, status });
  if (method === 'create' || method === 'read' || !id) return [];
  const seen = state.seen.get(id);
  if (!seen && !isPresent(state, id)) return [];
  // Where the server never told what the document is, only it can say what to go back to.
  const body = seen?.body;
  const effect = body ? ({ type: 'merge', body, before, token } as const) : ({ ...RESYNC, before } as const);
  return [about(id)('reverted-failed-update', { token, status, body }, effect)];
}

function onDelete(state: State, settled: Settled): Verdict[] {
  const { token, status, ok, id, cid, v, seq, session = state.session, before } = settled;
  if (!id) return [];
  const say = about(id, { token, status });
  if (ok || status === 404 || status === 410) {
    const known = state.seen.get(id);
    // A message was about another life: after this delete's, where number or version say so, else the server has to.
    const isOfSession = session === state.session && session === (known?.session ?? 0);
    // A list that was asked for before the delete left may be of an earlier count, where nobody listened to the channel.
    const isLater = known?.isRead && known.tick > (settled.tick ?? 0);
    const news = known && { ...known, method: 'PUT', isRead: isLater };
    const isAlive = news && isOfSession && outlives(news, { v, seq, tick: 0, session });
    if (known && isAlive && state.accepts(known.body)) {
      return [about(id, place(known))('inserted', { token }, { type: 'put', body: known.body })];
    }
    const isOpen = seq === undefined || isAlive === undefined;
    const isUnsure = (known?.isReborn && !isAlive && isOpen) || (known?.isRead && isAlive === undefined);
    const asks = session !== state.session || isUnsure;
    // Of a request from an earlier session, nobody knows what its number counts, nor which of this one's messages it is later than.
    const other = cid === undefined ? undefined : state.view.becameId?.(cid);
    const kept = other === undefined || other === id ? undefined : state.seen.get(other);
    bury(state, { id, v, seq: session === state.session ? seq : undefined, session: state.session });
    const verdict = say('tombstoned', { v, seq, ...(asks ? ASKS : {}) }, REMOVE);
    // Its model is another document by now, and Backbone is about to take that one out.
    if (!kept?.body) return [verdict];
    return [verdict, about(other, { token })('inserted-beside', { beside: id }, { type: 'put', body: kept.body })];
  }
  const tomb = state.tombs.get(id);
  if (tomb) return [say('ignored-tombstoned', { tombstone: place(tomb) })];
  const tokens = inFlight(state, 'delete', id);
  if (tokens.length > 0) return [say('ignored-pending-delete', { tokens })];
  if (isPresent(state, id)) return [];
  const known = state.seen.get(id);
  const body = known?.body ?? before;
  if (!state.accepts(body)) return [say('filtered-out')];
  const lacks = lackedBy(state, settled, known);
  if (lacks)
    return [lacks === 'unknown' ? say('removed-by-snapshot', ASKS, RESYNC) : say('removed-by-snapshot', lacks)];
  return [say('restored-after-failed-delete', {}, { type: 'put', body, before, token, cid })];
}

/** Does the last list, which came while the delete was on its way, lack the document? Its seq, then. */
function lackedBy(
  { snapshot, forgotten }: State,
  { id = '', tick = 0 }: Settled,
  known: Seen | undefined,
): { snapshotSeq: number | undefined } | 'unknown' | undefined {
  if (!snapshot || snapshot.came < tick || snapshot.ids.includes(id)) return undefined;
  if (known && compare({ ...snapshot, isRead: true }, known) < 0) return undefined;
  // What an event told since may have been forgotten.
  if (!known && forgotten.seen.tick > snapshot.tick) return 'unknown';
  return { snapshotSeq: snapshot.seq };
}

/** Time passed: a request whose callback never came (aborted, swallowed, a dead page) must not keep others waiting. */
export function onTick(state: State, at: number): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const flight of state.flights.values()) {
    const { token, method, id, bound = id } = flight;
    const ageMs = at - flight.at;
    if (ageMs < state.releaseAfter) break; // flights are in the order they left
    land(state, token);
    // Whether the server carried it out nobody knows: only it can tell.
    const effect = method === 'read' || method === 'create' ? undefined : RESYNC;
    verdicts.push(about(bound)('released-by-timeout', { token, method, ageMs }, effect));
    if (method !== 'delete') verdicts.push(...onFailure(state, { ...flight, status: 0 }));
  }
  return [...verdicts, ...release(state, at)];
}
