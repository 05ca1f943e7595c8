/**
 * How a probe that is there before the page's first script knows, at once, whether its tab is inspected: the browser puts
 * registered scripts into every tab. Two things are tab-scoped and can be read without waiting.
 *
 *   header   what the browser adds, in inspected tabs only, to a document's response (`inspected-header.ts`): it is there
 *            from the first visit on, without an origin of its own, and in windows that a page opened; no script can write it
 *   mark     what the extension leaves in `sessionStorage`: believed only where a header could not be seen
 *
 * Both are hints: a tab may have been left since. The background knows the truth a moment later.
 */
import { HEADER_NAME } from '../channel/internal-protocol.ts';

const MARK = 'livecollection:inspected';

type Navigation = PerformanceNavigationTiming & { serverTiming?: readonly { name: string }[] };

/** Is this document's tab inspected, as far as can be known at once? A document without a response is as the one around it. */
export function isInspected(window: Window): boolean {
  const [entry] = window.performance.getEntriesByType('navigation') as Navigation[];
  const { serverTiming } = entry ?? {};
  if (serverTiming?.some(({ name }) => name === HEADER_NAME)) return true;
  if (!/^https?:/.test(window.location.protocol)) return isMarked(window, entry) || isParentInspected(window);
  // Firefox shows `Server-Timing` to secure contexts only, and not to a frame of another site (seen in 153). What
  // a service worker answers passes no header rules.
  const isHeaderSeen = serverTiming !== undefined && entry?.workerStart === 0 && !isInOther(window);
  return !isHeaderSeen && isMarked(window, entry);
}

function isParentInspected(window: Window): boolean {
  try {
    return window.parent !== window && isInspected(window.parent);
  } catch {
    return false; // Another origin's.
  }
}

/** Is this a frame in a document of another origin? */
function isInOther(window: Window): boolean {
  try {
    return window.parent.document === undefined;
  } catch {
    return true;
  }
}

/** A window that a page opened begins with a copy of that page's marks; they are its own once it has loaded again. */
function isMarked(window: Window, entry: Navigation | undefined): boolean {
  const isOwn = window.opener === null || (entry !== undefined && entry.type !== 'navigate');
  return isOwn && (storageOf(window)?.getItem(MARK) ?? null) !== null;
}

/** Sets the mark, for the next document of this origin in this tab. */
export function mark(window: Window): void {
  try {
    storageOf(window)?.setItem(MARK, '1');
  } catch {
    // The page has filled its storage: its next document is attached to late.
  }
}

/** Takes the mark away, and says whether there was one. */
export function unmark(window: Window): boolean {
  const storage = storageOf(window);
  if ((storage?.getItem(MARK) ?? null) === null) return false;
  storage?.removeItem(MARK);
  return true;
}

/** Nothing where the document may not have storage, as in a sandboxed frame, whose access throws. */
function storageOf(window: Window): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}
