import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isOutOfSight, scrollTopToShow, type VisibleRows, visibleRows } from './visible-rows.ts';

export interface ScrolledRows extends VisibleRows {
  box: RefObject<HTMLDivElement | null>;
  /** Rows that fit. */
  page: number;
  onScroll(): void;
}

/**
 * Which rows of a scrolling table to draw.
 *
 * @param height of a row, in CSS pixels
 * @param header the height of what covers the top of the box, in CSS pixels
 * @param chosen names the chosen row, which stands at `place` (-1: nowhere): it comes into sight once when it is chosen, and
 * stays there when the box is resized, unless it was scrolled away from
 */
export function useScrolledRows(
  count: number,
  height: number,
  header: number,
  chosen: string | undefined,
  place: number,
): ScrolledRows {
  const box = useRef<HTMLDivElement>(null);
  const shown = useRef<{ chosen: string | undefined; viewport: number }>({ chosen: undefined, viewport: 0 });
  const [scrollTop, setScrollTop] = useState(0);
  const [viewport, setViewport] = useState(0);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setViewport(Math.max(0, element.clientHeight - header));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [header]);

  useLayoutEffect(() => {
    const before = shown.current;
    if (place < 0 || !box.current || (before.chosen === chosen && before.viewport === viewport)) return;
    shown.current = { chosen, viewport };
    if (before.chosen === chosen && isOutOfSight(place, count, box.current.scrollTop, before.viewport, height)) return;
    box.current.scrollTop = scrollTopToShow(place, count, box.current.scrollTop, viewport, height);
  }, [chosen, place, viewport, count, height]);

  return {
    ...visibleRows(count, scrollTop, viewport, height),
    box,
    page: Math.max(1, Math.floor(viewport / height) - 1),
    onScroll: () => setScrollTop(box.current?.scrollTop ?? 0),
  };
}
