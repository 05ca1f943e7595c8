import { createSeries, type Series } from './series.ts';
import { codeOf, type Tone } from './tone.ts';

export const LANE_KINDS = ['page', 'connection', 'request', 'channel', 'collection'] as const;
export type LaneKind = (typeof LANE_KINDS)[number];

/** What makes a lane the one it is. */
export interface LaneIdentity {
  kind: LaneKind;
  /** Tells it from others of its kind and frame. */
  key: string;
  /** Text from the page. */
  name: string;
  /** What tells lanes of one name apart: the address of the frame, when it is not the page itself. */
  frame: string;
}

/** One line of the timeline: marks at moments, and bars over spans, stacked where they overlap. */
export interface Lane extends LaneIdentity {
  /** Counts from 0; never another lane's. */
  readonly number: number;
  readonly marks: Series;
  /** From the top: no two bars of one row overlap, but in the last, which takes all that found no room. */
  readonly bars: readonly Series[];
  mark(at: number, index: number, tone: Tone): void;
  /** Gives the mark of an event another tone. One that is not here any more is passed over. */
  remark(at: number, index: number, tone: Tone): void;
  /**
   * Begins a bar, in `row` or the first free row below, and returns what ends it; `tone` is what it is until then.
   */
  begin(at: number, index: number, tone: Tone, row?: number): OpenBar;
  forget(first: number): void;
  isEmpty(): boolean;
}

/** A bar whose end is not known yet. */
export interface OpenBar {
  /** The event that began it. */
  readonly index: number;
  readonly lane: Lane;
  /** Called once. A time before the beginning ends it at the beginning. */
  end(at: number, tone: Tone): void;
}

/** More rows than this do not stack: a page may have a thousand requests in flight. */
export const MAX_ROWS = 6;

export function createLane(number: number, identity: LaneIdentity): Lane {
  const marks = createSeries({ bars: false });
  const bars: Series[] = [];
  /** When the last bar of each row ends. */
  const free: number[] = [];

  function rowFrom(row: number, at: number): number {
    for (let r = row; r < MAX_ROWS; r += 1) if ((free[r] ?? Number.NEGATIVE_INFINITY) <= at) return r;
    return MAX_ROWS - 1;
  }

  const lane: Lane = {
    ...identity,
    number,
    marks,
    bars,
    mark(at, index, tone) {
      marks.add(at, at, index, codeOf(tone));
    },
    remark(at, index, tone) {
      marks.close(at, index, at, codeOf(tone));
    },
    begin(at, index, tone, row = 0) {
      const r = rowFrom(row, at);
      while (bars.length <= r) bars.push(createSeries({ bars: true }));
      const series = bars[r];
      series?.add(at, Number.POSITIVE_INFINITY, index, codeOf(tone));
      free[r] = Number.POSITIVE_INFINITY;
      return {
        index,
        lane,
        end(time, outcome) {
          const until = Math.max(at, time);
          series?.close(at, index, until, codeOf(outcome));
          free[r] = until;
        },
      };
    },
    forget(first) {
      marks.forget(first);
      for (const series of bars) series.forget(first);
    },
    isEmpty: () => marks.size === 0 && bars.every(({ size }) => size === 0),
  };
  return lane;
}
