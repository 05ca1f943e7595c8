/** DevTools is open for a tab: adds the panel, and tells the background for as long as that is so. */
import browser, { type Runtime } from 'webextension-polyfill';
import { INSPECTOR_PORT, WHO_INSPECTS } from './channel/internal-protocol.ts';
import { lastingPort } from './channel/lasting-port.ts';
import { relaySearches } from './panel/filter/devtools-search.ts';

const { panels, inspectedWindow } = browser.devtools;

const port = lastingPort(() => browser.runtime.connect({ name: INSPECTOR_PORT }), { tabId: inspectedWindow.tabId });
browser.runtime.onMessage.addListener((message: unknown, { id, tab }: Runtime.MessageSender) => {
  // The background asks it. It is no tab, and no other extension.
  if (message === WHO_INSPECTS && id === browser.runtime.id && tab === undefined) port.renew();
});
void panels.create('LiveCollection', 'icon.svg', 'panel.html').then(relaySearches);
