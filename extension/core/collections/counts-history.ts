import type { Trace } from '../trace/trace.ts';
import { applyTo, type Counts, copyOf, createCounts } from './counts.ts';

/** What was counted of one collection at any moment: copies now and then, and the events between them. */
export interface CountsHistory {
  /** Event `i` was the collection's own, and led to these counts. */
  keep(i: number, counts: Counts): void;
  /** The last copy at or before event `cursor`, and of which event it is. */
  before(cursor: number): { i: number; counts: Counts } | undefined;
  /** What was before event `first` will not be asked for again. */
  forget(first: number): void;
}

export interface CountsAt {
  counts: Counts;
  /** Is every event known that led here, since the collection was reported whole? */
  isWhole: boolean;
}

/** Own events between two copies: applying so many takes some ten milliseconds. */
const SPACING = 4_096;

export function createCountsHistory(): CountsHistory {
  let copies: { i: number; counts: Counts }[] = [];
  let since = 0;

  return {
    keep(i, counts) {
      since += 1;
      if (since < SPACING) return;
      since = 0;
      copies.push({ i, counts: copyOf(counts) });
    },
    before: (cursor) => copies.findLast(({ i }) => i <= cursor),
    forget(first) {
      const base = copies.findLastIndex(({ i }) => i < first);
      if (base > 0) copies = copies.slice(base);
    },
  };
}

export interface CountedCollection {
  readonly load: string;
  readonly source: string;
  /** Its first event. */
  readonly first: number;
  readonly past: CountsHistory;
}

/** What was counted of the collection up to event `cursor`. */
export function countsAt(trace: Trace, { load, source, first, past }: CountedCollection, cursor: number): CountsAt {
  const copy = past.before(cursor);
  const counts = copy ? copyOf(copy.counts) : createCounts(source);
  const from = copy ? copy.i + 1 : first;
  let isWhole = from >= trace.first;
  for (let i = Math.max(from, trace.first); i <= Math.min(cursor, trace.end - 1); i += 1) {
    if (trace.layer(i) !== 'collection' || trace.load(i) !== load) continue;
    const event = trace.event(i);
    if (event.layer !== 'collection' || event.source !== source) continue;
    applyTo(counts, event);
    if (event.kind === 'added') isWhole = true;
  }
  return { counts, isWhole };
}
