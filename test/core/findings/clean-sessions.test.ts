import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LiveObserver, liveRegistry } from '../../../devserver/live-collection/registry.ts';
import { isLiveEvent } from '../../../extension/core/protocol/events.ts';
import { createSession, type Session } from '../../../extension/core/session.ts';
import { PROFILES, type Profile } from '../../support/live-world-profiles.ts';
import { play, schedule } from '../../support/live-world-schedule.ts';

/** `LIVE_RUNS=10000` plays as many schedules of each profile, `LIVE_SEED` others. */
const RUNS = Number(process.env.LIVE_RUNS ?? 20);
const SEED = Number(process.env.LIVE_SEED ?? 2013);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A session that is told what the live collections of a world report, as the probe tells it. */
function watch(): { session: Session; end(): void } {
  const session = createSession({ maxBytes: 10_000_000, reader: 'panel' });
  const opening = session.opening();
  let seq = 0;
  const observer: LiveObserver = (source, report) => {
    seq += 1;
    const told =
      report.kind === 'added'
        ? { ...report, name: source.name, source: source.id, ...source.snapshot() }
        : { ...report, source: source.id };
    const event: unknown = JSON.parse(
      JSON.stringify({ load: 'L1', seq, at: Date.now(), layer: 'collection', ...told }),
    );
    if (!isLiveEvent(event)) throw new Error(`no event: ${JSON.stringify(event)}`);
    opening.add(JSON.stringify(event), event);
  };
  const registry = liveRegistry();
  registry.observers.add(observer);
  return {
    session,
    end() {
      registry.observers.delete(observer);
      opening.show();
    },
  };
}

/** Plays schedules of a profile. @returns what was found in them, of these severities, whether resolved or not */
async function foundIn(profile: Profile, severities: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const property = fc.asyncProperty(schedule(profile), async (steps) => {
    const { session, end } = watch();
    try {
      await play(profile, steps, { advance: (ms) => vi.advanceTimersByTime(ms) });
    } finally {
      end();
    }
    for (const { kind, severity, state, object } of session.findings.list())
      if (severities.includes(severity))
        found.push(`${severity} ${state} ${kind} ${object.document ?? ''}: ${steps.map(({ kind }) => kind).join(' ')}`);
  });
  await fc.check(property, { numRuns: RUNS, seed: SEED });
  return found;
}

describe('LiveCollections', () => {
  it.each(PROFILES)('never have an error, whatever happens: $name', { timeout: 600_000 }, async (profile) => {
    expect((await foundIn(profile, ['error'])).slice(0, 3)).toEqual([]);
  });

  it.each(PROFILES.slice(0, 3))(
    'have no warning while nothing is lost: $name',
    { timeout: 600_000 },
    async (profile) => {
      expect((await foundIn(profile, ['warning'])).slice(0, 3)).toEqual([]);
    },
  );
});
