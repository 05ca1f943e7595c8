import { CHUNK_MASK, CHUNK_SHIFT, CHUNK_SIZE } from './trace-chunk.ts';

/** A column beside a trace that holds, for some events, the index of another. */
export interface IndexColumn {
  get(i: number): number | undefined;
  set(i: number, index: number): void;
  /** Lets go of what is kept for events before `first`. */
  forget(first: number): void;
}

export function createIndexColumn(): IndexColumn {
  /**
   * By chunk number, made when something is first set there: how far away the other is, one more from itself on, for 0 is
   * none. No trace has two thousand million events between two that belong together.
   */
  const chunks: (Int32Array | undefined)[] = [];
  let forgotten = 0;
  return {
    get(i) {
      const held = chunks[i >> CHUNK_SHIFT]?.[i & CHUNK_MASK];
      return held ? i + (held > 0 ? held - 1 : held) : undefined;
    },
    set(i, index) {
      let chunk = chunks[i >> CHUNK_SHIFT];
      if (!chunk) {
        chunk = new Int32Array(CHUNK_SIZE);
        chunks[i >> CHUNK_SHIFT] = chunk;
      }
      const distance = index - i;
      chunk[i & CHUNK_MASK] = distance < 0 ? distance : distance + 1;
    },
    forget(first) {
      for (; forgotten < first >> CHUNK_SHIFT; forgotten += 1) chunks[forgotten] = undefined;
    },
  };
}
