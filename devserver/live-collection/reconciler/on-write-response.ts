/**
 * The server answered an own create, an update or the read of one document: news of that document, which an event may have
 * told already.
 *
 *   tombstone, and not provably later       → remove
 *   it has left the collection              → nothing; whether it enters again is for its message to say
 *   own delete pending                      → it stays away
 *   a create that a later snapshot lacks    → remove; where nobody knows which is later, ask the server
 *   its model is another document already   → a model of its own, and the first stays what it is
 *   another model holds the id              → absorb the twin first
 *   older than what is known or was held    → the caller gets what the event gave
 *   a create, not bound by its event        → the model is this document; what it was bound to gets a model of its own
 *   told by an event since it left          → duplicate
 *   an update                               → merge
 */
import { gone } from './envelope.ts';
import type { Response } from './inputs.ts';
import {
  believed,
  compare,
  type Dated,
  formerBody,
  inFlight,
  knownOf,
  outlives,
  place,
  remember,
  type Seen,
  type State,
} from './state.ts';
import { ASKS, about, type Effect, REMOVE, RESYNC, type Say, type Verdict } from './verdict.ts';

/** A request and how it ended; one that was given up before its answer came is known by that alone. */
export type Settled = Omit<Response, 'type'> & {
  before?: unknown;
  tick?: number | undefined;
  session?: number | undefined;
  bound?: string | undefined;
};

export function onAnswer(state: State, answer: Settled): Verdict[] {
  const { token, method, at, id, cid, v, seq, body, tick = 0, session = state.session, bound } = answer;
  const { failed, held } = state;
  const isCreate = method === 'create';
  // The model is saved: what an earlier attempt may have saved is another document.
  if (isCreate) for (const [crid, attempt] of failed) if (attempt.cid === cid) failed.delete(crid);
  if (!id) return isCreate ? [about(undefined)('ignored-without-id', { token, method })] : [];

  const say: Say = (...verdict) => about(id, { token, via: 'response', v, seq })(...verdict);
  const isNew = isCreate && bound !== id;
  const event = isNew ? held.get(id) : undefined;
  if (event) held.delete(id);

  const news = { v, seq, tick, session, isRead: true } satisfies Dated;
  /** The document that the model is by now, when it is another one. */
  const became = cid === undefined ? undefined : state.view.becameId?.(cid);
  const other = became === id ? undefined : became;
  const beside = other !== undefined && other !== bound ? state.seen.get(other) : undefined;
  const instead = beside?.body === undefined ? {} : { answer: beside.body };
  const tomb = state.tombs.get(id);
  if (tomb && !outlives({ ...news, method: isCreate ? 'POST' : method }, tomb)) {
    const isGone = isCreate ? 'removed-by-tombstone' : 'ignored-tombstoned';
    return [say(isGone, { tombstone: place(tomb) }, { ...REMOVE, ...instead })];
  }
  const twin = state.view.cid(id);
  const isAbsent = !twin;
  const tokens = inFlight(state, 'delete', id);
  const isStayingAway = isAbsent && tokens.length > 0;
  // It asked when it was another document: Backbone is not to make it that one again.
  if (isAbsent && !isCreate && !isStayingAway)
    return 'answer' in instead ? [say('ignored-duplicate', {}, { ...REMOVE, ...instead })] : [];
  const cover = isNew && !event && isAbsent && !isStayingAway ? coverOf(state, answer) : undefined;
  if (cover === 'later') {
    return [say('removed-by-snapshot', { snapshotSeq: state.snapshot?.seq }, { ...REMOVE, ...instead })];
  }
  const asks = cover === 'unknown' ? ASKS : {};

  if (event && event.method !== 'POST') remember(state, { ...event, id }, believed(event, body));
  const known = knownOf(state, id, true);
  // A create is the first that can be said about a document: whatever else is known of it is no older.
  const order = known ? compare({ ...news, tick: isCreate ? 0 : tick }, known) : 1;
  const isStale = order < 0;
  const latest = isStale ? believed(known, body) : body;
  const before = formerBody(state, id, known);
  if (!isStale) {
    // What was heard in a later session than the request left in is of that one, and of its count.
    const isOfLater = event && (event.session ?? 0) > session;
    const place = isOfLater ? { ...event, v: v ?? event.v } : { ...news, tick: Math.max(tick, event?.tick ?? 0) };
    remember(state, { ...place, id }, body);
  }
  if (isStayingAway) return [say('ignored-pending-delete', { tokens }, { ...REMOVE, ...instead })];
  if ('answer' in instead) {
    if (!isCreate) return [say('merged', { vBefore: known?.v }, { type: 'merge', body: latest, before, ...instead })];
    const effect = { type: 'put', body: latest, before: isAbsent ? undefined : latest, ...instead } as const;
    const own = about(other, { token, via: 'response', v: beside?.v, seq: beside?.seq });
    return [
      say('inserted-beside', { beside: other, ...asks }, effect),
      // What this request had changed in its model was the other document's.
      own('merged', { vBefore: beside?.v }, { type: 'merge', body: instead.answer, before: answer.before }),
    ];
  }

  const verdicts: Verdict[] = [];
  if (isNew && !isAbsent && twin !== cid) {
    verdicts.push(say('absorbed-twin', { cid, twin }, { type: 'remove', isEarly: true }));
  }
  if (isStale) {
    const effect = { type: 'merge', body: latest, before: body, isEarly: true } as const;
    // What is newer may be forgotten.
    const forgot = known?.body === undefined ? ASKS : {};
    verdicts.push(say('ignored-stale-response', { against: place(known), ...forgot }, effect));
  }
  if (isNew) {
    const heldMs = event && at - event.since;
    const was = other === undefined ? undefined : state.seen.get(other);
    const effect = { type: 'put', body: latest, before: was?.body ?? body, token, cid } as const;
    verdicts.push(say('matched-own-create', { heldMs, ...asks }, effect));
    const isDead = other && (state.tombs.get(other) || inFlight(state, 'delete', other).length > 0);
    if (other !== undefined && !isDead) verdicts.push(left(other, was, answer));
  } else if (!isStale && (isCreate || (order === 0 && known && known.tick > tick))) {
    verdicts.push(say('ignored-duplicate'));
  } else if (!isStale) {
    // Backbone sets what the answer has, on the model that asked: what it lacks is gone, and a reset may have brought another.
    const effect: Effect = { type: 'merge', body, before };
    if (twin === cid) effect.isSet = true;
    const isDone = effect.isSet && gone(before, body).length === 0;
    verdicts.push(say('merged', { vBefore: known?.v }, isDone ? undefined : effect));
  }
  return verdicts;
}

/** A list came while this create was on its way, and does not have it: `later`, when it is read after the create. */
function coverOf({ snapshot, forgotten }: State, answer: Settled): 'later' | 'unknown' | undefined {
  const { id = '', seq, tick = 0, session } = answer;
  // A tombstone that was forgotten meanwhile may have been its own.
  const doubt = forgotten.tombs.tick > tick ? 'unknown' : undefined;
  if (!snapshot || snapshot.came < tick || snapshot.ids.includes(id)) return doubt;
  const isOfSession = (session ?? 0) === (snapshot.session ?? 0);
  if (!isOfSession || seq === undefined || snapshot.seq === undefined) return 'unknown';
  return seq <= snapshot.seq ? 'later' : doubt;
}

/** The document that the model was until its answer came: one request made both. */
function left(id: string, was: Seen | undefined, { token, id: beside, v, seq }: Settled): Verdict {
  const effect = was?.body === undefined ? RESYNC : ({ type: 'put', body: was.body } as const);
  return about(id, { token, via: 'response', v, seq })('inserted-beside', { beside }, effect);
}
