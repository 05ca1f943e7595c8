import { describe, expect, it } from 'vitest';
import type { RecordingLines } from '../../../extension/core/recording/recording-lines.ts';
import { readInPieces } from '../../../extension/panel/recording/read-in-pieces.ts';

const TEXT = 'ü'.repeat(200_000);
/** A file in four pieces, cut within characters. */
const bytes = new TextEncoder().encode(TEXT);
const file = new Blob([0, 1, 2, 3].map((n) => bytes.subarray(n * 100_001, (n + 1) * 100_001)));

/** What a reader was given, and a reader that may need long for each piece, in ms. */
function reader({ ms = 0, wrong = undefined as string | undefined } = {}) {
  const pieces: string[] = [];
  const lines: RecordingLines = {
    push(text) {
      pieces.push(text);
      for (const until = performance.now() + ms; performance.now() < until; );
      return wrong;
    },
    end: () => 'the end',
  };
  return { pieces, lines };
}

const never = new AbortController().signal;

describe('a file that is read in pieces', () => {
  it('is read whole, whatever its characters are cut at, and then says what its end has to say', async () => {
    const { pieces, lines } = reader();
    expect(await readInPieces(file, lines, { signal: never, onProgress: () => {} })).toBe('the end');
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(TEXT);
  });

  it('reports its progress while it takes long, and always goes on', async () => {
    const shares: number[] = [];
    const { lines } = reader({ ms: 510 });
    await readInPieces(file, lines, { signal: never, onProgress: (share) => shares.push(share) });
    expect(shares.length).toBeGreaterThan(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
  });

  it('is left alone from the turn on in which it is cancelled', async () => {
    const stop = new AbortController();
    const { pieces, lines } = reader({ ms: 510 });
    const done = readInPieces(file, lines, { signal: stop.signal, onProgress: () => stop.abort() });
    expect(await done).toBeUndefined();
    expect(pieces).toHaveLength(1);
  });

  it('ends at the first thing that is wrong', async () => {
    const { pieces, lines } = reader({ wrong: 'Event 1 is wrong.' });
    expect(await readInPieces(file, lines, { signal: never, onProgress: () => {} })).toBe('Event 1 is wrong.');
    expect(pieces).toHaveLength(1);
  });
});
