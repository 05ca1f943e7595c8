/**
 * A test of the tests: the library with one of its guards taken out, which the simulated world has to notice.
 * `MUTANT_RUNS` bounds the schedules played against each.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BARE_PROFILES, FURTHER_PROFILES, PROFILES } from '../support/live-world-profiles.ts';
import { play, schedule } from '../support/live-world-schedule.ts';
import { type Edit, loadMutant } from './mutant.ts';
import { LATE_ANSWERS, type Story } from './races/late-answers.ts';
import { playRace } from './races/race-language.ts';

const RUNS = Number(process.env.MUTANT_RUNS ?? 2000);

interface Mutant {
  name: string;
  /** The profile that should kill it: `bare P0` is P0 with the vocabulary of 2013. */
  profile: string;
  edits: Edit[];
}

const MUTANTS: Mutant[] = [
  {
    name: 'no hold',
    profile: 'bare P0',
    edits: [
      {
        file: 'on-document.ts',
        from: "if (held || (creates.length > 0 && !isForeign && source !== 'held')) {",
        to: 'if (false) {',
      },
    ],
  },
  {
    name: 'no tombstones',
    profile: 'P0',
    edits: [{ file: 'state.ts', from: '  state.tombs.set(id, {', to: '  ({' }],
  },
  {
    name: 'no tombstone check when a create settles',
    profile: 'bare P0',
    edits: [
      { file: 'on-write-response.ts', from: 'if (tomb && !outlives(', to: 'if (!isCreate && tomb && !outlives(' },
    ],
  },
  {
    name: 'no response guard',
    profile: 'P0',
    edits: [{ file: 'on-write-response.ts', from: 'const order = known ?', to: 'const order = isCreate && known ?' }],
  },
  {
    name: 'no pending-delete guard',
    profile: 'P0',
    edits: [{ file: 'on-document.ts', from: 'if (tokens.length > 0) {', to: 'if (false) {' }],
  },
  {
    name: 'no wait: true hook',
    profile: 'P1',
    edits: [{ file: 'live.ts', from: 'owner === collection || ', to: '' }],
  },
  {
    name: 'no restore',
    profile: 'P2',
    edits: [
      {
        file: 'on-request.ts',
        from: "return [say('restored-after-failed-delete'",
        to: "return []; [say('restored-after-failed-delete'",
      },
    ],
  },
  {
    name: 'no fetch guard',
    profile: 'P5',
    edits: [
      {
        file: 'list-response.ts',
        from: "if (isSet || options !== sync || (list == null && name === 'set')) return",
        to: 'return',
      },
    ],
  },
  {
    name: 'no twin absorption',
    profile: 'bare P7',
    edits: [{ file: 'on-write-response.ts', from: 'if (isNew && !isAbsent && twin !== cid) {', to: 'if (false) {' }],
  },
  {
    name: 'release on first settle',
    profile: 'bare P0',
    edits: [
      { file: 'on-document.ts', from: 'if (waited.some((token) => state.flights.has(token))) continue;', to: '' },
    ],
  },
  {
    name: "a part of the list moves the channel's place",
    profile: 'P5',
    edits: [
      {
        file: 'on-snapshot.ts',
        from: 'if (seq !== undefined && whole && isOfSession)',
        to: 'if (seq !== undefined && isOfSession)',
      },
    ],
  },
  {
    name: 'answers dated by their arrival',
    profile: 'bare P5',
    edits: [
      {
        file: 'on-snapshot.ts',
        from: 'const { tick = 0, session = 0 }: Partial<Flight> = land(state, token) ?? {};',
        to: 'const { session = 0 }: Partial<Flight> = land(state, token) ?? {}; const tick = ++state.tick;',
      },
    ],
  },
  {
    name: 'requests followed only while it listens',
    profile: 'P6',
    edits: [{ file: 'live.ts', from: 'if (!isOwn) return', to: 'if (!listening.isOn || !isOwn) return' }],
  },
  {
    name: 'versions before numbers, also for answers',
    profile: 'P11, a server that goes back',
    edits: [{ file: 'state.ts', from: 'if (news.isRead && bySeq !== undefined) return', to: 'if (false) return' }],
  },
  {
    name: 'numbers of two sessions compared',
    profile: 'P14, a server that restarts',
    edits: [{ file: 'state.ts', from: '  if (bySession !== 0) return bySession;\n', to: '' }],
  },
  {
    name: 'the number of an earlier session’s list believed',
    profile: 'P14, a server that restarts',
    edits: [
      {
        file: 'on-snapshot.ts',
        from: 'const isOfSession = session === state.session;',
        to: 'const isOfSession = true;',
      },
    ],
  },
  {
    name: 'a bound model bound again by an event',
    profile: 'P9, drafts saved twice',
    edits: [
      {
        file: 'on-document.ts',
        from: 'if (isOther(flight.bound) || isOther(idOf(flight.cid))) return undefined;',
        to: '',
      },
    ],
  },
  {
    name: 'a bound model bound again by a response',
    profile: 'P9, drafts saved twice',
    edits: [{ file: 'on-write-response.ts', from: "if ('answer' in instead) {", to: 'if (false) {' }],
  },
  {
    name: 'what a model was until its answer lost',
    profile: 'P10, a hook that writes before',
    edits: [
      {
        file: 'on-write-response.ts',
        from: 'if (other !== undefined && !isDead) verdicts.push',
        to: 'if (false) verdicts.push',
      },
    ],
  },
  {
    name: 'a create that revives what a later version buried',
    profile: 'P13, messages numbered late',
    edits: [{ file: 'state.ts', from: '  if (contradicts(news, tomb)) return undefined;\n', to: '' }],
  },
  {
    name: 'a list that fills the memory before it is asked',
    profile: 'P15, a short memory',
    edits: [
      { file: 'on-snapshot.ts', from: 'known: later.get(id) }', to: 'known: undefined }' },
      {
        file: 'on-snapshot.ts',
        from: 'const known = later.get(id);',
        to: 'const known = seen.get(id) && isLater(seen.get(id)!) ? seen.get(id) : undefined;',
      },
      { file: 'on-snapshot.ts', from: 'isDoubtful && !remembered.has(id)', to: 'false' },
    ],
  },
  {
    name: 'forgotten tombstones taken for none',
    profile: 'bare P15, a short memory',
    edits: [{ file: 'on-document.ts', from: 'mayHaveBeenBuried(state, news)', to: 'false' }],
  },
  {
    name: 'forgotten bodies, and their keys',
    profile: 'P15, a short memory',
    edits: [{ file: 'state.ts', from: 'return known?.body ?? view.told?.(id);', to: 'return known?.body;' }],
  },
  {
    name: 'models that are not found by their id where `parse` renames the id',
    profile: 'P16, parse renames the id',
    edits: [
      {
        file: 'list-response.ts',
        from: 'if (!_byId[each.cid]) internals(collection)._addReference(each);',
        to: '',
      },
    ],
  },
  {
    name: 'a POST after a DELETE ignored on a channel that keeps its order',
    profile: 'bare P12, documents that come and go',
    edits: [
      {
        file: 'state.ts',
        from: 'return (news.v === undefined && tomb.v === undefined && tomb.isHeard) || undefined;',
        to: 'return false;',
      },
    ],
  },
  {
    name: 'a life that began while an own delete was pending ended by its answer',
    profile: 'P12, documents that come and go',
    edits: [
      { file: 'on-request.ts', from: 'if (known && isAlive && state.accepts(known.body)) {', to: 'if (false) {' },
    ],
  },
];

/** Rules that few schedules come to: one story each is enough. */
const STORY_MUTANTS: readonly { name: string; edits: Edit[]; story: Story }[] = [
  {
    name: 'a row whose version is later than a death without numbers taken for dead',
    story: LATE_ANSWERS.laterVersion,
    edits: [{ file: 'on-document.ts', from: '|| outlives(news, tomb);', to: '|| (!isRow && outlives(news, tomb));' }],
  },
  {
    name: 'an own create’s event dated by the session in which its request left',
    story: LATE_ANSWERS.earlierSession,
    edits: [
      { file: 'on-write-response.ts', from: 'const isOfLater = event &&', to: 'const isOfLater = false && event &&' },
    ],
  },
  {
    name: 'what a failed save had changed left, where nobody remembers what the document was',
    story: LATE_ANSWERS.failedSave,
    edits: [{ file: 'effects.ts', from: "if (effect.type === 'resync' && known)", to: 'if (false)' }],
  },
  {
    name: 'what a later list has buried by the answer to an own delete',
    story: LATE_ANSWERS.laterList,
    edits: [{ file: 'on-request.ts', from: 'isRead: isLater }', to: 'isRead: false }' }],
  },
  {
    name: 'nothing asked for what a list and the answer to an own delete contradict each other on',
    story: LATE_ANSWERS.earlierList,
    edits: [{ file: 'on-request.ts', from: '|| (known?.isRead && isAlive === undefined)', to: '' }],
  },
];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a live collection with', () => {
  it.each(MUTANTS)(
    '$name is found out under $profile',
    async ({ edits, profile: name }) => {
      const Live = await loadMutant(edits);
      const profiles = name.startsWith('bare ') ? BARE_PROFILES : [...PROFILES, ...FURTHER_PROFILES];
      const profile = profiles.find((each) => each.name.startsWith(name.replace('bare ', '')));
      if (!profile) throw new Error(`There is no profile ${name}.`);
      const property = fc.asyncProperty(schedule(profile), (steps) =>
        play(profile, steps, { advance: (ms) => vi.advanceTimersByTime(ms), Live }),
      );
      const { failed, errorInstance } = await fc.check(property, { numRuns: RUNS, seed: 2013, endOnFailure: true });
      expect(failed, `survived ${RUNS} schedules`).toBe(true);
      expect(errorInstance).toHaveProperty('name', 'BrokenInvariant');
    },
    120_000,
  );

  it.each(STORY_MUTANTS)('$name is found out by its story', async ({ edits, story: { story, options } }) => {
    const Live = await loadMutant(edits);
    const playing = playRace(story, { ...options, advance: (ms) => vi.advanceTimersByTime(ms), Live });
    await expect(playing).rejects.toThrow(/expected|BrokenInvariant|lacks|shows/);
  });

  it('no edit at all is not', async () => {
    const Live = await loadMutant([]);
    const [profile] = PROFILES.slice(-1);
    if (!profile) throw new Error('There is no profile.');
    const property = fc.asyncProperty(schedule(profile), (steps) =>
      play(profile, steps, { advance: (ms) => vi.advanceTimersByTime(ms), Live }),
    );
    await fc.assert(property, { numRuns: 50, seed: 2013 });
  });

  it('an edit that no longer fits says so', async () => {
    await expect(loadMutant([{ file: 'state.ts', from: 'not there', to: '' }])).rejects.toThrow('0 times, not once');
  });
});
