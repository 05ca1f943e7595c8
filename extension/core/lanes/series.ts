import { createPyramid } from './pyramid.ts';

/**
 * Marks or bars of one row, in order of time, as columns that grow. Taking one in costs the same however many there are;
 * what a window of time shows is found by halving, and what falls on one pixel is summed up by a pyramid.
 *
 * Most come in order of time. Those that do not (several documents report at once) are put in their place when the series
 * is next asked for a position. Positions count from 0 and hold until something is added, closed or forgotten.
 */
export interface Series {
  readonly size: number;
  /** Milliseconds since the epoch. */
  start(k: number): number;
  /** Its start for a mark; Infinity for a bar that has not ended yet. */
  end(k: number): number;
  /** The event's index in the trace. */
  index(k: number): number;
  /** The code of its tone, `tone.ts`. */
  tone(k: number): number;
  add(start: number, end: number, index: number, tone: number): void;
  /** Ends a bar, or gives a mark (whose end is its start) another tone. One that is not here any more is passed over. */
  close(start: number, index: number, end: number, tone: number): void;
  /** Lets go of what belongs to events before `first`, at the latest when that is a quarter of all. */
  forget(first: number): void;
  /** The position of the first item that starts at `time` or later, looked for from position `from` on. */
  firstFrom(time: number, from?: number): number;
  /** The position of the first item that ends after `time`; for marks, the first later than it. */
  firstReaching(time: number): number;
  /** The tones of items `a` to `b - 1`, a bit each. */
  mask(a: number, b: number): number;
  /** The latest end of items `a` to `b - 1`. */
  reach(a: number, b: number): number;
  /** How many items are before `time`, or begin then with an event before `index`. */
  rank(time: number, index: number): number;
  /** The position of an item, or -1. */
  find(start: number, index: number): number;
}

/** Marks (`bars` false) need no column for their ends. */
export function createSeries({ bars }: { bars: boolean }): Series {
  let starts = new Float64Array(64);
  let ends = bars ? new Float64Array(64) : starts;
  let indexes = new Float64Array(64);
  let tones = new Uint8Array(64);
  let size = 0;
  /** Items before `head` are forgotten. */
  let head = 0;
  /** The last event that was forgotten when all items were last looked through. */
  let swept = 0;
  /** From here on nothing is known to be sorted, or summed up. */
  let unsorted = Number.POSITIVE_INFINITY;
  let changed = 0;
  const closings: { start: number; index: number; end: number; tone: number }[] = [];
  const pyramid = createPyramid({ bit: (k) => 1 << (tones[k] ?? 0), end: (k) => ends[k] ?? 0 });

  function grow(): void {
    const length = starts.length * 2;
    const longer = (from: Float64Array<ArrayBuffer>) => {
      const to = new Float64Array(length);
      to.set(from);
      return to;
    };
    starts = longer(starts);
    ends = bars ? longer(ends) : starts;
    indexes = longer(indexes);
    const grown = new Uint8Array(length);
    grown.set(tones);
    tones = grown;
  }

  function write(k: number, start: number, end: number, index: number, tone: number): void {
    starts[k] = start;
    if (bars) ends[k] = end;
    indexes[k] = index;
    tones[k] = tone;
  }

  /** The first item, of those from `low` to `high - 1`, that is not before `time`, or event `index` at that time. */
  function place(time: number, index: number, low: number, high: number): number {
    let from = low;
    let to = high;
    while (from < to) {
      const middle = (from + to) >> 1;
      const start = starts[middle] ?? 0;
      if (start < time || (start === time && (indexes[middle] ?? 0) < index)) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** Puts what came late in its place, moving only what is later than it. */
  function sort(): void {
    const late = Array.from({ length: size - unsorted }, (_, n) => unsorted + n);
    const compare = (a: number, b: number) =>
      (starts[a] ?? 0) - (starts[b] ?? 0) || (indexes[a] ?? 0) - (indexes[b] ?? 0);
    late.sort(compare);
    const copy = late.map((k) => [starts[k], ends[k], indexes[k], tones[k]] as const);
    let to = size - 1;
    let from = unsorted - 1;
    for (let n = copy.length - 1; n >= 0; n -= 1) {
      const [start = 0, end = 0, index = 0, tone = 0] = copy[n] ?? [];
      const before = place(start, index, head, from + 1);
      const moved = from + 1 - before;
      for (const column of bars ? [starts, ends, indexes, tones] : [starts, indexes, tones])
        column.copyWithin(to - moved + 1, before, from + 1);
      to -= moved;
      from = before - 1;
      write(to, start, end, index, tone);
      to -= 1;
    }
    changed = Math.min(changed, from + 1);
    unsorted = Number.POSITIVE_INFINITY;
  }

  function settle(): void {
    if (unsorted < size) sort();
    for (const { start, index, end, tone } of closings) {
      const k = place(start, index, head, size);
      if (k >= size || indexes[k] !== index) continue;
      ends[k] = Math.max(start, end);
      tones[k] = tone;
      changed = Math.min(changed, k);
    }
    closings.length = 0;
    if (changed < size) pyramid.update(changed, size);
    changed = size;
  }

  /** Moves the items that are left to the front. */
  function sweep(first: number): void {
    settle();
    let to = 0;
    for (let k = head; k < size; k += 1) {
      if ((indexes[k] ?? 0) < first) continue;
      write(to, starts[k] ?? 0, ends[k] ?? 0, indexes[k] ?? 0, tones[k] ?? 0);
      to += 1;
    }
    size = to;
    head = 0;
    swept = first;
    changed = 0;
    pyramid.update(0, size);
    changed = size;
  }

  return {
    get size() {
      return size - head;
    },
    start: (k) => starts[head + k] ?? Number.NaN,
    end: (k) => ends[head + k] ?? Number.NaN,
    index: (k) => indexes[head + k] ?? -1,
    tone: (k) => tones[head + k] ?? 0,
    add(start, end, index, tone) {
      if (size === starts.length) grow();
      if (size > head && start < (starts[size - 1] ?? 0)) unsorted = Math.min(unsorted, size);
      write(size, start, end, index, tone);
      changed = Math.min(changed, size);
      size += 1;
    },
    close(start, index, end, tone) {
      closings.push({ start, index, end, tone });
    },
    forget(first) {
      if (unsorted < size) settle();
      if (size > head && first - swept > Math.max(1_024, (size - head) / 4)) sweep(first);
      while (head < size && (indexes[head] ?? 0) < first) head += 1;
    },
    firstFrom(time, from = 0) {
      settle();
      // What is looked for is mostly near: double the stride, then halve.
      let low = head + from;
      let stride = 8;
      while (low + stride < size && (starts[low + stride] ?? 0) < time) {
        low += stride;
        stride *= 2;
      }
      return place(time, -1, low, Math.min(size, low + stride + 1)) - head;
    },
    firstReaching(time) {
      settle();
      if (!bars) return place(time, Number.POSITIVE_INFINITY, head, size) - head;
      return Math.max(0, pyramid.firstReaching(time) - head);
    },
    mask(a, b) {
      settle();
      return pyramid.mask(head + a, head + b);
    },
    reach(a, b) {
      settle();
      return bars ? pyramid.reach(head + a, head + b) : (starts[head + b - 1] ?? 0);
    },
    rank(time, index) {
      settle();
      return place(time, index, head, size) - head;
    },
    find(start, index) {
      settle();
      const k = place(start, index, head, size);
      return k < size && indexes[k] === index && starts[k] === start ? k - head : -1;
    },
  };
}
