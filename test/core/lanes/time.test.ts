import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRate } from '../../../extension/core/lanes/event-histogram.ts';
import { elapsed, ticks } from '../../../extension/core/lanes/ticks.ts';
import { panned, spanOfWindow, zoomed } from '../../../extension/core/lanes/time-window.ts';

const bounds = { from: 1_000, to: 61_000 };
const windows = fc
  .tuple(fc.integer({ min: 1_000, max: 50_000 }), fc.integer({ min: 1, max: 11_000 }))
  .map(([from, span]) => ({ from, to: from + span }));

describe('a window of time', () => {
  it('zooms around the pointer, which stays at its time', () => {
    const window = zoomed({ from: 10_000, to: 20_000 }, 0.5, 12_000, bounds);
    expect(window).toEqual({ from: 11_000, to: 16_000 });
  });

  it('never leaves what there is to see, nor turns around', () => {
    fc.assert(
      fc.property(windows, fc.double({ min: 0.001, max: 1_000, noNaN: true }), fc.integer(), (window, factor, ms) => {
        for (const next of [zoomed(window, factor, window.from + 1, bounds), panned(window, ms, bounds)]) {
          expect(next.from).toBeGreaterThanOrEqual(bounds.from);
          expect(next.to).toBeLessThanOrEqual(bounds.to + 1e-6);
          expect(spanOfWindow(next)).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('is as long after a pan as before', () => {
    fc.assert(
      fc.property(windows, fc.integer(), (window, ms) => {
        expect(spanOfWindow(panned(window, ms, bounds))).toBeCloseTo(spanOfWindow(window), 6);
      }),
    );
  });
});

describe('the axis', () => {
  it('has round times, far enough apart and inside the window', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 0, max: 1e9 }), (span, from) => {
        const found = ticks({ from, to: from + span }, 0, 1_000, 80);
        expect(found.length).toBeLessThanOrEqual(13);
        for (const [n, { at }] of found.entries()) {
          expect(at).toBeGreaterThanOrEqual(from - 1e-6);
          expect(at).toBeLessThanOrEqual(from + span + 1e-6);
          if (n > 0) expect(((at - (found[n - 1]?.at ?? 0)) * 1_000) / span).toBeGreaterThan(79.9);
        }
      }),
    );
  });

  it('never says the same twice in a row', () => {
    for (const span of [1, 3, 40, 900, 12_000, 70_000, 4_000_000]) {
      const labels = ticks({ from: 59_000, to: 59_000 + span }, 0, 1_000, 80).map(({ label }) => label);
      expect(new Set(labels).size).toBe(labels.length);
    }
  });

  it.each([
    [0, 1_000, '0 ms'],
    [250, 50, '250 ms'],
    [1_250, 50, '1.25 s'],
    [12_000, 2_000, '12 s'],
    [150_000, 10_000, '2:30'],
    [62_500, 500, '1:02.5'],
    [3_900_000, 60_000, '1:05:00'],
    [-500, 100, '−500 ms'],
  ])('says %d ms in steps of %d as %s', (ms, step, text) => {
    expect(elapsed(ms, step)).toBe(text);
  });
});

describe('the rate of events', () => {
  it('counts every event, however far apart they are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e12 }), { minLength: 1, maxLength: 200 }), (ats) => {
        const rate = createRate();
        for (const at of ats) rate.add(at, at % 2 === 0);
        const whole = rate.count(Math.min(...ats) - rate.binMs, Math.max(...ats) + rate.binMs);
        expect(whole.all).toBeCloseTo(ats.length, 6);
        expect(whole.trouble).toBeCloseTo(ats.filter((at) => at % 2 === 0).length, 6);
      }),
    );
  });

  it('counts them where they were, to a bin', () => {
    const rate = createRate();
    for (let at = 0; at < 100_000; at += 10) rate.add(1.7e12 + at, false);
    expect(rate.count(1.7e12 + 20_000, 1.7e12 + 30_000).all).toBeCloseTo(1_000, -1);
  });

  it('goes on in fine bins when the old is forgotten', () => {
    const rate = createRate();
    for (let at = 0; at < 1_000_000; at += 100) {
      rate.add(at, false);
      rate.forget(at - 1_000);
    }
    expect(rate.binMs).toBe(1);
    expect(rate.count(999_000, 1_000_000).all).toBeCloseTo(10, 6);
  });
});
