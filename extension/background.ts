/**
 * Decides which documents we are in: those of tabs whose DevTools is open, those of sites where the user wants the probe
 * always, and no others. Keeps nothing that it could not learn again: it is shut down whenever nothing happens for a while.
 */
import browser, { type Runtime } from 'webextension-polyfill';
import { createAlwaysHere } from './always-here.ts';
import { createAttachment } from './attachment.ts';
import {
  ALIVE,
  INSPECTOR_PORT,
  isAccessQuestion,
  isAlwaysRequest,
  isArrival,
  isAttachRequest,
  isInspecting,
  isPermissionPageRequest,
  isReloadRequest,
  isStageRequest,
  LINES_PORT,
  PAGE_PORT,
} from './channel/internal-protocol.ts';
import type { Port } from './channel/port.ts';
import { createRelay } from './channel/relay.ts';
import { patternOf, siteOf } from './site.ts';

const attachment = createAttachment(browser, createAlwaysHere(browser.storage.local));
const relay = createRelay();

browser.runtime.onConnect.addListener((port: Port) => {
  if (port.name === INSPECTOR_PORT) addInspector(port);
  else if (port.name === PAGE_PORT) relay.addPage(port);
  else if (port.name === LINES_PORT) relay.addPanel(port);
});

browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
  if (isArrival(message)) return attachment.arrived(message, sender);
  const ours = sender.url?.startsWith(browser.runtime.getURL('')) ?? false;
  return ours ? answer(message) : undefined;
});

/** What our own pages ask for, because they cannot do it themselves in every browser. */
function answer(message: unknown): Promise<unknown> | undefined {
  if (isAttachRequest(message)) return attachment.attach({ tabId: message.tabId, allFrames: true });
  if (isStageRequest(message)) return attachment.bringStage(message.tabId);
  if (isAccessQuestion(message)) return mayRead(message.url);
  if (isReloadRequest(message)) return browser.tabs.reload(message.tabId);
  if (isAlwaysRequest(message)) return attachment.setAlways(message.site, message.on);
  if (isPermissionPageRequest(message)) {
    const url = browser.runtime.getURL(`permission.html?${new URLSearchParams({ site: message.site })}`);
    return browser.tabs.create({ url });
  }
  return undefined;
}

async function mayRead(url: string): Promise<boolean> {
  const site = siteOf(url);
  return site !== undefined && browser.permissions.contains({ origins: [patternOf(site)] });
}

browser.permissions.onAdded.addListener(() => attachment.permitted());
browser.permissions.onRemoved.addListener(() => attachment.revoked());
browser.runtime.onInstalled.addListener(() => void attachment.installed());

function addInspector(port: Port): void {
  const inspector = {};
  port.onMessage.addListener((message) => {
    if (!isInspecting(message)) return;
    port.postMessage(ALIVE);
    attachment.inspect(inspector, message.tabId);
  });
  port.onDisconnect.addListener(() => attachment.leave(inspector));
}
