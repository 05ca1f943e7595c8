import { addressOf } from '../../address.ts';
import type { Exchange, Outgoing } from './exchange.ts';

/**
 * Tells how a `fetch` went of which only the beginning was seen, without having touched its promise: the browser's own
 * timing knows status and times, not the body. https://w3c.github.io/resource-timing/
 */
export function resourceOf({ url, began }: Outgoing, exchange: Exchange, window: Window): void {
  const href = addressOf(url, window.document.baseURI)?.href ?? url;
  const observer = new PerformanceObserver((list) => {
    const entry = list.getEntriesByName(href).find(({ startTime }) => startTime >= began) as
      | (PerformanceResourceTiming & { responseStatus?: number })
      | undefined;
    if (!entry) return;
    observer.disconnect();
    const { responseStatus: status, responseEnd: ended, decodedBodySize: bytes } = entry;
    // 0: no answer, or one that another origin does not let the page know of.
    if (status) exchange.answered({ status, bytes, ended });
    else exchange.failed('error', ended);
  });
  observer.observe({ type: 'resource', buffered: true });
}
