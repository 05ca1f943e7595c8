/**
 * A list came: of a fetch, or of a resync after a loss. The list is the truth as of message `seq` of the channel (or, when
 * the server does not say, as of the moment the request left); what events told later wins over it.
 *
 *   older than what was seen in full     → discard
 *   asked for in an earlier session      → nothing that this session told is touched, and its number is not believed
 *   each row                             → news of a document: on-news.ts
 *   held, and not in the list            → drop, unless an event about it came later
 *   present, persisted, not in the list  → remove, unless an event about it came later; ask again where that may be forgotten.
 *                                          A part says so of itself where the application has it replace what is here
 */
import { gone } from './envelope.ts';
import type { Snapshot } from './inputs.ts';
import { onNews } from './on-document.ts';
import { gap } from './on-message.ts';
import { compare, type Dated, type Flight, type Known, land, place, type State } from './state.ts';
import { ASKS, about, type ListedRow, REMOVE, RESYNC, type Verdict } from './verdict.ts';

export function onSnapshot(state: State, snapshot: Snapshot): Verdict[] {
  const { at, token, rows, seq, whole, replaces = whole } = snapshot;
  const { sequence, held, seen } = state;
  const forgotten = state.forgotten.seen;
  const { low } = sequence;
  // The answer to a request that was given up may be older than anything that is known.
  const { tick = 0, session = 0 }: Partial<Flight> = land(state, token) ?? {};
  // What was asked for in an earlier session may be of another count: its number says nothing of this one's messages.
  const isOfSession = session === state.session;
  const isOvertaken = state.snapshot && compare({ v: undefined, seq, tick, session, isRead: true }, state.snapshot) < 0;
  // Where the server was asked what is right, an older list says it about all of which no news came since.
  if (isOfSession && seq !== undefined && low !== undefined && seq < low && (state.doubt === 0 || isOvertaken)) {
    const stale = about(undefined)('ignored-stale', { seq, against: { seq: low } });
    if (state.doubt > 0) return [about(undefined)('ignored-stale', { ...stale.facts, ...ASKS }, RESYNC)];
    return sequence.missing().length > 0 ? [stale, gap(state)] : [stale];
  }

  const list = { v: undefined, seq, tick, session, isRead: true } satisfies Dated;
  const isLater = (known: Known) => compare(list, known) < 0;
  // Asked before the rows fill the memory, which is then given back what was heard while the list was on its way.
  const remembered = new Map(seen);
  const later = new Map([...remembered].filter(([, known]) => isLater(known)));
  const isDoubtful = forgotten.tick > tick && isLater(forgotten);

  const bodies: ListedRow[] = [];
  /** Present, and not to be touched. */
  const untouched: string[] = [];
  const verdicts: Verdict[] = [];
  const listed = new Set<string>();
  for (const { id, v, body } of rows) {
    if (!id) {
      bodies.push({ id, body });
      continue;
    }
    listed.add(id);
    const news = { ...list, source: 'row', id, v, at, method: 'PUT', body, known: later.get(id) } as const;
    const row = onNews(state, news, { snapshotSeq: seq, v, seq });
    const { decision, effect } = row;
    const isKept = decision === 'kept-over-snapshot';
    if (effect?.type === 'put' || effect?.type === 'merge') {
      bodies.push({ id, body: effect.body });
      // Backbone sets what the list has; only what a row lacks is left to do.
      if (gone(effect.before, effect.body).length === 0) row.effect = undefined;
      else if (effect.type === 'merge') effect.isSet = true;
      if (!row.effect && !isKept) continue;
    } else if (isKept) untouched.push(id);
    verdicts.push(row);
  }

  for (const [id, event] of held) {
    if (!whole || listed.has(id) || isLater(event)) continue;
    held.delete(id);
    verdicts.push(about(id)('removed-by-snapshot', { snapshotSeq: seq, wasHeld: true }));
  }
  let removed = 0;
  let kept = 0;
  for (const id of state.view.ids()) {
    if (listed.has(id)) continue;
    const say = about(id, { snapshotSeq: seq });
    const known = later.get(id);
    if (known || (whole && isDoubtful && !remembered.has(id))) {
      kept++;
      if (known?.body) bodies.push({ id, body: known.body });
      else untouched.push(id);
      // What was forgotten may have been heard while the list was on its way.
      verdicts.push(known ? say('kept-over-snapshot', place(known)) : say('kept-over-snapshot', ASKS, RESYNC));
    } else if (replaces) {
      removed++;
      // What a part lacks may be elsewhere: it is not forgotten.
      if (whole) seen.delete(id);
      verdicts.push(say('removed-by-snapshot', whole ? {} : { part: true }, REMOVE));
    }
  }
  for (const [id, known] of later) seen.set(id, known);

  if (whole && !isOvertaken) {
    if (isOfSession && tick >= state.doubt) state.doubt = 0;
    state.snapshot = { ...list, ids: [...listed], came: state.tick };
  }
  // A part of the list says nothing of what it lacks: the messages up to it are still needed.
  if (seq !== undefined && whole && isOfSession) sequence.advance(seq);
  const resynced = about(undefined)(
    'resynced',
    { seq, rows: rows.length, removed, kept },
    { type: 'rows', rows: bodies, kept: untouched },
  );
  return [resynced, ...verdicts];
}
