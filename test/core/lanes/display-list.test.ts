import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRuns } from '../../../extension/core/lanes/display-list.ts';
import { createSeries } from '../../../extension/core/lanes/series.ts';
import { spanOfWindow, zoomed } from '../../../extension/core/lanes/time-window.ts';
import { codeOf, foremost } from '../../../extension/core/lanes/tone.ts';

const EPOCH = 1_770_000_000_000;
const WIDTH = 800;

const times = fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 400 });
const windows = fc
  .tuple(fc.double({ min: 0, max: 60_000, noNaN: true }), fc.double({ min: 1, max: 60_000, noNaN: true }))
  .map(([from, span]) => ({ from: EPOCH + from, to: EPOCH + from + span }));

function marksAt(ats: readonly number[]) {
  const series = createSeries({ bars: false });
  for (const [index, at] of ats.entries()) series.add(EPOCH + at, EPOCH + at, index, codeOf('message'));
  return series;
}

describe('what a window shows', () => {
  it('is every mark in it, in some run', () => {
    fc.assert(
      fc.property(times, windows, (ats, window) => {
        const runs = createRuns();
        runs.fill(marksAt(ats), window, WIDTH, 2);
        let shown = 0;
        for (let n = 0; n < runs.length; n += 1) shown += runs.items(n);
        const inside = ats.filter((at) => EPOCH + at > window.from && EPOCH + at <= window.to).length;
        // A run at the right edge may stand for marks just beyond it.
        expect(shown).toBeGreaterThanOrEqual(inside);
        expect(shown - inside).toBeLessThanOrEqual(
          ats.filter((at) => EPOCH + at > window.to && EPOCH + at <= window.to + (3 * spanOfWindow(window)) / WIDTH)
            .length,
        );
      }),
    );
  });

  it('costs runs by the pixel, however many marks there are', () => {
    const ats = Array.from({ length: 50_000 }, (_, n) => (n * 7_919) % 60_000);
    const runs = createRuns();
    runs.fill(marksAt(ats), { from: EPOCH, to: EPOCH + 60_000 }, WIDTH, 2);
    expect(runs.length).toBeLessThanOrEqual(WIDTH / 2 + 1);
  });

  it('has every mark that is apart from the others alone at some zoom', () => {
    fc.assert(
      fc.property(times, fc.nat(), (raw, choice) => {
        const ats = [...new Set(raw.map(Math.round))];
        const chosen = ats[choice % ats.length] ?? 0;
        const bounds = { from: EPOCH - 1_000, to: EPOCH + 61_000 };
        const window = zoomed(bounds, 1e-9, EPOCH + chosen, bounds);
        const runs = createRuns();
        const series = marksAt(ats);
        runs.fill(series, window, WIDTH, 2);
        const alone = Array.from({ length: runs.length }, (_, n) => n).filter((n) => runs.items(n) === 1);
        expect(alone.map((n) => series.start(runs.first(n)))).toContain(EPOCH + chosen);
      }),
    );
  });

  it('never has a run that ends before it begins', () => {
    const bars = fc.array(fc.tuple(fc.nat(60_000), fc.nat(5_000)), { maxLength: 300 });
    fc.assert(
      fc.property(bars, windows, (raw, window) => {
        const series = createSeries({ bars: true });
        for (const [index, [start, length]] of raw.entries())
          series.add(EPOCH + start, index % 7 === 0 ? Number.POSITIVE_INFINITY : EPOCH + start + length, index, 0);
        const runs = createRuns();
        runs.fill(series, window, WIDTH, 1);
        for (let n = 0; n < runs.length; n += 1) {
          expect(runs.x1(n)).toBeGreaterThanOrEqual(runs.x0(n));
          if (n > 0) expect(runs.x0(n)).toBeGreaterThanOrEqual(runs.x0(n - 1));
        }
      }),
    );
  });

  it('shows a bar that began long before the window and ends after it', () => {
    const series = createSeries({ bars: true });
    series.add(EPOCH, EPOCH + 50_000, 0, codeOf('open'));
    for (let n = 1; n < 100; n += 1) series.add(EPOCH + 50_000 + n, EPOCH + 50_000 + n, n, 0);
    const runs = createRuns();
    runs.fill(series, { from: EPOCH + 20_000, to: EPOCH + 30_000 }, WIDTH, 1);
    expect(runs.length).toBe(1);
    expect(runs.x0(0)).toBeLessThan(0);
    expect(runs.x1(0)).toBeGreaterThan(WIDTH);
  });

  it('shows the one failure among a thousand messages on a pixel', () => {
    const series = createSeries({ bars: false });
    for (let n = 0; n < 1_000; n += 1) series.add(EPOCH + n, EPOCH + n, n, codeOf(n === 500 ? 'failed' : 'message'));
    const runs = createRuns();
    runs.fill(series, { from: EPOCH - 1, to: EPOCH + 10_000_000 }, WIDTH, 2);
    expect(runs.length).toBe(1);
    expect(foremost(runs.mask(0))).toBe('failed');
  });
});
