/**
 * The server answered an own create, an update or the read of one document: news of that document, which an event may have
 * told already.
 *
 *   tombstone, and not provably later       → remove
 *   it has left the collection              → nothing; whether it enters again is for its message to say
 *   own delete pending                      → it stays away
 *   a create that a later snapshot lacks    → remove
 *   another model holds the id              → absorb the twin first
 *   older than what is known or was held    → whoever awaits the answer is to believe what the event gave
 *   a create, not bound by its event        → the model is this document
 *   told by an event since it left          → duplicate
 *   an update                               → merge
 */
import { gone } from './envelope.ts';
import type { Settled } from './on-request.ts';
import { believed, compare, inFlight, knownOf, outlives, place, remember, type State } from './state.ts';
import { about, REMOVE, type Say, type Verdict } from './verdict.ts';

export function onAnswer(state: State, answer: Settled): Verdict[] {
  const { token, method, at, id, cid, v, seq, body, tick = 0, bound } = answer;
  const { failed, held, snapshot } = state;
  const isCreate = method === 'create';
  // The model is saved: what an earlier attempt may have saved is another document.
  if (isCreate) for (const [crid, attempt] of failed) if (attempt.cid === cid) failed.delete(crid);
  if (!id) return isCreate ? [about(undefined)('ignored-without-id', { token, method })] : [];

  const say: Say = (...verdict) => about(id, { token, via: 'response', v, seq })(...verdict);
  const isNew = isCreate && bound !== id;
  const event = isNew ? held.get(id) : undefined;
  if (event) held.delete(id);

  const tomb = state.tombs.get(id);
  if (tomb && !outlives({ v, seq, method: isCreate ? 'POST' : method }, tomb)) {
    return [say(isCreate ? 'removed-by-tombstone' : 'ignored-tombstoned', { tombstone: place(tomb) }, REMOVE)];
  }
  const twin = state.view.cid(id);
  const isAbsent = !twin;
  const tokens = inFlight(state, 'delete', id);
  const isStayingAway = isAbsent && tokens.length > 0;
  if (isAbsent && !isCreate && !isStayingAway) return [];
  const isCovered = snapshot && isNew && !event && isAbsent && seq !== undefined && seq <= snapshot.seq;
  if (isCovered && !isStayingAway && !snapshot.ids.includes(id)) {
    return [say('removed-by-snapshot', { snapshotSeq: snapshot.seq }, REMOVE)];
  }

  if (event && event.method !== 'POST') remember(state, { ...event, id }, believed(event, body));
  const known = knownOf(state, id);
  // A create is the first that can be told of a document: whatever else is known of it is no older.
  const order = known ? compare({ v, seq, tick: isCreate ? 0 : tick }, known) : 1;
  const isStale = order < 0;
  const latest = isStale ? believed(known, body) : body;
  if (!isStale) remember(state, { id, v, seq, tick: Math.max(tick, event?.tick ?? 0) }, body);
  if (isStayingAway) return [say('ignored-pending-delete', { tokens }, REMOVE)];

  const verdicts: Verdict[] = [];
  if (isNew && !isAbsent && twin !== cid) {
    verdicts.push(say('absorbed-twin', { cid, twin }, { type: 'remove', isEarly: true }));
  }
  if (isStale) {
    const effect = { type: 'merge', body: latest, before: body, isEarly: true } as const;
    verdicts.push(say('ignored-stale-response', { against: place(known) }, effect));
  }
  if (isNew) {
    const heldMs = event && at - event.since;
    verdicts.push(say('matched-own-create', { heldMs }, { type: 'put', body: latest, before: body, token, cid }));
  } else if (!isStale && (isCreate || (order === 0 && known && known.tick > tick))) {
    verdicts.push(say('ignored-duplicate'));
  } else if (!isStale) {
    // Backbone sets what the answer has, on the model that asked: what it lacks is gone, and a reset may have brought another.
    const isDone = twin === cid && gone(known?.body, body).length === 0;
    const effect = isDone ? undefined : ({ type: 'merge', body, before: known?.body } as const);
    verdicts.push(say('merged', { vBefore: known?.v }, effect));
  }
  return verdicts;
}
