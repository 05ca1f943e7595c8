import type { Lane } from '../../core/lanes/lane.ts';
import { closestTo, firstOf, type LaneItem, lastOf, nextOf, previousOf } from '../../core/lanes/neighbours.ts';
import { panned, spanOfWindow, type TimeWindow, zoomed } from '../../core/lanes/time-window.ts';

/** What a key does to the timeline. */
export type LaneAction =
  | { type: 'select'; lane: Lane; item: LaneItem }
  | { type: 'lane'; lane: Lane }
  | { type: 'window'; window: TimeWindow }
  | { type: 'open' }
  | { type: 'unselect' };

export interface KeyState {
  lanes: readonly Lane[];
  /** The lane that the keys move in. */
  lane: Lane | undefined;
  /** What is selected. */
  item: LaneItem | undefined;
  window: TimeWindow;
  bounds: TimeWindow;
}

const ZOOM = 1.5;
const PAN = 0.2;

/**
 *   ← →   the event before or after, in the lane      ↑ ↓   the lane above or below, at the same time
 *   + − W S   zoom in and out      A D   pan      Home End   the lane's first and last event
 *   0   all      Enter   the details      Esc   selects nothing
 */
export function actionOf(key: string, state: KeyState): LaneAction | undefined {
  const { lane, item, window, bounds } = state;
  const middle =
    item && item.start >= window.from && item.start <= window.to ? item.start : (window.from + window.to) / 2;
  const zoom = (factor: number): LaneAction => ({
    type: 'window',
    window: zoomed(window, factor, middle, bounds),
  });
  const pan = (share: number): LaneAction => ({
    type: 'window',
    window: panned(window, share * spanOfWindow(window), bounds),
  });
  const select = (found: LaneItem | undefined): LaneAction | undefined =>
    lane && found ? { type: 'select', lane, item: found } : undefined;
  switch (key) {
    case 'ArrowRight':
      return lane && select(item ? nextOf(lane, item) : closestTo(lane, middle));
    case 'ArrowLeft':
      return lane && select(item ? previousOf(lane, item) : closestTo(lane, middle));
    case 'ArrowDown':
      return toLane(state, 1, middle);
    case 'ArrowUp':
      return toLane(state, -1, middle);
    case 'Home':
      return lane && select(firstOf(lane));
    case 'End':
      return lane && select(lastOf(lane));
    case '+':
    case '=':
    case 'w':
    case 'W':
      return zoom(1 / ZOOM);
    case '-':
    case 's':
    case 'S':
      return zoom(ZOOM);
    case 'a':
    case 'A':
      return pan(-PAN);
    case 'd':
    case 'D':
      return pan(PAN);
    case '0':
      return { type: 'window', window: bounds };
    case 'Enter':
      return item ? { type: 'open' } : undefined;
    case 'Escape':
      return item ? { type: 'unselect' } : undefined;
    default:
      return undefined;
  }
}

function toLane({ lanes, lane, item }: KeyState, by: number, middle: number): LaneAction | undefined {
  const place = lane ? lanes.indexOf(lane) : -1;
  const next = lanes[place < 0 ? (by > 0 ? 0 : lanes.length - 1) : place + by];
  if (!next) return undefined;
  const found = item && closestTo(next, middle);
  return found ? { type: 'select', lane: next, item: found } : { type: 'lane', lane: next };
}
