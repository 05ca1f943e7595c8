import type { ChangedAttributes } from './collections/changed-attributes.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { LiveEvent } from './protocol/events.ts';
import { createEvaluation, type Evaluation } from './query/evaluation.ts';
import { createFilter, type QueryFilter } from './query/filter.ts';
import { createLoads } from './query/loads.ts';
import type { Query } from './query/syntax.ts';
import type { Clock } from './recording/replay.ts';
import type { FilterMode } from './settings.ts';
import { createIndexList, type IndexList } from './trace/index-list.ts';
import type { Trace } from './trace/trace.ts';

/** The events that the list shows: those not folded into another's row, as far as the filter lets them through. */
export interface Rows {
  readonly length: number;
  /** Changes whenever a row came, went, or began to show a further event. */
  readonly version: number;
  /** Was anything decided, on any row? */
  readonly decided: boolean;
  /** The index in the trace of the row at `position`. */
  at(position: number): number | undefined;
  /** The position of the row that shows event `i`, or nothing when it is filtered out or forgotten. */
  positionOf(i: number): number | undefined;
  /** Rows that the filter lets through, be the others shown or not; all of them without a filter. */
  readonly matches: Matches;
}

/** Events here are told by any event that their row shows. */
export interface Matches {
  readonly length: number;
  /** Does a filter hold? Else every row matches. */
  readonly filtered: boolean;
  /** Are they shown among rows that do not match, so that they have to be marked? */
  readonly marked: boolean;
  /** The `n`th row that matches, from 0, as an index in the trace. */
  at(n: number): number | undefined;
  /** Does the row that shows event `i` match? */
  has(i: number): boolean;
  /** How many rows that match stand before the row of event `i`. */
  before(i: number): number;
}

/** Rows, as their keeper sees them. */
export interface RowKeeper {
  readonly rows: Rows;
  /** How much of the trace a new filter has gone through, from 0 to 1; nothing when none is on its way. */
  readonly progress: number | undefined;
  /** Takes in the trace's event `i`, which the ledger knows already. */
  add(i: number, event: LiveEvent): void;
  /** Event `i` is not what it was since event `by`, which was added already. */
  change(i: number, by: number): void;
  /** Lets go of rows whose events the trace forgot. */
  trim(): void;
  /**
   * Filters by `query`; one that asks nothing lets everything through. When that takes long, and there is a clock, it goes
   * on in later turns, with the rows as they were until it is done; a newer filter ends an older one.
   */
  filter(query: Query): void;
  /** Ends a filter that is on its way: the one before holds. */
  cancel(): void;
  show(mode: FilterMode): void;
}

/** How long a filter may hold up the panel at first, and then in every turn, in ms. */
const FIRST_TURN = 60;
const NEXT_TURNS = 10;

interface Keeping {
  trace: Trace;
  ledger: Ledger;
  changedBy: ChangedAttributes;
  /** Without one, a filter is done when `filter` returns. */
  clock?: Clock | undefined;
  /** A filter came to its end, or further, in a later turn. */
  onTurn(): void;
}

/**
 * Keeps the rows up to date at a cost that does not grow with the trace. A row is found by whatever is true of it or of
 * an event that is folded into it: a held message by its decision.
 */
export function createRows({ trace, ledger, changedBy, clock, onTurn }: Keeping): RowKeeper {
  const loads = createLoads();
  const all = createIndexList();
  const matching = createIndexList();
  /** The filter that holds, and how far it is; nothing while everything passes. */
  let held: Evaluation | undefined;
  let holding: { query: Query; filter: QueryFilter } | undefined;
  /** The filter that is on its way. */
  let coming: { query: Query; filter: QueryFilter; evaluation: Evaluation } | undefined;
  let stopTurn: (() => void) | undefined;
  let mode: FilterMode = 'hide';
  let version = 0;
  let lastDecision = -1;

  const matched = (): IndexList => (held ? matching : all);
  const shown = (): IndexList => (mode === 'hide' ? matched() : all);

  function begin(query: Query): void {
    stopTurn?.();
    stopTurn = undefined;
    const filter = createFilter(query, { loads, changedBy });
    coming = { query, filter, evaluation: createEvaluation(trace, ledger, filter) };
    turn(FIRST_TURN);
  }

  function turn(budget: number): void {
    if (!coming) return;
    const until = clock ? clock.now() + budget : Infinity;
    while (!coming.evaluation.step())
      if (clock && clock.now() >= until) {
        stopTurn = clock.after(0, () => {
          turn(NEXT_TURNS);
          onTurn();
        });
        return;
      }
    hold(coming.evaluation);
    holding = coming;
    coming = undefined;
    stopTurn = undefined;
  }

  function hold(evaluation: Evaluation): void {
    held = evaluation;
    matching.clear();
    for (let position = 0; position < all.length; position += 1) {
      const row = all.at(position);
      if (row !== undefined && evaluation.passes(row)) matching.add(row);
    }
    version += 1;
  }

  function judge({ passes }: Evaluation, row: number): void {
    if (passes(row)) matching.add(row);
    else matching.remove(row);
  }

  function cancel(): void {
    stopTurn?.();
    stopTurn = coming = undefined;
  }

  const rows: Rows = {
    get length() {
      return shown().length;
    },
    get version() {
      return version;
    },
    get decided() {
      return lastDecision >= trace.first;
    },
    at: (position) => shown().at(position),
    positionOf(i) {
      const row = ledger.rowOf(i);
      return shown().has(row) ? shown().place(row) : undefined;
    },
    matches: {
      get length() {
        return matched().length;
      },
      get filtered() {
        return held !== undefined;
      },
      get marked() {
        return mode === 'highlight' && held !== undefined;
      },
      at: (n) => matched().at(n),
      has: (i) => !held || matching.has(ledger.rowOf(i)),
      before: (i) => matched().place(ledger.rowOf(i)),
    },
  };

  return {
    rows,
    get progress() {
      return coming?.evaluation.progress;
    },
    add(i, event) {
      const isOther = loads.take(event);
      if (isOther && coming?.filter.asksForLoads) begin(coming.query);
      else if (isOther && holding?.filter.asksForLoads && !coming) begin(holding.query);
      const row = ledger.rowOf(i);
      if (row === i) all.add(i);
      if (event.layer === 'collection' && event.kind === 'decision') lastDecision = i;
      if (held) {
        held.step();
        judge(held, row);
        const hold = ledger.holdOf(i);
        if (hold !== undefined) judge(held, hold);
      }
      version += 1;
    },
    change(i, by) {
      const rows = new Set([ledger.rowOf(i), ledger.holdOf(i) ?? i]);
      for (const row of rows) {
        if (ledger.rowOf(row) !== row) continue;
        coming?.evaluation.renew(row, by);
        held?.renew(row, by);
        if (held) judge(held, row);
      }
      version += 1;
    },
    trim() {
      held?.forget(trace.first);
      coming?.evaluation.forget(trace.first);
      const had = all.forget(trace.first);
      if (matching.forget(trace.first) || had) version += 1;
    },
    filter(query) {
      cancel();
      if (query.root) {
        begin(query);
        return;
      }
      held = holding = undefined;
      matching.clear();
      version += 1;
    },
    cancel,
    show(next) {
      if (next !== mode) version += 1;
      mode = next;
    },
  };
}
