import { createRecent } from '../bounded-map.ts';
import type { Expectation } from './expectation.ts';
import { type Change, fulfils } from './seen-change.ts';

/** What a collection was said to have left undone: a handler may collect its messages, and come to them later. */
export interface LeftUndone {
  expectation: Expectation;
  /** As it was said: by what name, on which event. */
  told: { decision: string; seq: number };
}

export interface Undone {
  add(id: string, left: LeftUndone): void;
  /**
   * A change brings about what was left undone. Of several inputs it is the newest that asked for this; what the older ones
   * led to can no longer be told apart from it.
   */
  madeUpFor(change: Change): { done: LeftUndone; older: LeftUndone[] } | undefined;
  /** A later input was seen to do its own: what was left undone before stays so. */
  settle(id: string): void;
}

/** Documents, and verdicts on each, that may still be made up for. */
const MAX_DOCUMENTS = 2_000;
const MAX_VERDICTS = 20;

export function createUndone(): Undone {
  const undone = createRecent<string, LeftUndone[]>(MAX_DOCUMENTS);
  return {
    add: (id, left) => undone.set(id, [...(undone.get(id) ?? []), left].slice(-MAX_VERDICTS)),
    settle: (id) => undone.set(id, []),
    madeUpFor(change) {
      const all = undone.get(change.id) ?? [];
      const at = all.findLastIndex(({ expectation }) => fulfils(change, expectation.want));
      const done = all[at];
      if (!done) return undefined;
      undone.set(change.id, all.slice(at + 1));
      return { done, older: all.slice(0, at) };
    },
  };
}
