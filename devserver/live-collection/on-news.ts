/**
 * News of a living document: a message that came, one that was held, or a row of a fetched list. All three go the same way,
 * and the first line that applies decides:
 *
 *   tombstone, and not provably later    → ignore
 *   older than what is known or held     → stale; the same → duplicate
 *   own delete pending                   → remember the body only
 *   crid is ours                         → bind the model now (also after an error)
 *   held already, or creates in flight   → hold the newest, unless it is a create that names another's request
 *   not accepts(body)                    → it leaves, or stays away
 *   present                              → merge
 *   absent                               → insert
 */

import { isObject } from './envelope.ts';
import {
  bury,
  compare,
  type Dated,
  type Held,
  inFlight,
  knownOf,
  outlives,
  place,
  remember,
  type State,
} from './state.ts';
import { type Decision, type Effect, type Facts, type Verdict, verdict } from './verdict.ts';

export interface News extends Dated {
  source: 'message' | 'held' | 'row';
  id: string;
  method: string;
  body: unknown;
  at: number;
  crid?: string | undefined;
  /** What every verdict on it says. */
  facts: Facts;
}

export function onNews(state: State, news: News): Verdict {
  const { source, id, method, crid, facts } = news;
  const { accepts, tombs, view } = state;
  const isRow = source === 'row';
  const say = (decision: Decision, more?: Facts, effect?: Effect) =>
    verdict(decision, id, Object.assign(facts, more), effect);

  const isPresent = view.cid(id) !== undefined;
  const held = state.held.get(id);
  const known = held ?? knownOf(state, id);
  const order = known ? compare(news, known) : 1;
  const against = { against: place(known) };
  const tomb = tombs.get(id);

  if (method === 'DELETE') {
    if (order < 0) return say('ignored-stale', against);
    bury(state, id, news);
    if (isPresent) return say('removed', {}, { type: 'remove', id });
    if (tomb) return say('ignored-tombstoned', { tombstone: place(tomb) });
    return say('tombstoned', held && { cancelledHeld: true });
  }
  if (tomb) {
    // A list that is no older than the death shows another life, whatever its version.
    const isDead = isRow ? compare({ ...news, v: undefined }, tomb) < 0 : !outlives(news, tomb);
    if (isDead) return say('ignored-tombstoned', { tombstone: place(tomb) });
    tombs.delete(id);
  }
  if (order < 0) {
    if (!isRow) return say('ignored-stale', against);
    const body = known?.body ?? news.body;
    return say('kept-over-snapshot', against, isPresent ? { type: 'merge', id, body } : undefined);
  }
  if (order === 0 && !isRow) return say('ignored-duplicate', against);

  const body = whole(news, known?.body);
  if (!isPresent) {
    const tokens = inFlight(state, 'delete', id);
    if (tokens.length > 0) {
      remember(state, id, news, body);
      return say('ignored-pending-delete', { tokens });
    }
    const bound = crid !== undefined && bindByCrid(state, news, crid, body);
    if (bound) return bound;
    const creates = inFlight(state, 'create');
    const isForeign = method === 'POST' && crid !== undefined;
    if (held || (creates.length > 0 && !isForeign && source !== 'held')) {
      return say(method === 'POST' ? 'held' : 'held-update', hold(state, news, body, held, creates));
    }
  }

  remember(state, id, news, body, known);
  if (!accepts(body)) return say('filtered-out', { left: isPresent }, { type: 'remove', id });
  if (isPresent) return say('merged', { vBefore: known?.v }, { type: 'merge', id, body, before: known?.body });
  const appeared = method === 'POST' ? 'inserted' : 'upserted-unknown';
  return say(source === 'held' ? 'inserted-after-hold' : appeared, {}, { type: 'put', id, body });
}

/** The request that caused it is an own create: one in flight, or one that ended in an error. */
function bindByCrid(state: State, news: News, crid: string, body: unknown): Verdict | undefined {
  const { id, facts } = news;
  const bind = (decision: Decision, token: string, cid: string | undefined, status?: number) => {
    state.held.delete(id);
    remember(state, id, news, body);
    const why = Object.assign(facts, { token, status, via: 'crid' });
    return verdict(decision, id, why, { type: 'put', id, body, token, cid });
  };

  const failed = state.failed.get(crid);
  let isBeingRetried = false;
  for (const [token, flight] of state.flights) {
    if (flight.method !== 'create') continue;
    if (flight.crid === crid) {
      flight.bound = id;
      return bind('matched-own-create', token, flight.cid);
    }
    // The model is about to become another document: the one saved first is one of its own.
    if (flight.cid === failed?.cid) isBeingRetried = true;
  }
  if (!failed || isBeingRetried || !state.accepts(body)) return undefined;
  state.failed.delete(crid);
  return bind('matched-own-create-despite-error', failed.token, failed.cid, failed.status);
}

/** Holds an event for the creates that are in flight; of one that is held already, the newest. */
function hold(state: State, news: News, body: unknown, held: Held | undefined, creates: string[]): Facts {
  const { id, v, seq, tick, method, at } = news;
  const { since, waited } = held ?? { since: at, waited: creates };
  state.held.set(id, { v, seq, tick, method, body, since, waited });
  const waiting = waited.filter((token) => state.flights.has(token));
  return { waiting, ages: waiting.map((token) => at - (state.flights.get(token)?.at ?? at)) };
}

/** Events whose creates have all settled, and none of them was it: they get their due. */
export function release(state: State, at: number): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const [id, held] of state.held) {
    const { v, seq, waited, since } = held;
    if (waited.some((token) => state.flights.has(token))) continue;
    state.held.delete(id);
    verdicts.push(onNews(state, { ...held, id, at, source: 'held', facts: { v, seq, waited, ms: at - since } }));
  }
  return verdicts;
}

/** A PATCH may bring only what changed: the rest is what the document was. */
function whole({ method, body }: News, before: unknown): unknown {
  const isPart = method === 'PATCH' && isObject(before) && isObject(body);
  return isPart ? { ...before, ...body } : body;
}
