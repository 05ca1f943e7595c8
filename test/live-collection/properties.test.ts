/**
 * What must always hold, under every kind of trouble: no document twice, none back from its own delete, bounded memory,
 * and at rest the server's documents. `LIVE_RUNS=10000` plays as many schedules of each profile, `LIVE_SEED` others.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BARE_PROFILES, FURTHER_PROFILES, PROFILES, type Profile } from '../support/live-world-profiles.ts';
import { play, schedule } from '../support/live-world-schedule.ts';

/** Schedules of each profile; there are many further ones, and fewer of each find what they are there for. */
const RUNS = Number(process.env.LIVE_RUNS ?? 200);
const FURTHER_RUNS = Number(process.env.LIVE_RUNS ?? 60);
const SEED = Number(process.env.LIVE_SEED ?? 2013);
const TIMEOUT = 60_000 + RUNS * 100;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function holds(profile: Profile, runs = RUNS): Promise<void> {
  const property = fc.asyncProperty(schedule(profile), (steps) =>
    play(profile, steps, { advance: (ms) => vi.advanceTimersByTime(ms) }),
  );
  const { failed, errorInstance, numRuns, seed } = await fc.check(property, { numRuns: runs, seed: SEED });
  // Its message is the shrunk schedule.
  if (failed) throw errorInstance ?? new Error(`Schedule ${numRuns} of seed ${seed} failed.`);
  expect(numRuns).toBe(runs);
}

describe('with versions and numbers', () => {
  it.each(PROFILES)('$name: every collection ends up like the server', (profile) => holds(profile), TIMEOUT);
  it.each(FURTHER_PROFILES)(
    '$name: every collection ends up like the server',
    (profile) => holds(profile, FURTHER_RUNS),
    TIMEOUT,
  );
});

describe('with the vocabulary of 2013, on a channel that keeps its order', () => {
  it.each(BARE_PROFILES)('$name: every collection ends up like the server', (profile) => holds(profile), TIMEOUT);
});
