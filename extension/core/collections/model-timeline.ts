import type { Ledger } from '../ledger/ledger.ts';
import type { Trace } from '../trace/trace.ts';
import type { Collections } from './collections.ts';

/** Something that happened to one model, as the list shows it. */
export interface StoryRow {
  /** The event on whose row it is shown. */
  index: number;
  /** What its own collection decided about it there, in order. */
  decisions: number[];
}

/** One model of one collection: by its id, by its cid where it was seen in the collection, or by both. */
export interface StoryModel {
  load: string;
  source: string;
  id: string | undefined;
  cid: string | undefined;
}

/** All that happened to one model, from its first event to the last. */
export interface ModelStory {
  /** Looks at the events that came since it was last asked. */
  rows(): StoryRow[];
}

interface Kept {
  readonly trace: Trace;
  readonly ledger: Ledger;
  readonly collections: Collections;
}

export function createModelStory({ trace, ledger, collections }: Kept, model: StoryModel): ModelStory {
  const { load, source, id, cid } = model;
  const rows = new Map<number, StoryRow>();
  let next = 0;

  function rowOf(i: number): StoryRow {
    const index = ledger.rowOf(i);
    const row = rows.get(index) ?? { index, decisions: [] };
    rows.set(index, row);
    return row;
  }

  function take(i: number): void {
    if (!trace.has(i)) return;
    const kind = trace.kind(i);
    // What led to a change shows it.
    const row = rowOf(kind === 'change' ? (ledger.causeOf(i) ?? i) : i);
    if (kind === 'decision') row.decisions.push(i);
    // A create has no id of its own: the answer names it.
    const { request } = kind === 'response' ? ledger.related(i) : {};
    if (request !== undefined) rowOf(request);
  }

  return {
    rows() {
      const from = next;
      next = trace.end;
      const own = id === undefined ? [] : collections.historyOf(load, source, id, from);
      const changes = cid === undefined ? [] : (collections.of(load, source)?.history.changesOf(cid, from) ?? []);
      for (const i of new Set([...own, ...changes])) take(i);
      for (const index of rows.keys()) if (!trace.has(index)) rows.delete(index);
      return [...rows.values()].sort((a, b) => a.index - b.index);
    },
  };
}
