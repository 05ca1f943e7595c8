import type { Lane } from './lane.ts';
import type { Series } from './series.ts';

/** A mark or bar of a lane. */
export interface LaneItem {
  index: number;
  start: number;
}

/** All rows of a lane: its marks and its bars. */
const rowsOf = (lane: Lane): readonly Series[] => [lane.marks, ...lane.bars];

const isBefore = (one: LaneItem, other: LaneItem) =>
  one.start < other.start || (one.start === other.start && one.index < other.index);

/** The first mark or bar of `lane` after one, which need not be on this lane. A message and its hold are one. */
export function nextOf(lane: Lane, after: LaneItem): LaneItem | undefined {
  return closest(lane, (series) => series.rank(after.start, after.index + 1), isBefore);
}

/** The last mark or bar of `lane` before one. */
export function previousOf(lane: Lane, before: LaneItem): LaneItem | undefined {
  return closest(
    lane,
    (series) => series.rank(before.start, before.index) - 1,
    (one, other) => isBefore(other, one),
  );
}

export const firstOf = (lane: Lane): LaneItem | undefined =>
  nextOf(lane, { start: Number.NEGATIVE_INFINITY, index: -1 });
export const lastOf = (lane: Lane): LaneItem | undefined =>
  previousOf(lane, { start: Number.POSITIVE_INFINITY, index: -1 });

/** The mark or bar of `lane` that begins closest to `at`. */
export function closestTo(lane: Lane, at: number): LaneItem | undefined {
  const after = nextOf(lane, { start: at, index: -1 });
  const before = previousOf(lane, { start: at, index: -1 });
  if (!after || !before) return after ?? before;
  return after.start - at < at - before.start ? after : before;
}

function itemAt(series: Series, k: number): LaneItem {
  return { index: series.index(k), start: series.start(k) };
}

function closest(
  lane: Lane,
  place: (series: Series) => number,
  isCloser: (one: LaneItem, other: LaneItem) => boolean,
): LaneItem | undefined {
  let found: LaneItem | undefined;
  for (const series of rowsOf(lane)) {
    const k = place(series);
    if (k < 0 || k >= series.size) continue;
    const item = itemAt(series, k);
    if (!found || isCloser(item, found)) found = item;
  }
  return found;
}
