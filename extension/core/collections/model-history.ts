/**
 * Which event last reported each model of one collection, at any moment: jumps by checkpoints, so that looking a million
 * events back costs milliseconds.
 */
export interface ModelHistory {
  /** How many models there are now. */
  readonly size: number;
  /** The collection as event `i` tells it whole. */
  restart(i: number, cids: readonly string[]): void;
  /** Event `i`: the model entered, changed or left. */
  change(i: number, op: string, cid: string): void;
  /** cid → the event that told its attributes last, as of event `cursor`; in the order in which they came in. */
  at(cursor: number): Map<string, number>;
  /** The event that reported one model last, as of event `cursor`; nothing when it was not there. */
  toldAt(cursor: number, cid: string): number | undefined;
  /** The event that reported the model before event `i` did, which changed it; nothing when it was not there. */
  before(i: number): number | undefined;
  /** The events, from `from` on, in which this model entered, changed, was told or left. */
  changesOf(cid: string, from: number): number[];
  /** What was before event `first` will not be asked for again. */
  forget(first: number): void;
}

/** Changes between two checkpoints, at least: applying these many takes about a millisecond. */
const SPACING = 8_192;

interface Checkpoint {
  /** The state after all changes before this position of the log. */
  readonly position: number;
  readonly cids: Int32Array;
  readonly events: Float64Array;
}

const LEFT = -1;

export function createModelHistory(): ModelHistory {
  /** The log: the event, the model's code, and whether it left. */
  let events: number[] = [];
  let models: number[] = [];
  /** The event that reported the model before; NaN for none. */
  let befores: number[] = [];
  let base = 0;
  let checkpoints: Checkpoint[] = [emptyAt(0)];
  let cids: string[] = [];
  let codes = new Map<string, number>();
  /** Code → the event that reported it last; those that left are not in it. */
  let now = new Map<number, number>();

  function codeOf(cid: string): number {
    const known = codes.get(cid);
    if (known !== undefined) return known;
    codes.set(cid, cids.length);
    return cids.push(cid) - 1;
  }

  function log(i: number, code: number, before: number | undefined): void {
    events.push(i);
    models.push(code);
    befores.push(before ?? Number.NaN);
    const last = checkpoints.at(-1)?.position ?? 0;
    // A large collection is copied more rarely, so that the copies cost no more than the changes.
    if (base + events.length - last < Math.max(SPACING, now.size * 2)) return;
    checkpoints.push(checkpointOf(base + events.length, now));
  }

  /** The place in the log after all that event `cursor` and those before it told. */
  function placeAfter(cursor: number): number {
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((events[middle] ?? 0) <= cursor) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    get size() {
      return now.size;
    },
    restart(i, present) {
      const kept = new Set(present.map(codeOf));
      for (const code of [...now.keys()]) {
        if (kept.has(code)) continue;
        const before = now.get(code);
        now.delete(code);
        log(i, LEFT - code, before);
      }
      for (const code of kept) {
        const before = now.get(code);
        now.set(code, i);
        log(i, code, before);
      }
    },
    change(i, op, cid) {
      const code = codeOf(cid);
      const before = now.get(code);
      if (op === 'remove') {
        if (now.delete(code)) log(i, LEFT - code, before);
        return;
      }
      now.set(code, i);
      log(i, code, before);
    },
    before(i) {
      const k = placeAfter(i) - 1;
      const before = events[k] === i ? (befores[k] ?? Number.NaN) : Number.NaN;
      return Number.isNaN(before) ? undefined : before;
    },
    changesOf(cid, from) {
      const code = codes.get(cid);
      const found: number[] = [];
      if (code === undefined) return found;
      for (let k = placeAfter(from - 1); k < events.length; k += 1)
        if (models[k] === code || models[k] === LEFT - code) found.push(events[k] ?? 0);
      return found;
    },
    at(cursor) {
      const low = placeAfter(cursor);
      const checkpoint = checkpoints.findLast(({ position }) => position <= base + low) ?? emptyAt(base);
      const present = new Map<number, number>();
      for (const [k, code] of checkpoint.cids.entries()) present.set(code, checkpoint.events[k] ?? 0);
      for (let k = checkpoint.position - base; k < low; k += 1) {
        const code = models[k] ?? 0;
        if (code < 0) present.delete(LEFT - code);
        else present.set(code, events[k] ?? 0);
      }
      const found = new Map<string, number>();
      for (const [code, event] of present) found.set(cids[code] ?? '', event);
      return found;
    },
    toldAt(cursor, cid) {
      const code = codes.get(cid);
      if (code === undefined) return undefined;
      for (let k = placeAfter(cursor) - 1; k >= 0; k -= 1) {
        if (models[k] === code) return events[k];
        if (models[k] === LEFT - code) return undefined;
      }
      const [oldest] = checkpoints;
      const place = oldest?.cids.indexOf(code) ?? -1;
      return place < 0 ? undefined : oldest?.events[place];
    },
    forget(first) {
      const keep = checkpoints.findLastIndex(({ position }) => (events[position - base - 1] ?? -1) < first);
      const checkpoint = checkpoints[keep];
      if (keep < 1 || !checkpoint) return;
      checkpoints = checkpoints.slice(keep);
      events = events.slice(checkpoint.position - base);
      models = models.slice(checkpoint.position - base);
      befores = befores.slice(checkpoint.position - base);
      base = checkpoint.position;
      forgetNames();
    },
  };

  /** Models that left long ago are named nowhere any more: a page makes new ones without end. */
  function forgetNames(): void {
    const used = new Set<number>(now.keys());
    for (const checkpoint of checkpoints) for (const code of checkpoint.cids) used.add(code);
    for (const code of models) used.add(code < 0 ? LEFT - code : code);
    if (used.size * 2 > cids.length) return;
    const renamed = new Map<number, number>();
    const keptCids: string[] = [];
    for (const code of used) renamed.set(code, keptCids.push(cids[code] ?? '') - 1);
    const next = (code: number) => renamed.get(code) ?? 0;
    cids = keptCids;
    codes = new Map(keptCids.map((cid, code) => [cid, code]));
    models = models.map((code) => (code < 0 ? LEFT - next(LEFT - code) : next(code)));
    now = new Map([...now].map(([code, event]) => [next(code), event]));
    checkpoints = checkpoints.map((one) => ({ ...one, cids: one.cids.map(next) }));
  }
}

function emptyAt(position: number): Checkpoint {
  return { position, cids: new Int32Array(), events: new Float64Array() };
}

function checkpointOf(position: number, present: ReadonlyMap<number, number>): Checkpoint {
  return { position, cids: Int32Array.from(present.keys()), events: Float64Array.from(present.values()) };
}
