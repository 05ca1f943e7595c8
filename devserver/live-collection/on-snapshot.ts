/**
 * A list came: of a fetch, or of a resync after a loss. The list is the truth as of message `seq` of the channel (or, when
 * the server does not say, as of the moment the request left); what events told later wins over it.
 *
 *   older than what was seen in full     → discard
 *   each row                             → news of a document: on-news.ts
 *   held, and not in the list            → drop, unless an event told of it later
 *   present, persisted, not in the list  → remove, unless an event told of it later
 */
import { gone } from './envelope.ts';
import { gap } from './on-message.ts';
import { onNews } from './on-news.ts';
import { compare, type Known, land, place, type State } from './state.ts';
import { about, REMOVE, type Verdict } from './verdict.ts';

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
  rebase?: boolean | undefined;
}

export function onSnapshot(state: State, snapshot: Snapshot): Verdict[] {
  const { at, token, rows, seq, whole, rebase } = snapshot;
  const { sequence, held, seen, tombs } = state;
  const { low } = sequence;
  // The answer to a request that was given up may be older than anything that is known.
  const tick = land(state, token)?.tick ?? 0;
  if (seq !== undefined && low !== undefined && seq < low && !rebase) {
    const stale = about(undefined)('ignored-stale', { seq, against: { seq: low } });
    return sequence.missing().length > 0 ? [stale, gap(state)] : [stale];
  }

  const list = { v: undefined, seq, tick, rebase };
  const isLater = (known: Known) => compare(list, known) < 0;
  const bodies: unknown[] = [];
  const verdicts: Verdict[] = [];
  const listed = new Set<string>();
  for (const { id, v, body } of rows) {
    if (!id) {
      bodies.push(body);
      continue;
    }
    listed.add(id);
    const news = { ...list, source: 'row', id, v, at, method: 'PUT', body } as const;
    const row = onNews(state, news, { snapshotSeq: seq, v, seq });
    const { decision, effect } = row;
    if (effect?.type === 'put' || effect?.type === 'merge') {
      bodies.push(effect.body);
      // Backbone sets what the list has; only what a row lacks is left to do.
      if (gone(effect.before, effect.body).length === 0) row.effect = undefined;
      if (!row.effect && decision !== 'kept-over-snapshot') continue;
    }
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
    const known = seen.get(id);
    if (known?.body && isLater(known)) {
      kept++;
      bodies.push(known.body);
      verdicts.push(say('kept-over-snapshot', place(known)));
    } else if (whole) {
      removed++;
      seen.delete(id);
      verdicts.push(say('removed-by-snapshot', {}, REMOVE));
    }
  }

  // A part of the list says nothing of what it lacks: the messages up to it are still needed.
  if (seq !== undefined && whole) {
    for (const [id, tomb] of tombs) if (!isLater(tomb)) tombs.delete(id);
    sequence.advance(seq, rebase);
    state.snapshot = { seq, ids: [...listed] };
  }
  const resynced = about(undefined)(
    'resynced',
    { seq, rows: rows.length, removed, kept },
    { type: 'rows', rows: bodies },
  );
  return [resynced, ...verdicts];
}
