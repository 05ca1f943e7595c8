/** Items a block, and blocks a block of the next level: 2 to the power of this. */
const SHIFT = 5;
const FAN = 1 << SHIFT;

/**
 * Summaries of summaries over a growing row of items, so that what falls on one pixel is known at a cost that depends on
 * the logarithm of how many items fall there. Each block keeps which tones occur in it and how far its bars reach.
 */
export interface Pyramid {
  /** Brings the summaries up to date after items from `from` on have changed, of `size` altogether. */
  update(from: number, size: number): void;
  /** The tones of items `a` to `b - 1`, one bit each. */
  mask(a: number, b: number): number;
  /** How far items `a` to `b - 1` reach: their latest end. */
  reach(a: number, b: number): number;
  /** The first item that ends after `time`, or `size` when none does. */
  firstReaching(time: number): number;
}

/** What a pyramid stands on: the bits of an item's tone, and its end. Read again whenever it is asked. */
export interface PyramidBase {
  bit(k: number): number;
  end(k: number): number;
}

interface Level {
  mask: Uint32Array;
  reach: Float64Array;
}

export function createPyramid({ bit, end }: PyramidBase): Pyramid {
  const levels: Level[] = [];
  let count = 0;

  /** The level whose blocks hold 32, 1,024, … items. */
  function levelOf(n: number, blocks: number): Level {
    const found = levels[n];
    if (found && found.mask.length >= blocks) return found;
    const length = Math.max(FAN, 2 * blocks);
    const level = { mask: new Uint32Array(length), reach: new Float64Array(length) };
    if (found) {
      level.mask.set(found.mask);
      level.reach.set(found.reach);
    }
    levels[n] = level;
    return level;
  }

  const maskAt = (level: number, k: number) => (level < 0 ? bit(k) : (levels[level]?.mask[k] ?? 0));
  const reachAt = (level: number, k: number) =>
    level < 0 ? end(k) : (levels[level]?.reach[k] ?? Number.NEGATIVE_INFINITY);

  function updateLevel(n: number, first: number, below: number): void {
    const blocks = Math.ceil(below / FAN);
    const level = levelOf(n, blocks);
    for (let block = first; block < blocks; block += 1) {
      const to = Math.min(below, (block + 1) * FAN);
      let mask = 0;
      let reach = Number.NEGATIVE_INFINITY;
      for (let k = block * FAN; k < to; k += 1) {
        mask |= maskAt(n - 1, k);
        reach = Math.max(reach, reachAt(n - 1, k));
      }
      level.mask[block] = mask;
      level.reach[block] = reach;
    }
  }

  /** Walks items `a` to `b - 1` in the largest blocks that fit. */
  function walk(a: number, b: number, visit: (level: number, k: number) => void): void {
    for (let k = a; k < b; ) {
      let level = -1;
      let size = 1;
      while (k % (size * FAN) === 0 && k + size * FAN <= b) {
        size *= FAN;
        level += 1;
      }
      visit(level, k / size);
      k += size;
    }
  }

  return {
    update(from, size) {
      count = size;
      let first = from;
      let below = size;
      for (let n = 0; below > 1 || n === 0; n += 1) {
        first >>= SHIFT;
        updateLevel(n, first, below);
        below = Math.ceil(below / FAN);
        levels.length = Math.max(levels.length, n + 1);
        if (below <= 1) {
          levels.length = n + 1;
          return;
        }
      }
    },
    mask(a, b) {
      let mask = 0;
      walk(a, b, (level, k) => {
        mask |= maskAt(level, k);
      });
      return mask;
    },
    reach(a, b) {
      let reach = Number.NEGATIVE_INFINITY;
      walk(a, b, (level, k) => {
        reach = Math.max(reach, reachAt(level, k));
      });
      return reach;
    },
    firstReaching(time) {
      let k = 0;
      for (let level = levels.length - 1; level >= -1; level -= 1) {
        const size = Math.ceil(count / FAN ** (level + 1));
        while (k < size && !(reachAt(level, k) > time)) k += 1;
        if (k >= size) return count;
        if (level >= 0) k *= FAN;
      }
      return k;
    },
  };
}
