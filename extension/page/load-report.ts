import type { Report } from '../core/events.ts';

/**
 * What a probe says first: which document it is in.
 * @param isTop it is no frame in another document
 */
export function loadReport(window: Window, attach: 'early' | 'late', isTop: boolean): Report {
  const { document, location } = window;
  return {
    layer: 'page',
    kind: 'load',
    url: location.href,
    title: document.title,
    attach,
    began: window.performance.timeOrigin,
    ...(isTop ? {} : { frame: location.href }),
    ...(/^(https?|file):/.test(location.protocol) ? {} : { base: document.baseURI }),
    // An opaque origin is written "null". https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
    ...(window.origin === 'null' ? { sandboxed: true } : {}),
    ...(isPrerendering(document) ? { prerendered: true } : {}),
  };
}

/** https://wicg.github.io/nav-speculation/prerendering.html#document-prerendering */
export function isPrerendering(document: Document & { readonly prerendering?: boolean }): boolean {
  return document.prerendering === true;
}
