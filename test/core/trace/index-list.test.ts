import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIndexList } from '../../../extension/core/trace/index-list.ts';

/** What is done to a list, and by which index. */
const deed = fc.record({
  what: fc.constantFrom('add', 'add', 'add', 'remove', 'forget', 'clear' as const),
  index: fc.nat(3_000),
});

describe('a list of indexes', () => {
  it('has those that were added, rising, each once, without the removed and the forgotten', () => {
    fc.assert(
      fc.property(fc.array(deed, { size: 'large', maxLength: 5_000 }), (deeds) => {
        const list = createIndexList();
        let expected: number[] = [];
        let forgotten = 0;
        for (const { what, index } of deeds) {
          if (what === 'clear') {
            list.clear();
            expected = [];
            forgotten = 0;
          } else if (what === 'forget') {
            forgotten = Math.max(forgotten, index);
            expect(list.forget(index)).toBe(expected.some((one) => one < index));
            expected = expected.filter((one) => one >= index);
          } else if (index >= forgotten) {
            const isThere = expected.includes(index);
            expect(list[what](index)).toBe(what === 'add' ? !isThere : isThere);
            expected = expected.filter((one) => one !== index);
            if (what === 'add') expected = [...expected, index].sort((a, b) => a - b);
          }
        }
        expect(Array.from({ length: list.length }, (_, position) => list.at(position))).toEqual(expected);
        expect([list.at(-1), list.at(expected.length)]).toEqual([undefined, undefined]);
        for (const [position, index] of expected.entries()) expect(list.place(index)).toBe(position);
        expect(list.has(3_001)).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it('goes on as before when there are many, and when most are forgotten', () => {
    const list = createIndexList();
    for (let index = 0; index < 20_000; index += 2) list.add(index);
    expect([list.length, list.at(9_999), list.has(19_998), list.has(19_999)]).toEqual([10_000, 19_998, true, false]);
    expect(list.forget(18_000)).toBe(true);
    expect([list.length, list.at(0), list.place(18_000), list.has(17_998)]).toEqual([1_000, 18_000, 0, false]);
    expect([list.add(18_001), list.at(1), list.length]).toEqual([true, 18_001, 1_001]);
  });
});
