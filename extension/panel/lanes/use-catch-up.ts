import { useEffect, useReducer } from 'preact/hooks';
import type { Lanes } from '../../core/lanes/lanes.ts';

/** What taking in events may cost of one frame, in milliseconds. */
const BUDGET = 6;
const AT_ONCE = 512;

/**
 * Keeps lanes up with the trace, a slice each frame, so that a long trace that is looked at for the first time does not
 * block the panel. Returns how many events are still to come.
 */
export function useCatchUp(lanes: Lanes): number {
  const [, tick] = useReducer((n: number) => n + 1, 0);
  const until = performance.now() + BUDGET;
  do lanes.catchUp(AT_ONCE);
  while (lanes.behind > 0 && performance.now() < until);
  const { behind } = lanes;
  useEffect(() => {
    if (behind === 0) return;
    const frame = requestAnimationFrame(() => tick(undefined));
    return () => cancelAnimationFrame(frame);
  }, [behind]);
  return behind;
}
