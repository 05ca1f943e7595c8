import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { write } from '../../../extension/core/recording/recording.ts';
import { writeInPieces } from '../../../extension/panel/recording/write-in-pieces.ts';
import { sessionOf, story, todos } from '../story.ts';

const META = { createdAt: '2026-02-14T09:41:07.000Z', page: 'http://127.0.0.1:3000/', browser: 'Test 1.0' };
const never = new AbortController().signal;

/** A session that makes a file of several pieces. */
function largeSession() {
  const told = story();
  for (let n = 0; n < 2_000; n += 1)
    told.tell(n, todos.received({ channel: '/api/todos', data: { method: 'PUT', body: { title: 'ü'.repeat(400) } } }));
  return sessionOf(told);
}

/** The clock of a machine on which every piece takes a turn of the panel's and more. */
beforeEach(() => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 101;
    return now;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a file that is written in pieces', () => {
  it('is the one that is written at once', async () => {
    const { trace } = largeSession();
    const file = await writeInPieces(trace, META, { signal: never, onProgress: () => {} });
    expect(await file?.text()).toBe(write(trace, META));
    expect(file?.type).toBe('application/json');
  });

  it('lets everything else have its turn between its pieces, and reports its progress', async () => {
    const shares: number[] = [];
    let turns = 0;
    const other = setInterval(() => {
      turns += 1;
    });
    await writeInPieces(largeSession().trace, META, { signal: never, onProgress: (share) => shares.push(share) });
    clearInterval(other);
    expect(turns).toBeGreaterThan(1);
    expect(shares.length).toBeGreaterThan(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
  });

  it('has what was there when it was begun, whatever comes and goes meanwhile', async () => {
    const { trace, clear } = largeSession();
    const before = write(trace, META);
    const file = await writeInPieces(trace, META, { signal: never, onProgress: clear });
    expect(trace.first).toBe(trace.end);
    expect(await file?.text()).toBe(before);
  });

  it('is given up in the turn in which it is cancelled', async () => {
    const stop = new AbortController();
    const told: number[] = [];
    const onProgress = (share: number) => {
      told.push(share);
      stop.abort();
    };
    expect(await writeInPieces(largeSession().trace, META, { signal: stop.signal, onProgress })).toBeUndefined();
    expect(told).toHaveLength(1);
  });
});
