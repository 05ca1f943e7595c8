/**
 * A push arrived. The first line that applies decides:
 *
 *   seq seen before                      → duplicate
 *   DELETE                               → tombstone; drop what is held; remove
 *   tombstone, and not provably later    → ignore
 *   present                              → older: stale; same: duplicate; else merge
 *   own delete pending                   → remember the body only
 *   crid is ours                         → bind the model now (also after an error)
 *   already held                         → keep the newest
 *   creates in flight                    → hold, unless it is a create that names another's request
 *   accepts(body)                        → insert
 */
import type { Envelope } from './envelope.ts';
import type { View } from './reconciler.ts';
import {
  age,
  bury,
  type Held,
  holdNewest,
  knownOf,
  outlives,
  place,
  remember,
  type Seen,
  type State,
} from './state.ts';
import { type Facts, type Verdict, verdict } from './verdict.ts';

type Accepts = (body: unknown) => boolean;

export function onMessage(state: State, message: Envelope, at: number, view: View, accepts: Accepts): Verdict[] {
  const { id, seq, method } = message;
  if (state.disposed) return [verdict('dropped-after-dispose', id, {})];
  const isUpsert = method === 'PUT' || method === 'POST' || method === 'PATCH';
  if (!isUpsert && method !== 'DELETE') return [verdict('unknown-method', id, { method })];

  const verdicts: Verdict[] = [];
  if (seq !== undefined) {
    const { low } = state.sequence;
    const noted = state.sequence.note(seq);
    if (noted === 'duplicate') return [verdict('ignored-duplicate', id, { ...place(message), against: { seq: low } })];
    if (noted === 'jump') {
      const facts = { got: seq, missing: state.sequence.missing() };
      verdicts.push(verdict('gap-detected', undefined, facts, { type: 'resync' }));
    }
  }
  if (id === undefined) verdicts.push(verdict('ignored-without-id', id, { method }));
  else if (method === 'DELETE') verdicts.push(onDelete(state, id, message, view));
  else verdicts.push(onUpsert(state, id, message, at, view, accepts));
  return verdicts;
}

function onDelete(state: State, id: string, message: Envelope, view: View): Verdict {
  const facts = bare(message, place(message));
  const known = knownOf(state, id, view);
  if (age(message, known) === 'older') return verdict('ignored-stale', id, { ...facts, against: place(known ?? {}) });
  const tomb = state.tombs.get(id);
  if (tomb && view.cid(id) === undefined) {
    bury(state, id, message);
    return verdict('ignored-tombstoned', id, { ...facts, tombstone: place(tomb) });
  }
  const wasHeld = state.held.has(id);
  bury(state, id, message);
  if (view.cid(id) !== undefined) return verdict('removed', id, facts, { type: 'remove', id });
  return verdict('tombstoned', id, wasHeld ? { ...facts, cancelledHeld: true } : facts);
}

function onUpsert(state: State, id: string, message: Envelope, at: number, view: View, accepts: Accepts): Verdict {
  const facts = bare(message, place(message));
  const tomb = state.tombs.get(id);
  if (tomb) {
    if (!outlives(message, tomb)) return verdict('ignored-tombstoned', id, { ...facts, tombstone: place(tomb) });
    state.tombs.delete(id);
  }
  const known = knownOf(state, id, view);
  const news = age(message, known);
  if (news === 'older') return verdict('ignored-stale', id, { ...facts, against: place(known ?? {}) });
  if (news === 'same') return verdict('ignored-duplicate', id, { ...facts, against: place(known ?? {}) });

  const body = whole(message, known?.body);
  if (view.cid(id) !== undefined) return mergeOrLeave(state, id, message, body, known, facts, accepts);

  const deleting = state.deleting.get(id);
  if (deleting) {
    remember(state, id, message, body);
    return verdict('ignored-pending-delete', id, { ...facts, tokens: [...deleting] });
  }
  if (message.crid !== undefined) {
    const bound = bindByCrid(state, id, message, message.crid, body, facts, accepts);
    if (bound) return bound;
  }
  const held = state.held.get(id);
  if (held) return keepNewest(state, held, id, message, at, facts);
  const foreign = message.method === 'POST' && message.crid !== undefined;
  if (state.creates.size > 0 && !foreign) return hold(state, id, message, at, facts);

  if (!accepts(body)) return verdict('filtered-out', id, facts);
  remember(state, id, message, body);
  return verdict(message.method === 'POST' ? 'inserted' : 'upserted-unknown', id, facts, { type: 'insert', id, body });
}

/** The document is in the collection: it changes, or leaves when the collection no longer accepts it. */
function mergeOrLeave(
  state: State,
  id: string,
  message: Envelope,
  body: unknown,
  known: Seen | undefined,
  facts: Facts,
  accepts: Accepts,
): Verdict {
  remember(state, id, message, body, ++state.tick, known);
  if (!accepts(body)) return verdict('filtered-out', id, { ...facts, left: true }, { type: 'remove', id });
  if (known?.v !== undefined) facts.vBefore = known.v;
  return verdict('merged', id, facts, { type: 'merge', id, body, before: known?.body });
}

function bindByCrid(
  state: State,
  id: string,
  message: Envelope,
  crid: string,
  body: unknown,
  facts: Facts,
  accepts: Accepts,
) {
  for (const token of state.creates) {
    const flight = state.flights.get(token);
    if (flight?.crid !== crid) continue;
    flight.bound = id;
    state.held.delete(id);
    remember(state, id, message, body);
    const effect = { type: 'bind', token, cid: flight.cid, id, body } as const;
    return verdict('matched-own-create', id, { ...facts, token, via: 'crid' }, effect);
  }
  const failed = state.failed.get(crid);
  if (!failed || !accepts(body) || isBeingRetried(state, failed.cid)) return undefined;
  state.failed.delete(crid);
  state.held.delete(id);
  remember(state, id, message, body);
  const effect = { type: 'bind', token: failed.token, cid: failed.cid, id, body } as const;
  const { token, status } = failed;
  return verdict('matched-own-create-despite-error', id, { ...facts, token, status, via: 'crid' }, effect);
}

/** The model's next create is in flight already: the saved document of the first one is another document now. */
function isBeingRetried(state: State, cid: string | undefined): boolean {
  for (const token of state.creates) if (state.flights.get(token)?.cid === cid) return true;
  return false;
}

function keepNewest(state: State, held: Held, id: string, message: Envelope, at: number, facts: Facts): Verdict {
  const news = age(message, held.message);
  const against = place(held.message);
  if (news === 'older') return verdict('ignored-stale', id, { ...facts, against });
  if (news === 'same') return verdict('ignored-duplicate', id, { ...facts, against });
  return hold(state, id, { ...message, body: whole(message, held.message.body) }, at, facts);
}

function hold(state: State, id: string, message: Envelope, at: number, facts: Facts): Verdict {
  const waiting = [...holdNewest(state, id, message, at).waiting];
  const ages = waiting.map((token) => at - (state.flights.get(token)?.at ?? at));
  return verdict(message.method === 'POST' ? 'held' : 'held-update', id, { ...facts, waiting, ages });
}

/** Every create that an event waited for has settled, and none of them was it: it gets its due. */
export function release(state: State, token: string, at: number, view: View, accepts: Accepts): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const [id, held] of state.held) {
    if (!held.waiting.delete(token) || held.waiting.size > 0) continue;
    state.held.delete(id);
    verdicts.push(settleHeld(state, id, held, at, view, accepts));
  }
  return verdicts;
}

function settleHeld(state: State, id: string, held: Held, at: number, view: View, accepts: Accepts): Verdict {
  const { message } = held;
  const facts = { ...place(message), waited: [...held.waited], ms: at - held.since };
  const deleting = state.deleting.get(id);
  const known = knownOf(state, id, view);
  if (age(message, known) === 'older') return verdict('ignored-stale', id, { ...facts, against: place(known ?? {}) });
  if (view.cid(id) !== undefined) return mergeOrLeave(state, id, message, message.body, known, facts, accepts);
  if (deleting) {
    remember(state, id, message, message.body, held.tick);
    return verdict('ignored-pending-delete', id, { ...facts, tokens: [...deleting] });
  }
  if (!accepts(message.body)) return verdict('filtered-out', id, facts);
  remember(state, id, message, message.body, held.tick);
  return verdict('inserted-after-hold', id, facts, { type: 'insert', id, body: message.body });
}

/** A PATCH may bring only what changed: the rest is what the document was. */
function whole(message: Envelope, before: unknown): unknown {
  if (message.method !== 'PATCH' || typeof before !== 'object' || before === null) return message.body;
  return typeof message.body === 'object' ? { ...before, ...message.body } : message.body;
}

/** Says which of the envelope's fields a 2013 message lacked, since the decision is the weaker for it. */
function bare(message: Envelope, facts: Facts): Facts {
  if (message.seq !== undefined && message.v !== undefined) return facts;
  const missing = (['seq', 'v'] as const).filter((field) => message[field] === undefined);
  if (missing.length > 0) facts.missing = missing;
  return facts;
}
