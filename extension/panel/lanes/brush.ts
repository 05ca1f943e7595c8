import { panned, SHORTEST, type TimeWindow } from '../../core/lanes/time-window.ts';

/** What of the brush was taken hold of: an edge, all of it, or the strip beside it, which begins a new one. */
export type Grip = 'from' | 'to' | 'all' | 'new';

/** `window` after the grip at time `start` was moved to time `at`. */
export function moved(window: TimeWindow, grip: Grip, start: number, at: number, bounds: TimeWindow): TimeWindow {
  const inside = Math.max(bounds.from, Math.min(bounds.to, at));
  switch (grip) {
    case 'from':
      return { from: Math.min(inside, window.to - SHORTEST), to: window.to };
    case 'to':
      return { from: window.from, to: Math.max(inside, window.from + SHORTEST) };
    case 'all':
      return panned(window, at - start, bounds);
    case 'new': {
      const begun = Math.max(bounds.from, Math.min(bounds.to, start));
      const from = Math.min(begun, inside, bounds.to - SHORTEST);
      return { from, to: Math.max(begun, inside, from + SHORTEST) };
    }
  }
}
