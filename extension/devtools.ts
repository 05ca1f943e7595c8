/** DevTools is open for a tab: adds the panel, and tells the background for as long as that is so. */
import browser from 'webextension-polyfill';
import { INSPECTOR_PORT } from './channel/internal-protocol.ts';
import { lastingPort } from './channel/lasting-port.ts';

const { panels, inspectedWindow } = browser.devtools;

lastingPort(() => browser.runtime.connect({ name: INSPECTOR_PORT }), { tabId: inspectedWindow.tabId });
void panels.create('LiveCollection', 'icon.svg', 'panel.html');
