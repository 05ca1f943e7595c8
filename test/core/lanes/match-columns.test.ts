import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchColumns } from '../../../extension/core/lanes/match-columns.ts';

const WIDTH = 100;
/** A tenth of a second a column. */
const window = { from: 5_000, to: 15_000 };

const matchesAt = (times: readonly number[]) => ({
  length: times.length,
  at: (n: number) => (n < times.length ? n : undefined),
});

describe('where the matches of a filter are in a window of time', () => {
  it('is every column that one falls in, and no other', () => {
    const times = fc.array(fc.integer({ min: 0, max: 20_000 })).map((drawn) => drawn.sort((a, b) => a - b));
    fc.assert(
      fc.property(times, (drawn) => {
        const inside = drawn.filter((at) => at >= window.from && at < window.to);
        const expected = [...new Set(inside.map((at) => Math.floor((at - window.from) / 100)))];
        expect(matchColumns(matchesAt(drawn), (i) => drawn[i] ?? Number.NaN, window, WIDTH)).toEqual(expected);
      }),
    );
  });

  it('costs columns, not matches', () => {
    let asked = 0;
    const timeOf = (i: number) => {
      asked += 1;
      return i / 100;
    };
    const matches = { length: 2_000_000, at: (n: number) => n };
    expect(matchColumns(matches, timeOf, window, WIDTH)).toHaveLength(WIDTH);
    expect(asked).toBeLessThan(WIDTH * 64);
  });
});
