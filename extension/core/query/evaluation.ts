import type { Ledger } from '../ledger/ledger.ts';
import type { Trace } from '../trace/trace.ts';
import { CHUNK_MASK, CHUNK_SHIFT, CHUNK_SIZE } from '../trace/trace-chunk.ts';
import type { QueryFilter } from './filter.ts';

/** A filter on its way through a trace. */
export interface Evaluation {
  /** From 0 to 1. */
  readonly progress: number;
  /** Goes on by a chunk at most; true once every event was looked at. */
  step(): boolean;
  /** Looks again at what the row of event `row` shows, up to event `until`: one of those is not what it was. */
  renew(row: number, until: number): void;
  /** Does the row that `row` is the event of pass, as far as was looked? */
  passes(row: number): boolean;
  /** Lets go of what is kept for events before `first`. */
  forget(first: number): void;
}

/** @param from where it begins: at the oldest event, unless newer ones are enough */
export function createEvaluation(trace: Trace, ledger: Ledger, filter: QueryFilter, from = trace.first): Evaluation {
  /** By chunk number: what is true of each event and, on a row, of all that it shows. */
  const masks: (Uint32Array | undefined)[] = [];
  const began = from;
  let next = from;
  let forgotten = trace.first >> CHUNK_SHIFT;

  function add(row: number, mask: number): void {
    const shown = masks[row >> CHUNK_SHIFT];
    if (shown) shown[row & CHUNK_MASK] = (shown[row & CHUNK_MASK] ?? 0) | mask;
  }

  return {
    get progress() {
      return trace.end === began ? 1 : (next - began) / (trace.end - began);
    },
    step() {
      if (next < trace.first) next = trace.first;
      const chunk = trace.chunk(next);
      if (!chunk) return true;
      const number = next >> CHUNK_SHIFT;
      const own = masks[number] ?? new Uint32Array(CHUNK_SIZE);
      masks[number] = own;
      const end = Math.min(trace.end, (number + 1) << CHUNK_SHIFT);
      filter.scan(chunk, next & CHUNK_MASK, ((end - 1) & CHUNK_MASK) + 1, own);
      for (; next < end; next += 1) {
        const mask = own[next & CHUNK_MASK] ?? 0;
        if (mask === 0) continue;
        const row = ledger.rowOf(next);
        if (row === next) continue;
        add(row, mask);
        const hold = ledger.holdOf(next);
        if (hold !== undefined) add(hold, mask);
      }
      return next >= trace.end;
    },
    renew(row, until) {
      const shown = masks[row >> CHUNK_SHIFT];
      if (!shown || row < trace.first) return;
      let mask = 0;
      const own = new Uint32Array(CHUNK_SIZE);
      for (let i = row; i <= until && i < next; i += 1) {
        const chunk = trace.chunk(i);
        if (!chunk || (i !== row && ledger.rowOf(i) !== row && ledger.holdOf(i) !== row)) continue;
        own[i & CHUNK_MASK] = 0;
        filter.scan(chunk, i & CHUNK_MASK, (i & CHUNK_MASK) + 1, own);
        mask |= own[i & CHUNK_MASK] ?? 0;
      }
      shown[row & CHUNK_MASK] = mask;
    },
    passes: (row) => filter.passes(masks[row >> CHUNK_SHIFT]?.[row & CHUNK_MASK] ?? 0),
    forget(first) {
      for (; forgotten < first >> CHUNK_SHIFT; forgotten += 1) masks[forgotten] = undefined;
    },
  };
}
