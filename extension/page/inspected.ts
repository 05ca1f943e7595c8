/**
 * How a probe that is there before the page's first script knows, at once, whether its tab is inspected: the browser puts
 * registered scripts into every tab, and what is tab-scoped and can be read without waiting is `sessionStorage`. The mark
 * is made when the extension attaches and taken away when it detaches. It is only a hint: a duplicated tab has a copy, and
 * an origin that the tab left before DevTools closed keeps its own. The background knows the truth a moment later.
 */
const MARK = 'livecollection:inspected';

/** Was this tab inspected when this origin was last attached to? A window opened by a page inherits the page's marks. */
export function isMarked(window: Window): boolean {
  return window.opener === null && (storageOf(window)?.getItem(MARK) ?? null) !== null;
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
