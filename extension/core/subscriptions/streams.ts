import type { BayeuxMessage } from '../bayeux/bayeux.ts';
import { createRecent, createRecentlyUsed } from '../bounded-map.ts';

/** Streams followed, and messages whose place is remembered. */
const MAX_STREAMS = 1_000;
const MAX_PLACES = 100_000;

/**
 * Where messages stand in streams that number them (`replayId` of Salesforce and of CometD's replay extension): what came
 * on the same channel before. The numbers need not be consecutive, so a jump is no proof of a loss: it is told as what was
 * not seen.
 */
export interface Streams {
  /** Takes event `i` of the trace. @param of the document and client that heard it */
  add(i: number, of: string, message: BayeuxMessage): void;
  /** The position that came before event `i`, where that is not the number before its own. */
  before(i: number): number | undefined;
  clear(): void;
}

export function createStreams(): Streams {
  let last = createRecentlyUsed<string, number>(MAX_STREAMS);
  let places = createRecent<number, number>(MAX_PLACES);
  return {
    add(i, of, { channel, replayId }) {
      if (replayId === undefined) return;
      const stream = `${of}\n${channel}`;
      const before = last.get(stream);
      last.set(stream, replayId);
      if (before !== undefined && before !== replayId - 1) places.set(i, before);
    },
    before: (i) => places.get(i),
    clear() {
      last = createRecentlyUsed(MAX_STREAMS);
      places = createRecent(MAX_PLACES);
    },
  };
}

/** `replayId 17`, and what was not seen before it, or that it came again. */
export function streamPosition(replayId: number, before: number | undefined): string {
  const place = `replayId ${replayId}`;
  if (before === undefined) return place;
  if (replayId === before) return `${place}, the same as before`;
  if (replayId < before) return `${place}, behind ${before}`;
  const missing = replayId - before - 1;
  return `${place}, ${missing === 1 ? before + 1 : `${before + 1} to ${replayId - 1}`} not seen`;
}
