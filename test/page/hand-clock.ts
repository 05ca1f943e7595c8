import type { BatchClock } from '../../extension/page/buffer.ts';

/** A clock that goes when it is told to. */
export interface HandClock extends BatchClock {
  /** Lets so many ms pass, and everything happen that was to happen in them. */
  pass(ms: number): void;
}

export function handClock(start = 1_000): HandClock {
  let now = start;
  let timers: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    after: (ms, callback) => void timers.push({ at: now + ms, callback }),
    pass(ms) {
      const end = now + ms;
      for (;;) {
        timers.sort((one, other) => one.at - other.at);
        const next = timers[0];
        if (!next || next.at > end) break;
        timers = timers.slice(1);
        now = next.at;
        next.callback();
      }
      now = end;
    },
  };
}
