import { compileFunction } from 'node:vm';
import Backbone from 'backbone';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveCollectionClass } from '../../devserver/live-collection/index.ts';
import { liveRegistry } from '../../devserver/live-collection/registry.ts';
import { globalLibrary } from '../../extension/build/library-bundle.ts';
import { PROFILES } from '../support/live-world-profiles.ts';
import { play, schedule } from '../support/live-world-schedule.ts';

/** Runs the script that is shipped as on a page that has Backbone, and this registry. */
async function runGlobalScript(): Promise<LiveCollectionClass> {
  liveRegistry();
  const page: { LiveCollection?: LiveCollectionClass } = Object.create(globalThis, { Backbone: { value: Backbone } });
  const { code } = await globalLibrary();
  compileFunction(code, ['globalThis'])(page);
  if (!page.LiveCollection) throw new Error('The script has put nothing into the page.');
  return page.LiveCollection;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the minified script', () => {
  it("extends the page's own Backbone", async () => {
    const LiveCollection = await runGlobalScript();
    expect(new LiveCollection([{ id: 1 }])).toBeInstanceOf(Backbone.Collection);
  });

  it('survives every race, as its source does', async () => {
    const Live = await runGlobalScript();
    const [profile] = PROFILES.slice(-1);
    if (!profile) throw new Error('There is no profile.');
    const property = fc.asyncProperty(schedule(profile), (steps) =>
      play(profile, steps, { advance: (ms) => vi.advanceTimersByTime(ms), Live }),
    );
    await fc.assert(property, { numRuns: 50, seed: 2013 });
  });

  it('leads to its source', async () => {
    const { map } = await globalLibrary({ file: '/page/dist/library.js' });
    const { sources }: { sources: string[] } = JSON.parse(map);
    expect(sources.some((source) => source.endsWith('devserver/live-collection/reconciler/reconciler.ts'))).toBe(true);
  });
});
