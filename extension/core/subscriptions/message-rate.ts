/** Seconds remembered. */
export const RATE_SECONDS = 60;

/** How many messages came in each of the last 60 seconds. */
export interface MessageRate {
  count(at: number): void;
  /** Messages of each second up to `now`, the oldest first; ms since the epoch. */
  upTo(now: number): number[];
}

export function createMessageRate(): MessageRate {
  const counts = new Uint32Array(RATE_SECONDS);
  let newest = Number.NEGATIVE_INFINITY;
  const slot = (second: number) => ((second % RATE_SECONDS) + RATE_SECONDS) % RATE_SECONDS;

  return {
    count(at) {
      const second = Math.floor(at / 1_000);
      if (second <= newest - RATE_SECONDS || !Number.isSafeInteger(second)) return;
      if (second > newest) {
        if (second - newest >= RATE_SECONDS) counts.fill(0);
        else for (let passed = newest + 1; passed <= second; passed += 1) counts[slot(passed)] = 0;
        newest = second;
      }
      const i = slot(second);
      counts[i] = (counts[i] ?? 0) + 1;
    },
    upTo(now) {
      const last = Math.floor(now / 1_000);
      return Array.from({ length: RATE_SECONDS }, (_, k) => {
        const second = last - RATE_SECONDS + 1 + k;
        return second > newest || second <= newest - RATE_SECONDS ? 0 : (counts[slot(second)] ?? 0);
      });
    },
  };
}
