import { useReducer, useRef } from 'preact/hooks';
import type { Lanes } from '../../core/lanes/lanes.ts';
import { fitting, spanOfWindow, type TimeWindow, within } from '../../core/lanes/time-window.ts';

/** How much of the past is seen at first, in milliseconds. */
const AT_FIRST = 30_000;

export interface WindowState {
  /** What there is to see; nothing before the first event. */
  bounds: TimeWindow | undefined;
  window: TimeWindow;
  set(window: TimeWindow): void;
}

/** The window of time that is seen. It stays at the end while `following`, and at the whole if it was the whole. */
export function useTimeWindow({ first, last }: Lanes, following: boolean): WindowState {
  const [, changed] = useReducer((n: number) => n + 1, 0);
  const kept = useRef<{ window: TimeWindow; isWhole: boolean } | undefined>(undefined);
  const bounds = Number.isNaN(first) ? undefined : fitting(first, last);

  function windowNow(): TimeWindow {
    if (!bounds) return { from: 0, to: 1_000 };
    const span = kept.current ? spanOfWindow(kept.current.window) : AT_FIRST;
    if (kept.current?.isWhole && following) return bounds;
    if (following || !kept.current) return within({ from: bounds.to - span, to: bounds.to }, bounds);
    return within(kept.current.window, bounds);
  }

  const window = windowNow();
  if (bounds && kept.current) kept.current = { ...kept.current, window };
  else if (bounds && !following) kept.current = { window, isWhole: false };
  return {
    bounds,
    window,
    set(next) {
      const isWhole = bounds !== undefined && spanOfWindow(next) >= spanOfWindow(bounds) - 1e-6;
      kept.current = { window: next, isWhole };
      changed(undefined);
    },
  };
}
