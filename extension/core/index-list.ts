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

/** Room that forgotten indexes may take before the list is copied without them. */
const SLACK = 1_024;

export function createIndexList(): IndexList {
  /** Those before `start` are forgotten. */
  let indexes: number[] = [];
  let start = 0;

  function find(index: number): number {
    let low = start;
    let high = indexes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((indexes[middle] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    get length() {
      return indexes.length - start;
    },
    at: (position) => (position < 0 ? undefined : indexes[start + position]),
    place: (index) => find(index) - start,
    has: (index) => indexes[find(index)] === index,
    add(index) {
      const last = indexes.length > start ? (indexes[indexes.length - 1] ?? -1) : -1;
      if (index > last) {
        indexes.push(index);
        return true;
      }
      const at = find(index);
      if (indexes[at] === index) return false;
      indexes.splice(at, 0, index);
      return true;
    },
    remove(index) {
      const at = find(index);
      if (indexes[at] !== index) return false;
      indexes.splice(at, 1);
      return true;
    },
    forget(first) {
      const before = start;
      start = find(first);
      if (start > SLACK && start > indexes.length / 2) {
        indexes = indexes.slice(start);
        const gone = start - before;
        start = 0;
        return gone > 0;
      }
      return start > before;
    },
    clear() {
      indexes = [];
      start = 0;
    },
  };
}
