/**
 * Which of a channel's numbered messages were seen: everything up to `low`, and what came `ahead` of it.
 *
 *   seq ≤ low, or ahead holds it    a duplicate
 *   seq = low + 1                   the next one; it may close a hole
 *   seq > low + 1                   a jump: something is missing, lost or late
 *
 * Before the first snapshot nobody knows where the channel stood, so nothing is low: older messages than the first one
 * may still come.
 */
export interface SequenceState {
  low: number | null;
  ahead: number[];
}

export interface Sequence {
  /** The highest number up to which all were seen; undefined before a baseline is known. */
  readonly low: number | undefined;
  /** Notes one number. `jump` says that numbers are newly missing before it. */
  note(seq: number): 'next' | 'duplicate' | 'jump';
  /** The numbers missing below the highest seen; at most 100 of them. */
  missing(): number[];
  /** All up to `seq` is known, from a snapshot. */
  advance(seq: number): void;
  /** The server may count from the start: forget where it stood. */
  forget(): void;
  state(): SequenceState;
}

/** Numbers kept ahead of a hole; beyond it the hole is given up, for the snapshot that should close it never came. */
const MAX_AHEAD = 4096;
const MAX_MISSING = 100;

/** Where the channel stood before anything was seen: every number is past it, and none follows it. */
const UNKNOWN = Number.NEGATIVE_INFINITY;

export function createSequence(saved: SequenceState = { low: null, ahead: [] }): Sequence {
  let low = saved.low ?? UNKNOWN;
  let ahead = new Set(saved.ahead);
  let highest = Math.max(low, ...ahead);

  const known = (seq: number) => (seq === UNKNOWN ? undefined : seq);

  function closeHoles() {
    while (ahead.delete(low + 1)) low++;
  }

  return {
    get low() {
      return known(low);
    },
    note(seq) {
      if (seq <= low || ahead.has(seq)) return 'duplicate';
      const isJump = highest !== UNKNOWN && seq > highest + 1;
      highest = Math.max(highest, seq);
      if (seq === low + 1) low = seq;
      else ahead.add(seq);
      if (ahead.size > MAX_AHEAD) low = Math.min(...ahead) - 1;
      closeHoles();
      return isJump ? 'jump' : 'next';
    },
    missing() {
      const numbers: number[] = [];
      for (let seq = (known(low) ?? Math.min(...ahead)) + 1; seq < highest && numbers.length < MAX_MISSING; seq++) {
        if (!ahead.has(seq)) numbers.push(seq);
      }
      return numbers;
    },
    advance(seq) {
      if (seq <= low) return;
      low = seq;
      for (const number of ahead) if (number <= seq) ahead.delete(number);
      highest = Math.max(low, ...ahead);
      closeHoles();
    },
    forget() {
      low = highest = UNKNOWN;
      ahead = new Set();
    },
    state: () => ({ low: known(low) ?? null, ahead: [...ahead] }),
  };
}
