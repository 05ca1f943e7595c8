/**
 * News of a document: a message that came, one that was held, or a row of a fetched list. All three go the same way,
 * and the first line that applies decides:
 *
 *   its number and version contradict    → ignore; ask the server
 *   older than what is known or held     → stale
 *   DELETE                               → tombstone; cancel what is held; remove
 *   tombstone, and not provably later    → ignore; ask the server where nobody else can know
 *   absent, and older than a tombstone
 *   that was forgotten                   → the same: what is forgotten is not what never was
 *   the same as what is known or held    → duplicate
 *   own delete pending                   → remember the body only
 *   crid is ours                         → bind the model now (also after an error)
 *   held already, or creates in flight   → hold the newest, unless it is a create that names another's request
 *   a part of a document never seen  → set it where it is present, ask for the whole where it is not
 *   not accepts(body)                    → it leaves, or stays away
 *   present                              → merge
 *   absent                               → insert
 */

import { isObject } from './envelope.ts';
import {
  believed,
  bury,
  compare,
  contradicts,
  type Dated,
  formerBody,
  type Held,
  inFlight,
  knownOf,
  outlives,
  place,
  remember,
  type Seen,
  type State,
} from './state.ts';
import { ASKS, about, type Facts, REMOVE, RESYNC, type Say, type Verdict } from './verdict.ts';

export interface News extends Dated {
  source: 'message' | 'held' | 'row';
  id: string;
  method: string;
  body: unknown;
  at: number;
  crid?: string | undefined;
  part?: object | undefined;
  /** What is known of it, where a list has looked before it was taken. */
  known?: Seen | undefined;
  isReborn?: boolean | undefined;
}

/** @param facts what any verdict on it says, beside what decided */
export function onNews(state: State, news: News, facts: Facts): Verdict {
  const { source, id, method, crid } = news;
  const isRow = source === 'row';
  const isPost = method === 'POST';
  const say = about(id, facts);

  const isPresent = state.view.cid(id) !== undefined;
  const held = state.held.get(id);
  const known = held ?? news.known ?? knownOf(state, id, isRow);
  const order = known ? compare(news, known) : 1;
  const tomb = state.tombs.get(id);

  if (known && contradicts(news, known)) return say('ignored-stale', { against: place(known), ...ASKS }, RESYNC);
  if (order < 0) {
    const against = place(known);
    if (!isRow) return say('ignored-stale', { against });
    const body = known?.body || known?.part ? believed(known, news.body) : undefined;
    if (isPresent && body) return say('kept-over-snapshot', { against }, { type: 'merge', body });
    // Older than something that is forgotten: whether that was of this document, only the server knows.
    return body ? say('kept-over-snapshot', { against }) : say('kept-over-snapshot', { against, ...ASKS }, RESYNC);
  }
  if (method === 'DELETE') {
    bury(state, news, true);
    if (isPresent) return say('removed', {}, REMOVE);
    if (tomb) return say('ignored-tombstoned', { tombstone: place(tomb) });
    return say('tombstoned', { cancelledHeld: held && true });
  }
  if (tomb) {
    // A list that is no older than the death shows another life, whatever its version.
    const isAlive = (isRow && compare({ ...news, v: undefined }, tomb) >= 0) || outlives(news, tomb);
    const facts = { tombstone: place(tomb) };
    if (isAlive === undefined) return say('ignored-tombstoned', { ...facts, ...ASKS }, RESYNC);
    if (!isAlive) return say('ignored-tombstoned', facts);
    state.tombs.delete(id);
    news.isReborn = true;
  } else if (!isPresent && !held && mayHaveBeenBuried(state, news)) {
    return say('ignored-tombstoned', { tombstone: place(state.forgotten.tombs), ...ASKS }, RESYNC);
  }
  if (!isRow && known && (order === 0 || isRepeated(news, known))) {
    if (order > 0) remember(state, news, known.body, known);
    return say('ignored-duplicate', { against: place(known) });
  }

  const body = whole(news, known);
  news.part = body === undefined && isObject(news.body) ? { ...known?.part, ...news.body } : undefined;
  if (!isPresent) {
    const tokens = inFlight(state, 'delete', id);
    if (tokens.length > 0) {
      // What a PUT says about a document that lives again does not end that life.
      remember(state, { ...news, isReborn: news.isReborn || known?.isReborn }, body);
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
  // What a part belongs to is not known: it is no body to judge by, nor one to show as if it were all.
  const isPart = body === undefined;
  if (!isPart && !state.accepts(body)) return say('filtered-out', { left: isPresent }, REMOVE);
  if (isPresent) {
    const before = isPart ? undefined : formerBody(state, id, known);
    const effect = { type: 'merge', body: isPart ? news.part : body, before } as const;
    return say('merged', { vBefore: known?.v, ...(isPart && isJump(news, known) ? ASKS : {}) }, effect);
  }
  if (isPart) return say('upserted-unknown', { part: true }, RESYNC);
  const appeared = source === 'held' ? 'inserted-after-hold' : isPost ? 'inserted' : 'upserted-unknown';
  // The last whole list lacked it, and no message about its creation came since: it may be late news of a dead document.
  const isDoubtful = method === 'PUT' && source === 'message' && !known && state.snapshot?.ids.includes(id) === false;
  return say(appeared, isDoubtful ? ASKS : {}, { type: 'put', body });
}

/** The request that caused it is an own create: one in flight, or one that ended in an error. */
function bindByCrid(state: State, news: News, crid: string, body: unknown, say: Say): Verdict | undefined {
  const failed = state.failed.get(crid);
  const isOther = (id: string | undefined) => id !== undefined && id !== news.id;
  const idOf = (cid = '') => state.view.becameId?.(cid);
  let isBeingRetried = false;
  for (const flight of state.flights.values()) {
    if (flight.method !== 'create') continue;
    if (flight.crid === crid) {
      // A model that is a document already stays that one: the answer will say which of them it is.
      if (isOther(flight.bound) || isOther(idOf(flight.cid))) return undefined;
      flight.bound = news.id;
      return bind(flight);
    }
    // The model is about to become another document: the one saved first is one of its own.
    if (flight.cid === failed?.cid) isBeingRetried = true;
  }
  if (!failed || isBeingRetried || isOther(idOf(failed.cid)) || !state.accepts(body)) return undefined;
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
function hold(state: State, news: News, body: unknown, held: Held | undefined, creates: string[]): Facts {
  const { id, v, seq, tick, session, method, part, at } = news;
  const { since, waited } = held ?? { since: at, waited: creates };
  // What a PATCH completed is as good as a PUT.
  const told = method === 'POST' || body === undefined ? method : 'PUT';
  state.held.set(id, { v, seq, tick, session, method: told, body, part, since, waited });
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
    verdicts.push(
      onNews(state, { ...held, body: believed(held, {}), id, at, source: 'held' }, { v, seq, waited, ms: at - since }),
    );
  }
  return verdicts;
}

/**
 * A PATCH may bring only what changed: the rest is what the document was before.
 *
 * @returns the whole document; undefined when nobody has told what it was, or when a version between the two is missing
 */
function whole(news: News, known: Seen | undefined): unknown {
  const { method, body } = news;
  if (method !== 'PATCH') return body;
  const before = known?.body;
  // What was missed between two sessions is missing in the body of the first.
  const isNext = !isJump(news, known) && (known?.session ?? 0) === (news.session ?? 0);
  return isNext && isObject(before) && isObject(body) ? { ...before, ...body } : undefined;
}

function isJump({ v }: News, known: Seen | undefined): boolean {
  return v !== undefined && known?.v !== undefined && v > known.v + 1;
}

/** The same document under a new number: a server that says one write twice, or a number that was not known before. */
function isRepeated({ v, body, method }: News, known: Seen): boolean {
  if (v === undefined || v !== known.v || !known.body || method === 'DELETE') return false;
  return JSON.stringify(body) === JSON.stringify(known.body);
}

/** Is it of a document that is not here, and no later than some tombstone that was forgotten? */
function mayHaveBeenBuried({ forgotten }: State, news: News): boolean {
  const { seq, session = 0, tick } = forgotten.tombs;
  if (tick === 0 || (news.session ?? 0) > session) return false;
  if (seq !== undefined && news.seq !== undefined) return news.seq < seq;
  if (news.source === 'row') return news.tick < tick;
  // Where nothing orders the two, a POST is what reports a document that was never here.
  return news.source === 'message' && news.method !== 'POST';
}
