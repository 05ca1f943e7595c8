/**
 * A list came: of a fetch, or of a resync after a loss. The list is the truth as of message `seq` of the channel (or, when
 * the server does not say, as of the moment the request left); what events told later wins over it.
 *
 *   older than what was seen in full     → discard
 *   a row older than its tombstone       → stays dead
 *   a row whose delete is pending        → remember the body only
 *   a row that events have overtaken     → keep what the event gave
 *   an unknown row, creates in flight    → hold, as a PUT would be
 *   present, persisted, not in the list  → remove, unless an event told of it later
 */
import { gone } from './envelope.ts';
import type { View } from './reconciler.ts';
import {
  type Flight,
  holdNewest,
  type Known,
  knownOf,
  land,
  place,
  placeOfHeld,
  remember,
  type State,
} from './state.ts';
import { type Verdict, verdict } from './verdict.ts';

export interface Row {
  /** Absent where the body has none: such a row is taken as it is. */
  id?: string | undefined;
  v?: number | undefined;
  body: unknown;
}

export interface Snapshot {
  type: 'snapshot';
  at: number;
  /** Of the read request that brought it. */
  token?: string | undefined;
  rows: Row[];
  /** The last message of the channel that the list takes into account. */
  seq?: number | undefined;
  /** The list is all there is: what it lacks is gone. False for a filtered or paged fetch. */
  whole: boolean;
  /** After a new session: the server's count is believed even where it went backwards. */
  rebase?: boolean;
}

type Accepts = (body: unknown) => boolean;

export function onSnapshot(state: State, snapshot: Snapshot, view: View, accepts: Accepts): Verdict[] {
  const flight = snapshot.token === undefined ? undefined : land(state, snapshot.token);
  const { seq, whole } = snapshot;
  const { low } = state.sequence;
  if (seq !== undefined && low !== undefined && seq < low && !snapshot.rebase) {
    const verdicts = [verdict('ignored-stale', undefined, { seq, against: { seq: low } }, { type: 'keep' })];
    if (state.sequence.missing().length > 0)
      verdicts.push(verdict('gap-detected', undefined, { missing: state.sequence.missing() }, { type: 'resync' }));
    return verdicts;
  }

  const isLater = laterThan(snapshot, flight);
  const exceptions: Verdict[] = [];
  const rows: unknown[] = [];
  const listed = new Set<string>();
  for (const row of snapshot.rows) {
    const { id } = row;
    if (id === undefined) {
      rows.push(row.body);
      continue;
    }
    listed.add(id);
    const { exception, body } = placeRow(state, id, row, snapshot, flight?.tick ?? 0, isLater, view, accepts);
    if (exception) exceptions.push(exception);
    if (body !== undefined) rows.push(body);
  }
  for (const [id, held] of state.held) {
    if (listed.has(id) || !whole || isLater(placeOfHeld(held))) continue;
    state.held.delete(id);
    exceptions.push(verdict('removed-by-snapshot', id, { snapshotSeq: seq, wasHeld: true }));
  }

  let removed = 0;
  let kept = 0;
  const absent: Verdict[] = [];
  for (const id of view.ids()) {
    if (listed.has(id)) continue;
    const known = state.seen.get(id);
    if (known && isLater(known)) {
      kept++;
      absent.push(verdict('kept-over-snapshot', id, { snapshotSeq: seq, ...place(known) }));
      rows.push(known.body);
    } else if (whole) {
      removed++;
      state.seen.delete(id);
      absent.push(verdict('removed-by-snapshot', id, { snapshotSeq: seq }, { type: 'remove', id }));
    }
  }

  // A part of the list says nothing of what it lacks: the messages up to it are still needed.
  if (seq !== undefined && whole) {
    for (const [id, tomb] of [...state.tombs.entries()]) if (!isLater(tomb)) state.tombs.delete(id);
    state.sequence.advance(seq, snapshot.rebase);
    state.snapshot = { seq, ids: listed };
  }
  const facts = { ...place({ seq }), rows: snapshot.rows.length, removed, kept };
  return [verdict('resynced', undefined, facts, { type: 'rows', rows }), ...exceptions, ...absent];
}

/** Was it told after the snapshot was taken? */
function laterThan(snapshot: Snapshot, flight: Flight | undefined) {
  const { seq, rebase } = snapshot;
  return (known: Known): boolean => {
    if (seq !== undefined && known.seq !== undefined) {
      if (known.seq <= seq) return false;
      // In a new session, a higher number may be of the old count.
      if (!rebase) return true;
    }
    // An answer to a request that was given up: whatever is known may be later.
    return flight === undefined || known.tick > flight.tick;
  };
}

/** One row: the body to set, if any, and a verdict where it is not simply taken. */
function placeRow(
  state: State,
  id: string,
  row: Row,
  snapshot: Snapshot,
  tick: number,
  isLater: (known: Known) => boolean,
  view: View,
  accepts: Accepts,
): { exception?: Verdict; body?: unknown } {
  const news = { v: row.v, seq: snapshot.seq };
  const facts = { ...place(news), snapshotSeq: snapshot.seq };
  const tomb = state.tombs.get(id);
  if (tomb && isLater(tomb))
    return { exception: verdict('ignored-tombstoned', id, { ...facts, tombstone: place(tomb) }) };
  if (tomb) state.tombs.delete(id);

  const deleting = state.deleting.get(id);
  if (deleting) {
    remember(state, id, news, row.body, tick);
    return { exception: verdict('ignored-pending-delete', id, { ...facts, tokens: [...deleting] }) };
  }
  const isOvertakenBy = (known: Known) =>
    row.v !== undefined && known.v !== undefined ? row.v < known.v : isLater(known);
  const known = knownOf(state, id, view);
  const present = view.cid(id) !== undefined;
  if (known && isOvertakenBy(known)) {
    const exception = verdict('kept-over-snapshot', id, { ...facts, against: place(known) });
    return present ? { exception, body: known.body ?? row.body } : { exception };
  }
  if (!accepts(row.body)) {
    remember(state, id, news, row.body, tick);
    const effect = present ? ({ type: 'remove', id } as const) : undefined;
    return { exception: verdict('filtered-out', id, { ...facts, left: present }, effect) };
  }
  const held = state.held.get(id);
  if (held && isOvertakenBy(placeOfHeld(held))) {
    return { exception: verdict('kept-over-snapshot', id, { ...facts, against: place(held.message) }) };
  }
  if (!present && state.creates.size > 0) return { exception: hold(state, id, row, snapshot, tick, facts) };
  remember(state, id, news, row.body, tick);
  const { body } = row;
  // Backbone sets what the row has; what it lacks is gone.
  if (!present || gone(known?.body, body).length === 0) return { body };
  return { body, exception: verdict('merged', id, facts, { type: 'merge', id, body, before: known?.body }) };
}

function hold(state: State, id: string, row: Row, snapshot: Snapshot, tick: number, facts: object): Verdict {
  const message = { method: 'PUT', body: row.body, id, v: row.v, seq: snapshot.seq };
  holdNewest(state, id, message, snapshot.at, tick);
  return verdict('held-update', id, { ...facts, waiting: [...state.creates] });
}
