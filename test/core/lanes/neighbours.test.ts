import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLane, type Lane } from '../../../extension/core/lanes/lane.ts';
import {
  closestTo,
  firstOf,
  type LaneItem,
  lastOf,
  nextOf,
  previousOf,
} from '../../../extension/core/lanes/neighbours.ts';
import { lanesOfStory, onlyLane } from './lanes-of-story.ts';

/** What a page may do: marks and bars, some of both for one event, not in order of time. */
const deeds = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 60 }),
    kind: fc.constantFrom('mark', 'bar', 'both'),
    length: fc.option(fc.integer({ min: 0, max: 40 })),
  }),
  { maxLength: 80 },
);

/** A lane, and beside it a plain list of what is on it, in the order in which keys should walk. */
function laneAndList(told: typeof deeds extends fc.Arbitrary<infer T> ? T : never): { lane: Lane; list: LaneItem[] } {
  const lane = createLane(0, { kind: 'channel', key: '/a', name: '/a', frame: '' });
  for (const [index, { at, kind, length }] of told.entries()) {
    if (kind !== 'bar') lane.mark(at, index, 'message');
    const bar = kind === 'mark' ? undefined : lane.begin(at, index, 'held');
    if (length !== null) bar?.end(at + length, 'held');
  }
  const list = told.map(({ at }, index) => ({ index, start: at }));
  return { lane, list: list.sort((a, b) => a.start - b.start || a.index - b.index) };
}

/** All that steps from one lead to. */
function walk(from: LaneItem | undefined, step: (item: LaneItem) => LaneItem | undefined): LaneItem[] {
  const walked: LaneItem[] = [];
  for (let item = from; item && walked.length < 1_000; item = step(item)) walked.push(item);
  return walked;
}

describe('walking along a lane', () => {
  it('visits everything on it once, in order of time, and the same back', () => {
    fc.assert(
      fc.property(deeds, (told) => {
        const { lane, list } = laneAndList(told);
        expect(walk(firstOf(lane), (item) => nextOf(lane, item))).toEqual(list);
        expect(walk(lastOf(lane), (item) => previousOf(lane, item))).toEqual([...list].reverse());
      }),
    );
  });

  it('goes on from what is on another lane by its time', () => {
    fc.assert(
      fc.property(deeds, fc.integer({ min: -5, max: 70 }), fc.nat(100), (told, start, index) => {
        const { lane, list } = laneAndList(told);
        const isLater = (item: LaneItem) => item.start > start || (item.start === start && item.index > index);
        const isEarlier = (item: LaneItem) => item.start < start || (item.start === start && item.index < index);
        expect(nextOf(lane, { start, index })).toEqual(list.find(isLater));
        expect(previousOf(lane, { start, index })).toEqual(list.findLast(isEarlier));
      }),
    );
  });

  it('begins with what begins closest to a moment', () => {
    fc.assert(
      fc.property(deeds, fc.integer({ min: -5, max: 70 }), (told, at) => {
        const { lane, list } = laneAndList(told);
        const found = closestTo(lane, at);
        const nearest = Math.min(...list.map(({ start }) => Math.abs(start - at)));
        if (list.length === 0) expect(found).toBeUndefined();
        else expect(found && Math.abs(found.start - at)).toBe(nearest);
      }),
    );
  });

  it('stops once at a message that was held: its mark and its hold are one', () => {
    const { lanes } = lanesOfStory(`
      received POST 7
      received POST 8
      message POST 8
      decision held 8
      received POST 9
    `);
    const lane = onlyLane(lanes, 'channel');
    expect(lane.bars).toHaveLength(1);
    expect(walk(firstOf(lane), (item) => nextOf(lane, item)).map(({ index }) => index)).toEqual([0, 1, 4]);
  });
});
