import { describe, expect, it } from 'vitest';
import { createIndexColumn } from '../../../extension/core/trace/index-column.ts';

describe('a column of indexes', () => {
  it('names events before and after, the event itself, and none', () => {
    const column = createIndexColumn();
    const links: [number, number][] = [
      [40_000, 39_999],
      [40_001, 0],
      [40_002, 40_002],
      [40_003, 40_004],
      [40_004, 90_000],
    ];
    for (const [i, index] of links) column.set(i, index);
    for (const [i, index] of links) expect(column.get(i)).toBe(index);
    expect([column.get(0), column.get(39_999), column.get(40_005)]).toEqual([undefined, undefined, undefined]);
  });

  it('lets go of whole chunks only', () => {
    const column = createIndexColumn();
    for (const i of [1, 16_384, 16_390]) column.set(i, i - 1);
    column.forget(16_389);
    expect([column.get(1), column.get(16_384), column.get(16_390)]).toEqual([undefined, 16_383, 16_389]);
  });
});
