import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Rows that one picture may make. */
const AT_ONCE = 16;

/**
 * How many of the `wanted` rows may be drawn: a few more in every picture until all are. To make a row takes four times as
 * long as to change one, and a list that appears while events pour in would hold up the next picture with all of its rows.
 */
export function useGrowing(wanted: number): number {
  const made = useRef(0);
  const [, redraw] = useState(0);
  made.current = Math.min(wanted, made.current + AT_ONCE);
  const isWhole = made.current === wanted;
  useLayoutEffect(() => {
    if (isWhole) return;
    const frame = requestAnimationFrame(() => redraw((n) => n + 1));
    return () => cancelAnimationFrame(frame);
  });
  return made.current;
}
