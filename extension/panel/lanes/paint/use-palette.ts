import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { type Palette, readPalette } from './palette.ts';

const QUERIES = ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'];

/** The colours where `element` stands, read again when the theme changes; nothing before it stands there. */
export function usePalette(element: RefObject<HTMLElement | null>): Palette | undefined {
  const [palette, setPalette] = useState<Palette>();
  useLayoutEffect(() => {
    const read = () => {
      if (element.current) setPalette(readPalette(element.current));
    };
    read();
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'style', 'class'] });
    const lists = QUERIES.map((query) => matchMedia(query));
    for (const list of lists) list.addEventListener('change', read);
    return () => {
      observer.disconnect();
      for (const list of lists) list.removeEventListener('change', read);
    };
  }, [element]);
  return palette;
}
