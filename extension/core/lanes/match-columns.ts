import type { Matches } from '../rows.ts';
import { spanOfWindow, type TimeWindow } from './time-window.ts';

/**
 * The columns, of `width` in a window of time, in which rows fall that the filter lets through; rising. Costs columns, not
 * rows. Rows are taken to be in order of time: of those that are not (several documents report at once) some may be missed.
 *
 * @param timeOf when an event of the trace was, in milliseconds since the epoch
 */
export function matchColumns(
  matches: Pick<Matches, 'length' | 'at'>,
  timeOf: (i: number) => number,
  window: TimeWindow,
  width: number,
): number[] {
  const scale = width / spanOfWindow(window);
  const time = (n: number) => timeOf(matches.at(n) ?? -1);
  const columns: number[] = [];
  for (let n = firstFrom(window.from, 0, matches.length, time); n < matches.length; ) {
    const column = Math.floor((time(n) - window.from) * scale);
    if (!(column < width)) break;
    if (column >= 0) columns.push(column);
    n = firstFrom(window.from + (column + 1) / scale, n + 1, matches.length, time);
  }
  return columns;
}

/** The first place from `low` to `high` whose time is not before `at`. It is mostly near: double the stride, then halve. */
function firstFrom(at: number, low: number, high: number, time: (n: number) => number): number {
  let from = low;
  let stride = 1;
  while (from + stride < high && time(from + stride) < at) {
    from += stride;
    stride *= 2;
  }
  let to = Math.min(high, from + stride + 1);
  while (from < to) {
    const middle = (from + to) >> 1;
    if (time(middle) < at) from = middle + 1;
    else to = middle;
  }
  return from;
}
