import { spanOfWindow, type TimeWindow } from './time-window.ts';

/** Where the time axis has a line, and what it says there. */
export interface Tick {
  /** Milliseconds since the epoch. */
  at: number;
  label: string;
}

const STEPS_BELOW_A_MINUTE = [1, 2, 5];
const LONGER = [60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400].map((seconds) => seconds * 1_000);

/** The steps that people count in, in milliseconds: 1, 2 and 5 times ten up to 20 s, then 1, 2, 5, 10, 30 min, hours, days. */
function* steps(): Generator<number> {
  for (let power = 0.1; power < 30_000; power *= 10)
    for (const step of STEPS_BELOW_A_MINUTE) if (step * power <= 20_000) yield step * power;
  yield 30_000;
  yield* LONGER;
  for (let days = 172_800_000; ; days *= 2) yield days;
}

/**
 * Round moments in `window`, counted from `zero` (the beginning of the recording), at least `apart` pixels from each other
 * on `width` pixels.
 */
export function ticks(window: TimeWindow, zero: number, width: number, apart: number): Tick[] {
  const least = (spanOfWindow(window) * apart) / Math.max(1, width);
  let step = 0;
  for (step of steps()) if (step >= least) break;
  const found: Tick[] = [];
  for (let n = Math.ceil((window.from - zero) / step); ; n += 1) {
    const at = zero + n * step;
    if (at > window.to || found.length > 1_000) return found;
    found.push({ at, label: elapsed(n * step, step) });
  }
}

/** A time since the beginning as short as steps of `step` allow: `250 ms`, `1.25 s`, `2:30`, `1:05:00`. Milliseconds. */
export function elapsed(ms: number, step = 1): string {
  const sign = ms < 0 ? '−' : '';
  const size = Math.abs(ms);
  if (size < 1_000) return `${sign}${step < 1 ? size.toFixed(1) : Math.round(size)} ms`;
  const digits = step >= 1_000 ? 0 : step >= 100 ? 1 : step >= 10 ? 2 : step >= 1 ? 3 : 4;
  if (size < 60_000) return `${sign}${(size / 1_000).toFixed(digits)} s`;
  const seconds = Number((size / 1_000).toFixed(digits));
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const rest = (seconds % 60).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${sign}${hours}:${two(minutes)}:${rest}` : `${sign}${minutes}:${rest}`;
}
