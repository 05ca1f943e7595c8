/** Work that may be done: so much at once, and so much a second in the long run. */
export interface RateBound {
  /** Asks for `amount` of work; what is refused costs nothing. */
  allows(amount: number): boolean;
}

/** @param now milliseconds, of any clock that does not go back */
export function createRateBound(atOnce: number, perSecond: number, now: () => number): RateBound {
  let left = atOnce;
  let last = now();
  return {
    allows(amount) {
      const time = now();
      left = Math.min(atOnce, left + ((time - last) / 1_000) * perSecond);
      last = time;
      if (amount > left) return false;
      left -= amount;
      return true;
    },
  };
}
