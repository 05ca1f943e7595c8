/** Indexes in a trace, rising. Adding at the end costs the same however many there are; the oldest are let go of. */
export interface IndexList {
  readonly length: number;
  at(position: number): number | undefined;
  /** Where the first index not before `index` is. */
  place(index: number): number;
  has(index: number): boolean;
  /** Adds it, where it belongs; true when it was not there. */
  add(index: number): boolean;
  /** True when it was there. */
  remove(index: number): boolean;
  /** Lets go of those before `first`; true when there were any. */
  forget(first: number): boolean;
  clear(): void;
}

/** Room that forgotten indexes may take before the others are moved over it. */
const SLACK = 1_024;

export function createIndexList(): IndexList {
  /**
   * Numbers of four bytes, in room that stays when the list is cleared: one filter follows another, and to touch new memory
   * takes longer than all else.
   */
  let indexes = new Int32Array(SLACK);
  /** Those before `start` are forgotten. */
  let start = 0;
  let end = 0;

  function find(index: number): number {
    let low = start;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((indexes[middle] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function makeRoom(): void {
    if (end < indexes.length) return;
    const more = new Int32Array(2 * indexes.length);
    more.set(indexes);
    indexes = more;
  }

  return {
    get length() {
      return end - start;
    },
    at: (position) => (position < 0 || position >= end - start ? undefined : indexes[start + position]),
    place: (index) => find(index) - start,
    has(index) {
      const at = find(index);
      return at < end && indexes[at] === index;
    },
    add(index) {
      const isLast = end === start || index > (indexes[end - 1] ?? 0);
      const at = isLast ? end : find(index);
      if (!isLast && indexes[at] === index) return false;
      makeRoom();
      if (!isLast) indexes.copyWithin(at + 1, at, end);
      indexes[at] = index;
      end += 1;
      return true;
    },
    remove(index) {
      const at = find(index);
      if (at === end || indexes[at] !== index) return false;
      indexes.copyWithin(at, at + 1, end);
      end -= 1;
      return true;
    },
    forget(first) {
      const before = start;
      start = find(first);
      const gone = start - before;
      if (start > SLACK && start > end / 2) {
        indexes.copyWithin(0, start, end);
        end -= start;
        start = 0;
      }
      return gone > 0;
    },
    clear() {
      start = end = 0;
    },
  };
}
