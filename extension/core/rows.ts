import { compile, type Filter } from './filter.ts';
import type { Ledger } from './ledger.ts';
import type { Trace } from './trace.ts';

/** The events that the list shows: those not folded into another's row, as far as the filter lets them through. */
export interface Rows {
  readonly length: number;
  /** Changes whenever a row came, went, or began to show a further event. */
  readonly version: number;
  /** The index in the trace of the row at `position`. */
  at(position: number): number | undefined;
  /** The position of the row that shows event `i`, or nothing when it is filtered out or forgotten. */
  positionOf(i: number): number | undefined;
}

/** Rows, as their keeper sees them. */
export interface RowKeeper {
  readonly rows: Rows;
  /** Takes in the trace's event `i`, which the ledger knows already. */
  add(i: number): void;
  /** Lets go of rows whose events the trace forgot. */
  trim(): void;
  /** Shows what `query` lets through, of all that is in the trace. */
  filter(query: string): void;
}

/**
 * Keeps the rows up to date at a cost that does not grow with the trace. A row passes the filter when it, or an event that
 * is folded into it, passes: a held message is found by its decision.
 */
export function createRows(trace: Trace, ledger: Ledger): RowKeeper {
  let filter: Filter = compile('');
  let all = true;
  /** Rising; those before `start` are forgotten. */
  let shown: number[] = [];
  let start = 0;
  let version = 0;

  /** The position in `shown` of the first row not before event `i`. */
  function place(i: number): number {
    let low = start;
    let high = shown.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((shown[middle] ?? 0) < i) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function add(i: number): void {
    const row = ledger.rowOf(i);
    if (row === i) {
      if (!filter.test(trace, i)) return;
      shown.push(i);
      version += 1;
      return;
    }
    const at = place(row);
    const isShown = shown[at] === row;
    if (!isShown) {
      if (all || !filter.test(trace, i)) return;
      shown.splice(at, 0, row);
    }
    version += 1;
  }

  function trim(): void {
    const before = start;
    while (start < shown.length && (shown[start] ?? 0) < trace.first) start += 1;
    if (start === before) return;
    version += 1;
    if (start > 1_024 && start > shown.length / 2) {
      shown = shown.slice(start);
      start = 0;
    }
  }

  const rows: Rows = {
    get length() {
      return shown.length - start;
    },
    get version() {
      return version;
    },
    at: (position) => (position < 0 ? undefined : shown[start + position]),
    positionOf(i) {
      const row = ledger.rowOf(i);
      const at = place(row);
      return shown[at] === row ? at - start : undefined;
    },
  };

  return {
    rows,
    add,
    trim,
    filter(query) {
      filter = compile(query);
      all = query.trim() === '';
      shown = [];
      start = 0;
      version += 1;
      for (let i = trace.first; i < trace.end; i += 1) add(i);
    },
  };
}
