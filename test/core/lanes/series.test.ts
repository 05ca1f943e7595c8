import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeries, type Series } from '../../../extension/core/lanes/series.ts';

interface Item {
  start: number;
  end: number;
  tone: number;
}

const items = (length = 300) =>
  fc.array(
    fc.record({ start: fc.integer({ min: 0, max: 500 }), length: fc.integer({ min: 0, max: 80 }), tone: fc.nat(20) }),
    { maxLength: length },
  );

function filled(told: readonly Item[]): Series {
  const series = createSeries({ bars: true });
  for (const [index, { start, end, tone }] of told.entries()) series.add(start, end, index, tone);
  return series;
}

const toItems = (raw: readonly { start: number; length: number; tone: number }[]): Item[] =>
  raw.map(({ start, length, tone }) => ({ start, end: start + length, tone }));

const positions = (series: Series) => Array.from({ length: series.size }, (_, k) => k);

describe('a series', () => {
  it('is in order of time, whatever order its items came in', () => {
    fc.assert(
      fc.property(items(), (raw) => {
        const told = toItems(raw);
        const series = filled(told);
        series.firstFrom(0);
        const found = positions(series).map((k) => [series.start(k), series.index(k)]);
        const wanted = told.map(({ start }, index) => [start, index]);
        wanted.sort(([a = 0, i = 0], [b = 0, j = 0]) => a - b || i - j);
        expect(found).toEqual(wanted);
      }),
    );
  });

  it('is in order of time when it is asked between items', () => {
    fc.assert(
      fc.property(items(80), (raw) => {
        const told = toItems(raw);
        const series = createSeries({ bars: true });
        for (const [index, { start, end, tone }] of told.entries()) {
          series.add(start, end, index, tone);
          if (index % 3 === 0) series.firstFrom(start);
        }
        series.firstFrom(0);
        const starts = positions(series).map((k) => series.start(k));
        expect(starts).toEqual([...starts].sort((a, b) => a - b));
      }),
    );
  });

  it('finds by halving what looking through all of it finds', () => {
    fc.assert(
      fc.property(items(), fc.integer({ min: -10, max: 600 }), (raw, time) => {
        const series = filled(toItems(raw));
        const all = positions(series);
        const orEnd = (k: number) => (k < 0 ? series.size : k);
        expect(series.firstFrom(time)).toBe(orEnd(all.findIndex((k) => series.start(k) >= time)));
        expect(series.firstReaching(time)).toBe(orEnd(all.findIndex((k) => series.end(k) > time)));
      }),
    );
  });

  it('sums up the tones and the reach of any stretch of it', () => {
    fc.assert(
      fc.property(items(2_500), fc.nat(), fc.nat(), (raw, one, other) => {
        const series = filled(toItems(raw));
        series.firstFrom(0);
        const [a = 0, b = 0] = [one % (series.size + 1), other % (series.size + 1)].sort((x, y) => x - y);
        let mask = 0;
        let reach = Number.NEGATIVE_INFINITY;
        for (let k = a; k < b; k += 1) {
          mask |= 1 << series.tone(k);
          reach = Math.max(reach, series.end(k));
        }
        expect(series.mask(a, b)).toBe(mask);
        expect(series.reach(a, b)).toBe(reach);
      }),
      { numRuns: 60 },
    );
  });

  it('ends bars, with their last tone, wherever they stand by then', () => {
    fc.assert(
      fc.property(items(), (raw) => {
        const told = toItems(raw);
        const series = createSeries({ bars: true });
        for (const [index, { start }] of told.entries()) series.add(start, Number.POSITIVE_INFINITY, index, 0);
        for (const [index, { start, end, tone }] of told.entries()) series.close(start, index, end, tone);
        series.firstFrom(0);
        for (const k of positions(series)) {
          expect(series.end(k)).toBe(told[series.index(k)]?.end);
          expect(series.tone(k)).toBe(told[series.index(k)]?.tone);
        }
        const reach = Math.max(Number.NEGATIVE_INFINITY, ...told.map(({ end }) => end));
        expect(series.reach(0, series.size)).toBe(reach);
      }),
    );
  });

  it('never has a bar end before it begins', () => {
    const series = createSeries({ bars: true });
    series.add(10, Number.POSITIVE_INFINITY, 1, 0);
    series.close(10, 1, 4, 0);
    expect(series.reach(0, 1)).toBe(10);
  });

  it('forgets with the trace, and lets go of the memory', () => {
    const series = createSeries({ bars: false });
    for (let index = 0; index < 20_000; index += 1) {
      series.add(index, index, index, 0);
      if (index % 100 === 0) series.forget(index - 500);
    }
    series.forget(19_900);
    expect(series.size).toBe(100);
    expect(series.index(0)).toBe(19_900);
    expect(series.firstFrom(19_950)).toBe(50);
    expect(series.find(19_950, 19_950)).toBe(50);
    expect(series.find(19_000, 19_000)).toBe(-1);
  });
});
