/** What is to be looked at when a time has passed; the earliest first. */
export interface Deadlines {
  /** The earliest time, in ms since the epoch; Infinity for none. */
  readonly next: number;
  /** @returns its undo */
  add(time: number, look: (now: number) => void): () => void;
  /** Calls, in order, all whose time is not after `now`. */
  pass(now: number): void;
  clear(): void;
}

interface Deadline {
  time: number;
  look: ((now: number) => void) | undefined;
}

/** More than so many wait at no time: what is newest gives way. A page may make up what leads to them. */
const MAX_WAITING = 10_000;

export function createDeadlines(): Deadlines {
  /** By time. Most are added at the end: a diagnosis waits equally long each time. */
  let waiting: Deadline[] = [];
  let next = Number.POSITIVE_INFINITY;

  return {
    get next() {
      return next;
    },
    add(time, look) {
      if (waiting.length >= MAX_WAITING) waiting = waiting.filter(isKept);
      if (waiting.length >= MAX_WAITING) return () => {};
      const made: Deadline = { time, look };
      let place = waiting.length;
      while (place > 0 && (waiting[place - 1]?.time ?? 0) > time) place -= 1;
      waiting.splice(place, 0, made);
      next = Math.min(next, time);
      return () => {
        made.look = undefined;
      };
    },
    pass(now) {
      if (next > now) return;
      const due = waiting.findIndex(({ time }) => time > now);
      const passed = waiting.splice(0, due < 0 ? waiting.length : due);
      next = waiting[0]?.time ?? Number.POSITIVE_INFINITY;
      for (const { look } of passed) look?.(now);
    },
    clear() {
      waiting = [];
      next = Number.POSITIVE_INFINITY;
    },
  };
}

const isKept = ({ look }: Deadline): boolean => look !== undefined;
