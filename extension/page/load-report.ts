import type { TapReport } from './taps/tap.ts';

/**
 * What a probe says first: which document it is in.
 * @param began ms since the epoch
 * @param isTop it is no frame in another document
 */
export function loadReport(
  window: Window,
  { attach, began, isTop }: { attach: 'early' | 'late'; began: number; isTop: boolean },
): TapReport {
  const { document, location } = window;
  return {
    layer: 'page',
    kind: 'load',
    url: location.href,
    title: document.title,
    attach,
    began,
    frame: isTop ? undefined : location.href,
    base: /^(https?|file):/.test(location.protocol) ? undefined : document.baseURI,
    // An opaque origin is written "null". https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
    sandboxed: window.origin === 'null' || undefined,
    // https://wicg.github.io/nav-speculation/prerendering.html#document-prerendering
    prerendered: Reflect.get(document, 'prerendering') === true || undefined,
  };
}
