import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRuns } from '../../../extension/core/lanes/display-list.ts';
import { createPyramid } from '../../../extension/core/lanes/pyramid.ts';
import { createSeries, type Series } from '../../../extension/core/lanes/series.ts';

interface Item {
  bit: number;
  end: number;
}

const itemsOf = (length: number) =>
  fc.array(fc.record({ bit: fc.nat(20).map((code) => 1 << code), end: fc.nat(1_000) }), { maxLength: length });

/** A pyramid over a list that may change, and how often it looked at an item. */
function over(list: readonly Item[]) {
  const looked = { times: 0 };
  const look = (k: number): Item => {
    looked.times += 1;
    return list[k] ?? { bit: 0, end: Number.NEGATIVE_INFINITY };
  };
  const pyramid = createPyramid({ bit: (k) => look(k).bit, end: (k) => look(k).end });
  return { pyramid, looked };
}

describe('a pyramid', () => {
  it('knows of any stretch what looking through it finds, also after it has grown, changed and shrunk', () => {
    const changes = fc.array(fc.tuple(fc.nat(), itemsOf(60)), { maxLength: 5 });
    fc.assert(
      fc.property(itemsOf(2_200), changes, fc.nat(), fc.nat(), fc.nat(1_100), (first, changed, one, other, time) => {
        const list = [...first];
        const { pyramid } = over(list);
        pyramid.update(0, list.length);
        for (const [at, tail] of changed) {
          const from = at % (list.length + 1);
          list.splice(from, list.length, ...tail);
          pyramid.update(from, list.length);
        }
        const [a = 0, b = 0] = [one % (list.length + 1), other % (list.length + 1)].sort((x, y) => x - y);
        const stretch = list.slice(a, b);
        expect(pyramid.mask(a, b)).toBe(stretch.reduce((mask, { bit }) => mask | bit, 0));
        expect(pyramid.reach(a, b)).toBe(Math.max(Number.NEGATIVE_INFINITY, ...stretch.map(({ end }) => end)));
        const reaching = list.findIndex(({ end }) => end > time);
        expect(pyramid.firstReaching(time)).toBe(reaching < 0 ? list.length : reaching);
      }),
      { numRuns: 60 },
    );
  });

  it('looks at some of a million items, not at all of them', () => {
    const list = Array.from({ length: 1_000_000 }, (_, k) => ({ bit: 1 << (k % 20), end: k }));
    const { pyramid, looked } = over(list);
    pyramid.update(0, list.length);
    looked.times = 0;
    expect(pyramid.mask(1, 999_999)).toBe((1 << 20) - 1);
    expect(pyramid.reach(7, 999_983)).toBe(999_982);
    expect(pyramid.firstReaching(777_777)).toBe(777_778);
    expect(looked.times).toBeLessThan(5 * 32);
  });

  it('looks at what is new, when one more of a million comes', () => {
    const list = Array.from({ length: 1_000_000 }, (_, k) => ({ bit: 1, end: k }));
    const { pyramid, looked } = over(list);
    pyramid.update(0, list.length);
    list.push({ bit: 2, end: 2_000_000 });
    looked.times = 0;
    pyramid.update(1_000_000, 1_000_001);
    expect(looked.times).toBeLessThan(3 * 32);
    expect(pyramid.mask(0, 1_000_001)).toBe(3);
  });
});

/** A series that counts what is asked of it. */
function counting(series: Series): { series: Series; asked(): number } {
  let asked = 0;
  const count =
    <Args extends unknown[], Result>(ask: (...args: Args) => Result) =>
    (...args: Args) => {
      asked += 1;
      return ask(...args);
    };
  return {
    series: {
      ...series,
      size: series.size,
      start: count(series.start),
      end: count(series.end),
      mask: count(series.mask),
      reach: count(series.reach),
      firstFrom: count(series.firstFrom),
      firstReaching: count(series.firstReaching),
    },
    asked: () => asked,
  };
}

describe('drawing a million events', () => {
  const WIDTH = 800;
  const MILLION = 1_000_000;
  /** An event each 60 µs, for a minute; each bar overlaps some others. */
  function million(bars: boolean): Series {
    const series = createSeries({ bars });
    for (let n = 0; n < MILLION; n += 1) series.add(n * 0.06, n * 0.06 + (bars ? (n * 7) % 90 : 0), n, n % 21);
    series.firstFrom(0);
    return series;
  }

  it.each([
    ['marks', false],
    ['bars', true],
  ])('costs pixels, not events: %s', (_, bars) => {
    const { series, asked } = counting(million(bars));
    const runs = createRuns();
    let before = 0;
    for (const window of [
      { from: -1_000, to: 61_000 },
      { from: 0, to: 60_000 },
      { from: 29_000, to: 31_000 },
      { from: 30_000, to: 30_001 },
    ]) {
      runs.fill(series, window, WIDTH, 1);
      // What began before the window is one run more.
      expect(runs.length).toBeLessThanOrEqual(WIDTH + 2);
      expect(runs.length).toBeGreaterThan(0);
      expect(asked() - before).toBeLessThanOrEqual(5 * runs.length + 3);
      before = asked();
    }
  });

  it('shows all of them, each in one run', () => {
    const runs = createRuns();
    runs.fill(million(false), { from: -1, to: 60_000 }, WIDTH, 2);
    let shown = 0;
    for (let n = 0; n < runs.length; n += 1) shown += runs.items(n);
    expect(shown).toBe(MILLION);
  });
});
