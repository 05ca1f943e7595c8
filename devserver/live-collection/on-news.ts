/**
 * News of a document: a message that came, one that was held, or a row of a fetched list. All three go the same way,
 * and the first line that applies decides:
 *
 *   older than what is known or held     → stale
 *   DELETE                               → tombstone; cancel what is held; remove
 *   tombstone, and not provably later    → ignore
 *   the same as what is known or held    → duplicate
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
import { about, type Facts, REMOVE, type Say, type Verdict } from './verdict.ts';

export interface News extends Dated {
  source: 'message' | 'held' | 'row';
  id: string;
  method: string;
  body: unknown;
  at: number;
  crid?: string | undefined;
}

/** @param facts what any verdict on it says, beside what decided */
export function onNews(state: State, news: News, facts: Facts): Verdict {
  const { source, id, method, crid } = news;
  const isRow = source === 'row';
  const isPost = method === 'POST';
  const say = about(id, facts);

  const isPresent = state.view.cid(id) !== undefined;
  const held = state.held.get(id);
  const known = held ?? knownOf(state, id);
  const order = known ? compare(news, known) : 1;
  const tomb = state.tombs.get(id);

  if (order < 0) {
    const against = place(known);
    if (!isRow) return say('ignored-stale', { against });
    const body = known?.body ?? news.body;
    return say('kept-over-snapshot', { against }, isPresent ? { type: 'merge', body } : undefined);
  }
  if (method === 'DELETE') {
    bury(state, news);
    if (isPresent) return say('removed', {}, REMOVE);
    if (tomb) return say('ignored-tombstoned', { tombstone: place(tomb) });
    return say('tombstoned', { cancelledHeld: held && true });
  }
  if (tomb) {
    // A list that is no older than the death shows another life, whatever its version.
    const isDead = isRow ? compare({ ...news, v: undefined }, tomb) < 0 : !outlives(news, tomb);
    if (isDead) return say('ignored-tombstoned', { tombstone: place(tomb) });
    state.tombs.delete(id);
  }
  if (order === 0 && !isRow) return say('ignored-duplicate', { against: place(known) });

  const body = whole(news, known?.body);
  if (!isPresent) {
    const tokens = inFlight(state, 'delete', id);
    if (tokens.length > 0) {
      remember(state, news, body);
      return say('ignored-pending-delete', { tokens });
    }
    const bound = crid && bindByCrid(state, news, crid, body, say);
    if (bound) return bound;
    const creates = inFlight(state, 'create');
    const isForeign = isPost && crid;
    if (held || (creates.length > 0 && !isForeign && source !== 'held')) {
      return say(isPost ? 'held' : 'held-update', hold(state, news, body, held, creates));
    }
  }

  remember(state, news, body, known);
  if (!state.accepts(body)) return say('filtered-out', { left: isPresent }, REMOVE);
  if (isPresent) return say('merged', { vBefore: known?.v }, { type: 'merge', body, before: known?.body });
  const appeared = source === 'held' ? 'inserted-after-hold' : isPost ? 'inserted' : 'upserted-unknown';
  return say(appeared, {}, { type: 'put', body });
}

/** The request that caused it is an own create: one in flight, or one that ended in an error. */
function bindByCrid(state: State, news: News, crid: string, body: unknown, say: Say): Verdict | undefined {
  const failed = state.failed.get(crid);
  let isBeingRetried = false;
  for (const flight of state.flights.values()) {
    if (flight.method !== 'create') continue;
    if (flight.crid === crid) {
      flight.bound = news.id;
      return bind(flight);
    }
    // The model is about to become another document: the one saved first is one of its own.
    if (flight.cid === failed?.cid) isBeingRetried = true;
  }
  if (!failed || isBeingRetried || !state.accepts(body)) return undefined;
  state.failed.delete(crid);
  return bind(failed);

  function bind({ token, cid, status }: { token: string; cid?: string | undefined; status?: number }): Verdict {
    state.held.delete(news.id);
    remember(state, news, body);
    const decision = status === undefined ? 'matched-own-create' : 'matched-own-create-despite-error';
    return say(decision, { token, status, via: 'crid' }, { type: 'put', body, token, cid });
  }
}

/** Holds an event for the creates that are in flight; of one that is held already, the newest. */
function hold(
  state: State,
  { id, v, seq, tick, method, at }: News,
  body: unknown,
  held: Held | undefined,
  creates: string[],
): Facts {
  const { since, waited } = held ?? { since: at, waited: creates };
  state.held.set(id, { v, seq, tick, method, body, since, waited });
  const flights = waited.flatMap((token) => state.flights.get(token) ?? []);
  return { waiting: flights.map(({ token }) => token), ages: flights.map((flight) => at - flight.at) };
}

/** Events whose creates have all settled, and none of them was it: they get their due. */
export function release(state: State, at: number): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const [id, held] of state.held) {
    const { v, seq, waited, since } = held;
    if (waited.some((token) => state.flights.has(token))) continue;
    state.held.delete(id);
    verdicts.push(onNews(state, { ...held, id, at, source: 'held' }, { v, seq, waited, ms: at - since }));
  }
  return verdicts;
}

/** A PATCH may bring only what changed: the rest is what the document was. */
function whole({ method, body }: News, before: unknown): unknown {
  const isPart = method === 'PATCH' && isObject(before) && isObject(body);
  return isPart ? { ...before, ...body } : body;
}
