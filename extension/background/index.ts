/**
 * Decides which documents we are in: those of tabs whose DevTools is open, those of sites where the user wants the probe
 * always, and no others. Keeps nothing that it could not learn again: it is shut down whenever nothing happens for a while.
 */
import browser, { type Runtime } from 'webextension-polyfill';
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
} from '../channel/internal-protocol.ts';
import type { Port } from '../channel/port.ts';
import { createRelay } from '../channel/relay.ts';
import { patternOf, siteOf } from '../site.ts';
import { createAlwaysHere } from './always-on-sites.ts';
import { createAttachment } from './probe-injector.ts';

const attachment = createAttachment(browser, createAlwaysHere(browser.storage.local));
const relay = createRelay();

/** Who speaks to us: a page of the extension, a content script in a tab, or somebody else, who is not heard. */
const isOwnPage = ({ id, url }: Runtime.MessageSender) =>
  id === browser.runtime.id && (url?.startsWith(browser.runtime.getURL('')) ?? false);
const isInPage = (sender: Runtime.MessageSender) =>
  sender.id === browser.runtime.id && sender.tab?.id !== undefined && !isOwnPage(sender);

browser.runtime.onConnect.addListener((port: Port) => {
  const { sender = {} } = port;
  if (port.name === PAGE_PORT && isInPage(sender)) relay.addPage(port);
  else if (port.name === INSPECTOR_PORT && isOwnPage(sender)) addInspector(port);
  else if (port.name === LINES_PORT && isOwnPage(sender)) relay.addPanel(port);
  else port.disconnect();
});

browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
  if (isArrival(message)) return isInPage(sender) ? attachment.arrived(message, sender) : undefined;
  return isOwnPage(sender) ? answer(message) : undefined;
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
