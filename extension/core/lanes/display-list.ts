import type { Series } from './series.ts';
import { spanOfWindow, type TimeWindow } from './time-window.ts';

/**
 * What a row of a lane shows in a window of time, as columns: at most a run for each pixel, however many events there are.
 * Used again for the next row.
 */
export interface Runs {
  readonly length: number;
  /** Where run `n` begins and ends, in CSS pixels from the left edge of the window; a bar may reach beyond both edges. */
  x0(n: number): number;
  x1(n: number): number;
  /** The tones in it, a bit each: `foremost` of `tone.ts` names the one to show. */
  mask(n: number): number;
  /** How many marks or bars it stands for. */
  items(n: number): number;
  /** The position in the series of the first of them. */
  first(n: number): number;
  /** Refills the list with what `series` shows in `window` on `width` pixels, in runs at least `grain` pixels apart. */
  fill(series: Series, window: TimeWindow, width: number, grain: number): void;
}

export function createRuns(): Runs {
  let length = 0;
  const x0: number[] = [];
  const x1: number[] = [];
  const mask: number[] = [];
  const items: number[] = [];
  const first: number[] = [];

  return {
    get length() {
      return length;
    },
    x0: (n) => x0[n] ?? 0,
    x1: (n) => x1[n] ?? 0,
    mask: (n) => mask[n] ?? 0,
    items: (n) => items[n] ?? 0,
    first: (n) => first[n] ?? 0,
    fill(series, window, width, grain) {
      const scale = width / spanOfWindow(window);
      const { size } = series;
      length = 0;
      for (let k = series.firstReaching(window.from); k < size; ) {
        const start = series.start(k);
        if (start > window.to) break;
        // Columns are counted from the epoch, not from the window's edge: a pan must not regroup what it moves.
        const column = Math.floor((start * scale) / grain);
        const columnEnd = ((column + 1) * grain) / scale;
        const next = Math.max(k + 1, series.firstFrom(Math.max(columnEnd, window.from), k));
        const end = next === k + 1 ? series.end(k) : series.reach(k, next);
        x0[length] = (start - window.from) * scale;
        x1[length] = (end - window.from) * scale;
        mask[length] = series.mask(k, next);
        items[length] = next - k;
        first[length] = k;
        length += 1;
        k = next;
      }
    },
  };
}
