/** How long DevTools may take to answer, ms; where it answers at all it does so within a tenth of that. */
const PATIENCE = 1_000;
/** How often the page is loaded again for it. */
const ATTEMPTS = 3;
/** Under this name the attempts are counted, over the loads of the page. */
const KEY = 'unheard';

export interface DevToolsHearing {
  /** Chromium's; Firefox is not asked. */
  inspectedWindow: { tabId: number; getResources?(callback: () => void): void };
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Loads the panel's page again. */
  reload(): void;
}

/**
 * Calls back once DevTools hears this page. About one of Chromium's DevTools in ten answers nothing that the panel's first
 * page asks, and tells it of no navigation (seen in Chromium 156); the same page, loaded again, is heard. Without this the
 * panel could not so much as name the site to ask permission for.
 */
export function whenHeard({ inspectedWindow, storage, reload }: DevToolsHearing, act: () => void): void {
  const attempts = Number(storage.getItem(KEY) ?? 0);
  if (!inspectedWindow.getResources || attempts >= ATTEMPTS) {
    act();
    return;
  }
  const timer = setTimeout(() => {
    storage.setItem(KEY, String(attempts + 1));
    reload();
  }, PATIENCE);
  inspectedWindow.getResources(() => {
    clearTimeout(timer);
    storage.removeItem(KEY);
    act();
  });
}
