/**
 * Decides which documents we are in: those of tabs whose DevTools is open, and no others. Keeps nothing that it could not
 * learn again: it is shut down whenever nothing happens for a while.
 */
import browser, { type Runtime } from 'webextension-polyfill';
import { createAttachment } from './attachment.ts';
import {
  ALIVE,
  ARRIVED,
  INSPECTOR_PORT,
  isAttachRequest,
  isInspecting,
  LINES_PORT,
  PAGE_PORT,
} from './channel/internal-protocol.ts';
import type { Port } from './channel/port.ts';
import { createRelay } from './channel/relay.ts';

const attachment = createAttachment(browser);
const relay = createRelay();

browser.runtime.onConnect.addListener((port: Port) => {
  if (port.name === INSPECTOR_PORT) addInspector(port);
  // A panel that hears pages itself needs no relay; answering here would break the port under it.
  else if (!PANEL_HEARS_PAGES && port.name === PAGE_PORT) relay.addPage(port);
  else if (port.name === LINES_PORT) relay.addPanel(port);
});

browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
  if (message === ARRIVED) return attachment.arrived(sender);
  const ours = sender.url?.startsWith(browser.runtime.getURL('')) ?? false;
  if (ours && isAttachRequest(message)) return attachment.attach({ tabId: message.tabId, allFrames: true });
  return undefined;
});

function addInspector(port: Port): void {
  const inspector = {};
  port.onMessage.addListener((message) => {
    if (!isInspecting(message)) return;
    port.postMessage(ALIVE);
    attachment.inspect(inspector, message.tabId);
  });
  port.onDisconnect.addListener(() => attachment.leave(inspector));
}
