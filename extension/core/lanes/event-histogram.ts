/** Events over time, as a histogram whose bins widen as the time grows: what the overview strip shows. */
export interface EventRate {
  /** The width of a bin in milliseconds. */
  readonly binMs: number;
  /** `at` in milliseconds since the epoch. */
  add(at: number, trouble: boolean): void;
  /** One of those that meant trouble did not. */
  calm(at: number): void;
  /** Events, and those of them that mean trouble, from `from` up to `to`; a bin that is cut counts by its share. */
  count(from: number, to: number): { all: number; trouble: number };
  /** Lets go of what was before `at`, as far as whole bins allow. */
  forget(at: number): void;
  clear(): void;
}

const BINS = 4_096;
const FIRST_BIN_MS = 1;

export function createRate(): EventRate {
  let binMs = FIRST_BIN_MS;
  /** The bin that `all[0]` counts, in bins since the epoch; NaN before the first event. */
  let base = Number.NaN;
  let all = new Float64Array(BINS);
  let trouble = new Float64Array(BINS);

  function placeOf(at: number): number {
    for (;;) {
      const bin = Math.floor(at / binMs);
      if (Number.isNaN(base)) base = bin - BINS / 4;
      const place = bin - base;
      if (place >= 0 && place < BINS) return place;
      makeRoom(bin);
    }
  }

  /** Moves the bins so that `bin` finds room beside those in use; where little would be left, several become one. */
  function makeRoom(bin: number): void {
    const lowest = base + all.findIndex((n) => n > 0);
    const highest = base + all.findLastIndex((n) => n > 0);
    const low = Math.min(lowest, bin);
    const high = Math.max(highest, bin);
    let factor = 1;
    while (high - low > ((3 * BINS) / 4) * factor) factor *= 2;
    const before = base;
    binMs *= factor;
    // Time mostly goes on: room is left behind the earliest only when something earlier has just come.
    base = Math.floor(low / factor) - (bin === low ? BINS / 8 : 0);
    all = rebinned(all, before, factor);
    trouble = rebinned(trouble, before, factor);
  }

  function rebinned(bins: Float64Array<ArrayBuffer>, before: number, factor: number): Float64Array<ArrayBuffer> {
    const moved = new Float64Array(BINS);
    for (let k = 0; k < BINS; k += 1) {
      const n = bins[k] ?? 0;
      const place = Math.floor((before + k) / factor) - base;
      if (n > 0 && place >= 0 && place < BINS) moved[place] = (moved[place] ?? 0) + n;
    }
    return moved;
  }

  return {
    get binMs() {
      return binMs;
    },
    add(at, isTrouble) {
      const place = placeOf(at);
      all[place] = (all[place] ?? 0) + 1;
      if (isTrouble) trouble[place] = (trouble[place] ?? 0) + 1;
    },
    calm(at) {
      const place = Math.floor(at / binMs) - base;
      if ((trouble[place] ?? 0) > 0) trouble[place] = (trouble[place] ?? 0) - 1;
    },
    count(from, to) {
      const sum = { all: 0, trouble: 0 };
      if (Number.isNaN(base)) return sum;
      const a = from / binMs - base;
      const b = to / binMs - base;
      for (let k = Math.max(0, Math.floor(a)); k < Math.min(BINS, b); k += 1) {
        const share = Math.min(k + 1, b) - Math.max(k, a);
        sum.all += share * (all[k] ?? 0);
        sum.trouble += share * (trouble[k] ?? 0);
      }
      return sum;
    },
    forget(at) {
      const end = Math.min(BINS, Math.floor(at / binMs) - base);
      if (!(end > 0)) return;
      all.fill(0, 0, end);
      trouble.fill(0, 0, end);
    },
    clear() {
      binMs = FIRST_BIN_MS;
      base = Number.NaN;
      all.fill(0);
      trouble.fill(0);
    },
  };
}
