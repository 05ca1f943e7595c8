/** Work that may be done: so much at once, and so much a second in the long run. */
export interface RateBound {
  /** Time has passed: looks at the clock. */
  refill(): void;
  /** Asks for `amount` of work; what is refused costs nothing. */
  allows(amount: number): boolean;
}

/** @param now milliseconds, of any clock that does not go back */
export function createRateBound(atOnce: number, perSecond: number, now: () => number): RateBound {
  let left = atOnce;
  let last = now();
  return {
    refill() {
      const time = now();
      left = Math.min(atOnce, left + ((time - last) / 1_000) * perSecond);
      last = time;
    },
    allows(amount) {
      if (amount > left) return false;
      left -= amount;
      return true;
    },
  };
}
