import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** An element's inner size in CSS pixels, and how many device pixels one of them has. */
export interface Size {
  width: number;
  height: number;
  ratio: number;
}

/** The size of `element`, kept up to date, also when it moves to a screen of another density or is zoomed. */
export function useSize(element: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0, ratio: 1 });
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    const measure = () =>
      setSize((before) => {
        const now = { width: box.clientWidth, height: box.clientHeight, ratio: window.devicePixelRatio || 1 };
        return now.width === before.width && now.height === before.height && now.ratio === before.ratio ? before : now;
      });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, [element]);
  return size;
}
