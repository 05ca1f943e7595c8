import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBoundedMap } from '../../../devserver/live-collection/reconciler/bounded-map.ts';

const uses = fc.array(fc.record({ kind: fc.constantFrom('set', 'get'), key: fc.nat({ max: 40 }).map(String) }), {
  maxLength: 200,
  size: 'max',
});

describe('a bounded map', () => {
  it('stays under its bound, and never forgets the half of it that was used last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), uses, (limit, steps) => {
        const map = createBoundedMap<number>(limit);
        /** Everything remembered, the last used at the end. */
        const model = new Map<string, number>();
        steps.forEach(({ kind, key }, index) => {
          if (kind === 'set') map.set(key, index);
          const value = map.get(key);
          if (kind === 'set') expect(value).toBe(index);
          model.delete(key);
          if (value !== undefined) model.set(key, value);
          const size = [...map].length;
          if (size > limit) throw new Error(`${size} entries`);
          const recent = [...model].slice(1 - Math.max(2, Math.floor(limit / 2)));
          const remembered = new Map(map);
          for (const [each, kept] of recent) if (remembered.get(each) !== kept) throw new Error(`${each} is forgotten`);
        });
      }),
      { seed: 2013, numRuns: 200 },
    );
  });

  it('forgets at once what is deleted, young or old', () => {
    const map = createBoundedMap<number>(4);
    for (const key of ['a', 'b', 'c']) map.set(key, 1);
    map.delete('a');
    map.delete('c');
    expect([...map]).toEqual([['b', 1]]);
  });

  it('begins with the entries it is given, and forgets the first of too many', () => {
    const map = createBoundedMap(4, [
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['d', 4],
      ['e', 5],
    ]);
    expect([...map]).toEqual([
      ['c', 3],
      ['d', 4],
      ['e', 5],
    ]);
  });
});
