import { CHUNK_MASK, CHUNK_SHIFT, CHUNK_SIZE } from './trace-chunk.ts';

/** A column beside a trace that holds, for some events, the index of another. */
export interface IndexColumn {
  get(i: number): number | undefined;
  set(i: number, index: number): void;
  /** Lets go of what is kept for events before `first`. */
  forget(first: number): void;
}

export function createIndexColumn(): IndexColumn {
  /** By chunk number, made when something is first set there. Values are one more than the index: 0 is none. */
  const chunks: (Float64Array | undefined)[] = [];
  let forgotten = 0;
  return {
    get(i) {
      const held = chunks[i >> CHUNK_SHIFT]?.[i & CHUNK_MASK];
      return held ? held - 1 : undefined;
    },
    set(i, index) {
      let chunk = chunks[i >> CHUNK_SHIFT];
      if (!chunk) {
        chunk = new Float64Array(CHUNK_SIZE);
        chunks[i >> CHUNK_SHIFT] = chunk;
      }
      chunk[i & CHUNK_MASK] = index + 1;
    },
    forget(first) {
      for (; forgotten < first >> CHUNK_SHIFT; forgotten += 1) chunks[forgotten] = undefined;
    },
  };
}
