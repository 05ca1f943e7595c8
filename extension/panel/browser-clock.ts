import type { Clock } from '../core/replay.ts';

/** The clock of this window. */
export const browserClock: Clock = {
  now: () => performance.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};
