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
import type { Response } from './on-request.ts';
import { compare, type Flight, inFlight, knownOf, outlives, place, remember, type State } from './state.ts';
import { type Decision, type Effect, type Facts, type Verdict, verdict } from './verdict.ts';

export function onAnswer(state: State, response: Response, flight: Flight | undefined): Verdict[] {
  const { token, method, at, id, cid, v, seq, body } = response;
  const { failed, held, snapshot, tombs, view } = state;
  const isCreate = method === 'create';
  // The model is saved: what an earlier attempt may have saved is another document.
  if (isCreate) for (const [crid, attempt] of failed) if (attempt.cid === cid) failed.delete(crid);
  if (id === undefined) return [];

  const say = (decision: Decision, more?: Facts, effect?: Effect) =>
    verdict(decision, id, { token, via: 'response', v, seq, ...more }, effect);
  const remove: Effect = { type: 'remove', id };
  const tick = flight?.tick ?? 0;
  const isNew = isCreate && flight?.bound !== id;
  const event = isNew ? held.get(id) : undefined;
  if (event) held.delete(id);

  const tomb = tombs.get(id);
  if (tomb && !outlives({ method: isCreate ? 'POST' : '', v, seq, tick }, tomb)) {
    return [say(isCreate ? 'removed-by-tombstone' : 'ignored-tombstoned', { tombstone: place(tomb) }, remove)];
  }
  const twin = view.cid(id);
  const tokens = inFlight(state, 'delete', id);
  if (!isCreate && twin === undefined && tokens.length === 0) return [];

  const isCovered = snapshot && isNew && !event && twin === undefined && seq !== undefined && seq <= snapshot.seq;
  if (isCovered && tokens.length === 0 && !snapshot.ids.includes(id)) {
    return [say('removed-by-snapshot', { snapshotSeq: snapshot.seq }, remove)];
  }

  const seen = state.seen.get(id);
  const isNewer = event && event.method !== 'POST' && !(seen && compare(event, seen) < 0);
  if (isNewer) remember(state, id, event, event.body);
  const known = knownOf(state, id);
  // A create is the first that can be told of a document: whatever else is known of it is no older.
  const order = known ? compare({ v, seq, tick: isCreate ? 0 : tick }, known) : 1;
  const believed = order < 0 ? (known?.body ?? body) : body;
  if (order >= 0) remember(state, id, { v, seq, tick: Math.max(tick, event?.tick ?? 0) }, body);

  if (tokens.length > 0 && twin === undefined) return [say('ignored-pending-delete', { tokens }, remove)];

  const verdicts: Verdict[] = [];
  if (isNew && twin !== undefined && twin !== cid) {
    verdicts.push(say('absorbed-twin', { cid, twin }, { ...remove, isEarly: true }));
  }
  if (order < 0) {
    const effect: Effect = { type: 'merge', id, body: believed, before: body, isEarly: true };
    verdicts.push(say('ignored-stale-response', { against: place(known) }, effect));
  }
  if (isNew) {
    const heldMs = event && at - event.since;
    verdicts.push(say('matched-own-create', { heldMs }, { type: 'put', id, body: believed, before: body, token, cid }));
  } else if (order >= 0) {
    const isEcho = isCreate || (order === 0 && known && known.tick > tick);
    // Backbone sets what the answer has, on the model that asked: what it lacks is gone, and a reset may have brought another.
    const isDone = twin === cid && gone(known?.body, body).length === 0;
    const effect: Effect | undefined = isDone ? undefined : { type: 'merge', id, body, before: known?.body };
    verdicts.push(isEcho ? say('ignored-duplicate') : say('merged', { vBefore: known?.v }, effect));
  }
  return verdicts;
}
