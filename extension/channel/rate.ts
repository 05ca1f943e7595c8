/**
 * A bucket that fills at a steady rate and is emptied by what passes: a page may speak in bursts, but not without end.
 * https://en.wikipedia.org/wiki/Token_bucket
 */
export interface Rate {
  /** Takes so much out, or says that there is not so much in it. */
  take(amount: number): boolean;
}

/**
 * @param perSecond what flows in, and
 * @param burst the most that it holds; it begins full
 * @param now ms, of a clock that only goes forward
 */
export function createRate({
  perSecond,
  burst,
  now = () => performance.now(),
}: {
  perSecond: number;
  burst: number;
  now?: () => number;
}): Rate {
  let level = burst;
  let last = now();
  return {
    take(amount) {
      const time = now();
      level = Math.min(burst, level + ((time - last) * perSecond) / 1000);
      last = time;
      if (amount > level) return false;
      level -= amount;
      return true;
    },
  };
}
