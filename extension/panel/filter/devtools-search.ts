/** What DevTools' own find bar asks of the panel: a new text, the next or previous match, or nothing any more. */
export type Search = { is: 'text'; query: string } | { is: 'step'; by: 1 | -1 } | { is: 'end' };

/** `browser.devtools.panels.create` resolves with it. Only Chromium has `onSearch`. */
export interface SearchedPanel {
  readonly onShown: { addListener(listener: (window: Window) => void): void };
  readonly onSearch?: { addListener(listener: (action: string, query?: string) => void): void };
}

const EVENT = 'livecollection:search';

/**
 * Hands what is typed into DevTools' find bar on to the panel's window: the bar itself finds nothing in a panel of an
 * extension. https://developer.chrome.com/docs/extensions/reference/api/devtools/panels#event-ExtensionPanel-onSearch
 */
export function relaySearches(panel: SearchedPanel): void {
  let shown: Window | undefined;
  panel.onShown.addListener((window) => {
    shown = window;
  });
  panel.onSearch?.addListener((action, query = '') => {
    const detail = searchOf(action, query);
    if (detail) shown?.dispatchEvent(new CustomEvent(EVENT, { detail }));
  });
}

function searchOf(action: string, query: string): Search | undefined {
  switch (action) {
    case 'performSearch':
      return { is: 'text', query };
    case 'nextSearchResult':
      return { is: 'step', by: 1 };
    case 'previousSearchResult':
      return { is: 'step', by: -1 };
    case 'cancelSearch':
      return { is: 'end' };
    default:
      return undefined;
  }
}

/** Hears what `relaySearches` hands on to `target`, the panel's window. Returns its undo. */
export function onSearch(target: EventTarget, listener: (search: Search) => void): () => void {
  const listen = (event: Event) => {
    if (event instanceof CustomEvent) listener(event.detail as Search);
  };
  target.addEventListener(EVENT, listen);
  return () => target.removeEventListener(EVENT, listen);
}
