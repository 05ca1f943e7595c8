/** What of time is seen, in milliseconds since the epoch; `to` is later than `from`. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** The shortest window, in milliseconds: a browser's clock tells no more than some microseconds apart. */
export const SHORTEST = 1;

export const spanOfWindow = ({ from, to }: TimeWindow): number => to - from;

/** `window` made `factor` times as long around `at`, which stays where it is: as long as `bounds` and `SHORTEST` allow. */
export function zoomed(window: TimeWindow, factor: number, at: number, bounds: TimeWindow): TimeWindow {
  const span = spanOfWindow(window);
  const wanted = Math.min(Math.max(span * factor, SHORTEST), Math.max(SHORTEST, spanOfWindow(bounds)));
  const share = (at - window.from) / span;
  return within({ from: at - share * wanted, to: at + (1 - share) * wanted }, bounds);
}

/** `window` moved by `ms`, as far as `bounds` allow. */
export const panned = ({ from, to }: TimeWindow, ms: number, bounds: TimeWindow): TimeWindow =>
  within({ from: from + ms, to: to + ms }, bounds);

/** `window` moved so that it does not leave `bounds`; cut when it is longer. */
export function within({ from, to }: TimeWindow, bounds: TimeWindow): TimeWindow {
  const span = Math.max(SHORTEST, Math.min(to - from, spanOfWindow(bounds)));
  const start = Math.max(bounds.from, Math.min(from, bounds.to - span));
  return { from: start, to: start + span };
}

/** All from `first` to `last`, with a margin so that nothing sticks to the edge. */
export function fitting(first: number, last: number): TimeWindow {
  const margin = Math.max(SHORTEST, (last - first) * 0.02);
  return { from: first - margin, to: last + margin };
}

/** The window that shows `at`: itself when it does, else moved so that `at` is in its middle. */
export function showing(window: TimeWindow, at: number, bounds: TimeWindow): TimeWindow {
  if (at >= window.from && at <= window.to) return window;
  return panned(window, at - (window.from + window.to) / 2, bounds);
}
