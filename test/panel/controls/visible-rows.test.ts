import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  fewerRows,
  MAX_SPACER,
  ROW_HEIGHT,
  scrollTopToShow,
  visibleRows,
} from '../../../extension/panel/controls/visible-rows.ts';

const counts = fc.integer({ min: 1, max: 5_000_000 });
/** A list that scrolls faster than its bar stands on whole pixels; any other, just where it is. */
const slack = (count: number) => (count * ROW_HEIGHT > MAX_SPACER ? 0.51 : 1e-6);
const viewports = fc.integer({ min: 50, max: 2_000 });

it('draws nothing for an empty list', () => {
  expect(visibleRows(0, 0, 400)).toEqual({ first: 0, end: 0, offset: 0, spacer: 0 });
});

it('draws the rows in sight and a few around them, wherever the list is scrolled to', () => {
  fc.assert(
    fc.property(counts, viewports, fc.double({ min: 0, max: 1, noNaN: true }), (count, viewport, where) => {
      const { spacer } = visibleRows(count, 0, viewport);
      const scrollTop = Math.max(0, spacer - viewport) * where;
      const { first, end, offset } = visibleRows(count, scrollTop, viewport);
      expect(offset).toBeLessThanOrEqual(scrollTop + slack(count));
      const bottom = offset + (end - first) * ROW_HEIGHT;
      expect(bottom).toBeGreaterThanOrEqual(Math.min(spacer, scrollTop + viewport) - slack(count));
      expect(end - first).toBeLessThan(viewport / ROW_HEIGHT + 16);
    }),
  );
});

it('keeps the spacer below what browsers draw evenly, and still reaches the last row', () => {
  const count = 5_000_000;
  const { spacer } = visibleRows(count, 0, 400);
  expect(spacer).toBe(MAX_SPACER);
  expect(visibleRows(count, spacer - 400, 400).end).toBe(count);
});

it('scrolls just as far as a row needs to be seen', () => {
  fc.assert(
    fc.property(
      counts,
      viewports,
      fc.nat(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (count, viewport, n, where) => {
        const row = n % count;
        const { spacer } = visibleRows(count, 0, viewport);
        const scrollTop = Math.max(0, spacer - viewport) * where;
        const shown = scrollTopToShow(row, count, scrollTop, viewport);
        const { first, offset } = visibleRows(count, shown, viewport);
        const top = offset + (row - first) * ROW_HEIGHT;
        expect(top).toBeGreaterThanOrEqual(shown - slack(count));
        expect(top + ROW_HEIGHT).toBeLessThanOrEqual(shown + viewport + slack(count));
        expect(scrollTopToShow(row, count, shown, viewport)).toBeCloseTo(shown, 4);
      },
    ),
  );
});

it('leaves rows out at one end, and moves no other', () => {
  const most = fc.integer({ min: 0, max: 200 });
  fc.assert(
    fc.property(
      counts,
      viewports,
      fc.double({ min: 0, max: 1, noNaN: true }),
      most,
      fc.boolean(),
      (count, viewport, where, most, following) => {
        const { spacer } = visibleRows(count, 0, viewport);
        const all = visibleRows(count, Math.max(0, spacer - viewport) * where, viewport);
        const some = fewerRows(all, most, following);
        expect(some.end - some.first).toBe(Math.min(most, all.end - all.first));
        expect(following ? some.end : some.first).toBe(following ? all.end : all.first);
        expect(some.offset - some.first * ROW_HEIGHT).toBeCloseTo(all.offset - all.first * ROW_HEIGHT, 4);
      },
    ),
  );
});
