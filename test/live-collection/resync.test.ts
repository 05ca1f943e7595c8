import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createResync } from '../../devserver/live-collection/resync.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Snapshots that come and fail by hand. */
function createSnapshots() {
  const asked: { come(): void; fail(): void }[] = [];
  const fetch = () =>
    new Promise<void>((resolve, reject) => {
      asked.push({ come: resolve, fail: () => reject(new Error('no answer')) });
    });
  return { asked, fetch };
}

const moment = () => vi.advanceTimersByTimeAsync(0);

describe('a resync', () => {
  it('asks for one snapshot at a time, and for one more when something happened meanwhile', async () => {
    const { asked, fetch } = createSnapshots();
    const resync = createResync(fetch);
    resync.want();
    resync.want();
    const settled = resync.want();
    expect(asked).toHaveLength(1);
    asked[0]?.come();
    await moment();
    expect(asked).toHaveLength(2);
    asked[1]?.come();
    await settled;
    expect(asked).toHaveLength(2);
  });

  it('tries again after a failure, less and less often', async () => {
    const { asked, fetch } = createSnapshots();
    const resync = createResync(fetch);
    resync.want();
    for (const ms of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      const before = asked.length;
      asked.at(-1)?.fail();
      await vi.advanceTimersByTimeAsync(ms - 1);
      expect(asked).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(asked).toHaveLength(before + 1);
    }
    asked.at(-1)?.come();
    await moment();
    resync.want();
    asked.at(-1)?.fail();
    const before = asked.length;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(before + 1);
  });

  it('rejects for all who wait when its snapshot fails', async () => {
    const { asked, fetch } = createSnapshots();
    const resync = createResync(fetch);
    const settled = resync.want();
    asked[0]?.fail();
    await expect(settled).rejects.toThrow('no answer');
  });

  it('asks for nothing more when it is stopped, until it is wanted again', async () => {
    const { asked, fetch } = createSnapshots();
    const resync = createResync(fetch);
    resync.want();
    asked[0]?.fail();
    await moment();
    resync.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
    resync.want();
    expect(asked).toHaveLength(2);
  });
});
