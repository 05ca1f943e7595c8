import { createRecentlyUsed } from '../bounded-map.ts';
import type { LiveEvent } from '../protocol/events.ts';

/** How far each document's events have been read: what was had already, and what is missing. */
export interface Positions {
  /** The last event read of each document, as `hello` tells it. */
  all(): Record<string, number>;
  /** Is asked for, so it will be the last to be forgotten. */
  touch(load: string): void;
  /**
   * Takes the next event: `had` when it was read before, else `fresh`, and `missing` events between the last one and it
   * that nobody accounts for.
   */
  take(event: LiveEvent): { had: boolean; missing: number };
  /** Is it the next event, or one before it? */
  joins(event: LiveEvent): boolean;
  /** What was read so far is not wanted again, whatever comes. */
  pass(): void;
  /** Documents but those that stay are read again when they come again: from their beginning, or where `pass` was said. */
  rewind(stays: (load: string) => boolean): void;
}

/** Documents remembered. */
const LOADS = 256;

export function createPositions(): Positions {
  const last = createRecentlyUsed<string, number>(LOADS);
  const passed = createRecentlyUsed<string, number>(LOADS);
  /** One answer, used again: there is one for every event. */
  const answer = { had: false, missing: 0 };
  return {
    touch: (load) => void last.get(load),
    all: () => Object.fromEntries(last.entries()),
    joins(event) {
      const before = last.get(event.load) ?? 0;
      return event.seq <= coveredAt(event, before) + 1;
    },
    take(event) {
      const before = last.get(event.load) ?? 0;
      const covered = coveredAt(event, before);
      answer.had = event.seq <= before && covered === before;
      answer.missing = Math.max(0, event.seq - covered - 1);
      if (!answer.had) last.set(event.load, Math.max(covered, event.seq));
      return answer;
    },
    pass() {
      for (const [load, seq] of last.entries()) passed.set(load, seq);
    },
    rewind(stays) {
      for (const [load] of [...last.entries()]) {
        if (stays(load)) continue;
        const seq = passed.get(load);
        if (seq === undefined) last.delete(load);
        else last.set(load, seq);
      }
    },
  };
}

/** A gap that the page admits accounts for the events it counts. */
function coveredAt(event: LiveEvent, before: number): number {
  return event.layer === 'page' && event.kind === 'gap' ? coveredBy(event.from, event.count, before) : before;
}

/** The last event of a gap that joins on to `before`, or `before` when it does not. */
function coveredBy(from: number, count: number, before: number): number {
  const to = from + count - 1;
  return Number.isSafeInteger(to) && from <= before + 1 && to > before ? to : before;
}
