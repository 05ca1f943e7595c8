import { type ReadonlySignal, signal } from '@preact/signals';
import type { AccessQuestion, PermissionPageRequest, ReloadRequest } from '../../channel/internal-protocol.ts';
import { patternOf, siteOf } from '../../site.ts';
import { documentsOf, type InspectedWindow } from './page-documents.ts';

/** How long the page may take to say which it is, ms. */
const ANSWER_WITHIN = 1_000;

/** What is used of `browser`. */
export interface AccessBrowser {
  runtime: { sendMessage(message: unknown): Promise<unknown> };
  devtools: {
    inspectedWindow: InspectedWindow & { tabId: number };
    network: { onNavigated: { addListener(listener: (url: string) => void): void } };
  };
  /** Not there in a panel of Firefox. */
  permissions?: { request(permissions: { origins: string[] }): Promise<boolean> };
}

/** Whether the extension may read the inspected page, and what the user can do about it. */
export interface PageAccess {
  /** The page's own URL; '' while unknown. */
  readonly url: ReadonlySignal<string>;
  /** The page's site, `http://todo.test`; '' while unknown, and where no extension can be. */
  readonly site: ReadonlySignal<string>;
  /** The sites of its frames that the extension may not read. */
  readonly closedFrames: ReadonlySignal<readonly string[]>;
  /** The sites of its frames that it may read, be the page one that it may not. */
  readonly openFrames: ReadonlySignal<readonly string[]>;
  /** Looks which documents the page has, and calls back when the extension may not read the page itself. */
  check(): Promise<void>;
  /** Asks the user, in the browser's own words, for permission to read a site. Must be called in a click. */
  allow(site: string): void;
  /** Shows what is permitted, and where it is taken back. */
  showPermissions(): void;
  /** Loads the page again, with the probe there before its first script. */
  reload(): void;
}

export function createPageAccess(browser: AccessBrowser, onMissing: () => void): PageAccess {
  const { inspectedWindow, network } = browser.devtools;
  const url = signal('');
  const site = signal('');
  const closedFrames = signal<readonly string[]>([]);
  const openFrames = signal<readonly string[]>([]);
  let navigations = 0;
  const ask = (request: AccessQuestion | PermissionPageRequest | ReloadRequest) =>
    // A background that is just being shut down does not answer; the user clicks again.
    browser.runtime.sendMessage(request).catch((error: unknown) => void console.info(String(error)));
  /** Unknown where nobody answered. */
  const mayRead = (asked: string): Promise<unknown> => ask({ type: 'livecollection:access', url: asked });

  /** @param next where the browser has said what the page's URL is */
  async function look(next?: string): Promise<void> {
    const begun = navigations;
    const found = await documentsOf(inspectedWindow, ANSWER_WITHIN);
    const pageUrl = next ?? found.url;
    const permitted = pageUrl === '' || (await mayRead(pageUrl)) !== false;
    const own = siteOf(pageUrl) ?? '';
    const sites = [...new Set(found.frames.map((frame) => siteOf(frame) ?? ''))].filter((one) => one !== own);
    const readable = await Promise.all(sites.map(mayRead));
    if (begun !== navigations) return;
    url.value = pageUrl;
    site.value = own;
    closedFrames.value = sites.filter((_site, index) => readable[index] === false);
    openFrames.value = sites.filter((_site, index) => readable[index] === true);
    if (!permitted) onMissing();
  }

  network.onNavigated.addListener((next) => {
    navigations += 1;
    url.value = next;
    site.value = siteOf(next) ?? '';
    void look(next);
  });

  function showPermissions(asked = site.value): void {
    void ask({ type: 'livecollection:permission-page', site: asked });
  }

  return {
    url,
    site,
    closedFrames,
    openFrames,
    check: () => look(url.value === '' ? undefined : url.value),
    allow(asked) {
      if (browser.permissions) void browser.permissions.request({ origins: [patternOf(asked)] });
      else showPermissions(asked);
    },
    showPermissions: () => showPermissions(),
    reload: () => void ask({ type: 'livecollection:reload', tabId: inspectedWindow.tabId }),
  };
}
