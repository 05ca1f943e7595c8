import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hit } from '../../../extension/core/lanes/hit-test.ts';
import { createLane, type Lane, MAX_ROWS } from '../../../extension/core/lanes/lane.ts';

const emptyLane = () => createLane(0, { kind: 'channel', key: '/a', name: '/a', frame: '' });

interface Bar {
  start: number;
  end: number;
  index: number;
}

/** A lane with these bars and marks, told in the order of their beginnings. */
function laneOf(bars: readonly Bar[], marks: readonly { at: number; index: number }[] = []): Lane {
  const lane = emptyLane();
  for (const { start, end, index } of [...bars].sort((a, b) => a.start - b.start))
    lane.begin(start, index, 'pending').end(end, 'ok');
  for (const { at, index } of marks) lane.mark(at, index, 'message');
  return lane;
}

describe('what is under the pointer', () => {
  it('is the nearest mark within reach, and nothing beyond it', () => {
    const lane = laneOf(
      [],
      [
        { at: 100, index: 1 },
        { at: 110, index: 2 },
      ],
    );
    expect(hit(lane, 0, 104, 7)).toBe(1);
    expect(hit(lane, 0, 106, 7)).toBe(2);
    expect(hit(lane, 0, 117, 7)).toBe(2);
    expect(hit(lane, 0, 118, 7)).toBeUndefined();
    expect(hit(lane, 0, 92, 7)).toBeUndefined();
  });

  it('is the mark before the bar that it stands on', () => {
    const lane = laneOf([{ start: 100, end: 200, index: 1 }], [{ at: 150, index: 2 }]);
    expect(hit(lane, 0, 152, 7)).toBe(2);
    expect(hit(lane, 0, 158, 7)).toBe(1);
  });

  it('is a bar of the row under the pointer: marks stand in the first', () => {
    const lane = laneOf([{ start: 100, end: 200, index: 1 }], [{ at: 150, index: 3 }]);
    lane.begin(100, 2, 'pending', 1).end(200, 'ok');
    expect(hit(lane, 1, 150, 7)).toBe(2);
    expect(hit(lane, 9, 150, 7)).toBe(2);
  });

  it('is a bar up to its very ends, and the nearest within reach beside them', () => {
    const lane = laneOf([
      { start: 100, end: 200, index: 1 },
      { start: 212, end: 300, index: 2 },
    ]);
    expect([100, 200, 205, 207, 212].map((at) => hit(lane, 0, at, 7))).toEqual([1, 1, 1, 2, 2]);
    expect([92, 93, 307, 308].map((at) => hit(lane, 0, at, 7))).toEqual([undefined, 1, 2, undefined]);
  });

  it('is a bar that has not ended, however late it is', () => {
    const lane = emptyLane();
    lane.begin(100, 1, 'pending');
    expect(hit(lane, 0, 1e9, 7)).toBe(1);
  });

  it('is nothing on a lane without anything', () => {
    expect(hit(emptyLane(), 0, 100, 1e9)).toBeUndefined();
  });

  it('is the shortest of the bars that cover it, where they find no rows of their own', () => {
    const bars = fc.array(
      fc.record({ start: fc.integer({ min: 0, max: 300 }), length: fc.integer({ min: 0, max: 300 }) }),
      { maxLength: 50 },
    );
    fc.assert(
      fc.property(bars, fc.integer({ min: 0, max: 600 }), (raw, at) => {
        const lane = emptyLane();
        const last = MAX_ROWS - 1;
        const told = raw.map(({ start, length }, index) => ({ start, end: start + length, index }));
        for (const { start, end, index } of told) lane.begin(start, index, 'pending', last).end(end, 'ok');
        const covering = told.filter(({ start, end }) => start <= at && end >= at);
        const found = told.find(({ index }) => index === hit(lane, last, at, 0));
        const shortest = Math.min(...covering.map(({ start, end }) => end - start));
        if (covering.length === 0) expect(found).toBeUndefined();
        else expect(found && found.end - found.start).toBe(shortest);
        if (found) expect(covering).toContain(found);
      }),
    );
  });
});
