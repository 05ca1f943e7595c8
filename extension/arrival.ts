/**
 * The one script of ours, beside the probe, that a document of a permitted site gets while any DevTools is open: says that
 * it is there. The background attaches to it when its tab is the inspected one; if it is not, nothing of us may stay in it.
 */
import type { Browser } from 'webextension-polyfill';
import type { Arrival, Verdict } from './channel/internal-protocol.ts';
import { DETACH } from './channel/internal-protocol.ts';
import { TO_PROBE, tell } from './channel/window.ts';
import { unmark } from './page/inspected.ts';
import { urlOf } from './site.ts';

// Both browsers' own `chrome` gives promises here; the polyfill would be ten times the rest of this script.
declare const chrome: Pick<Browser, 'runtime'>;

chrome.runtime.sendMessage<Arrival, Verdict>({ type: 'livecollection:arrival', url: urlOf(window) }).then(
  (verdict) => {
    if (verdict !== 'gone') return;
    unmark(window);
    tell(window, TO_PROBE, DETACH);
  },
  // The document, or the extension, was gone before the answer came.
  () => {},
);
