import type { Lane } from './lane.ts';
import type { Series } from './series.ts';

/**
 * The event of `lane` under the pointer, or the nearest: marks win over the bars that they stand on, and of bars the
 * shortest that covers `at`.
 *
 * @param at the time under the pointer, in milliseconds since the epoch
 * @param row the row of bars under the pointer
 * @param reach how far away something is still meant, in milliseconds
 */
export function hit(lane: Lane, row: number, at: number, reach: number): number | undefined {
  const mark = row === 0 || lane.bars.length === 0 ? nearest(lane.marks, at, reach) : undefined;
  if (mark !== undefined) return mark;
  const series = lane.bars[Math.min(row, lane.bars.length - 1)];
  return series && (covering(series, at) ?? nearestBar(series, at, reach));
}

function nearest(marks: Series, at: number, reach: number): number | undefined {
  const after = marks.firstFrom(at);
  let best: number | undefined;
  let distance = reach;
  for (const k of [after - 1, after]) {
    if (k < 0 || k >= marks.size) continue;
    const away = Math.abs(marks.start(k) - at);
    if (away > distance) continue;
    distance = away;
    best = marks.index(k);
  }
  return best;
}

/** Bars looked at under one pointer: only the last row of a lane has more than one. */
const MOST = 64;

function covering(series: Series, at: number): number | undefined {
  const end = series.firstFrom(at);
  let best: number | undefined;
  let shortest = Number.POSITIVE_INFINITY;
  for (let k = Math.min(end, series.size - 1); k >= Math.max(0, end - MOST); k -= 1) {
    const length = series.end(k) - series.start(k);
    if (series.start(k) > at || series.end(k) < at || (best !== undefined && length >= shortest)) continue;
    best = series.index(k);
    shortest = length;
  }
  return best;
}

function nearestBar(series: Series, at: number, reach: number): number | undefined {
  const after = series.firstFrom(at);
  let best: number | undefined;
  let distance = reach;
  for (const k of [after - 1, after]) {
    if (k < 0 || k >= series.size) continue;
    const away = Math.max(series.start(k) - at, at - series.end(k));
    if (away > distance) continue;
    distance = away;
    best = series.index(k);
  }
  return best;
}
