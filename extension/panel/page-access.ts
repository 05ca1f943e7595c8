import { type ReadonlySignal, signal } from '@preact/signals';
import type { AccessQuestion, PermissionPageRequest, ReloadRequest } from '../channel/internal-protocol.ts';
import { patternOf, siteOf } from '../site.ts';

/** What is used of `browser`. */
export interface AccessBrowser {
  runtime: { sendMessage(message: unknown): Promise<unknown> };
  devtools: {
    inspectedWindow: {
      tabId: number;
      /** Chromium's. */
      getResources?(callback: (resources: { url: string }[]) => void): void;
      /** Firefox's. About one of Chromium's DevTools in seven never answers. */
      eval(expression: string): Promise<unknown>;
    };
    network: { onNavigated: { addListener(listener: (url: string) => void): void } };
  };
  /** Not there in a panel of Firefox. */
  permissions?: { request(permissions: { origins: string[] }): Promise<boolean> };
}

/** Whether the extension may read the inspected page, and what the user can do about it. */
export interface PageAccess {
  /** The page's site, `http://todo.test`; '' while unknown, and where no extension can be. */
  readonly site: ReadonlySignal<string>;
  /** Calls back when the extension may not read the page, should that be so. */
  check(): Promise<void>;
  /** Asks the user, in the browser's own words, for permission to read the site. Must be called in a click. */
  allow(): void;
  /** Shows what is permitted, and where it is taken back. */
  showPermissions(): void;
  /** Loads the page anew, with the probe there before its first script. */
  reload(): void;
}

export function createPageAccess(browser: AccessBrowser, onMissing: () => void): PageAccess {
  const { inspectedWindow, network } = browser.devtools;
  const site = signal('');
  let url = '';
  const ask = (request: AccessQuestion | PermissionPageRequest | ReloadRequest) =>
    // A background that is just being shut down does not answer; whoever clicked clicks again.
    browser.runtime.sendMessage(request).catch((error: unknown) => void console.info(String(error)));

  async function check(): Promise<void> {
    if (url === '') url = await urlOfPage(inspectedWindow);
    const asked = url;
    site.value = siteOf(url) ?? '';
    const permitted = await ask({ type: 'livecollection:access', url });
    if (permitted === false && asked === url) onMissing();
  }

  network.onNavigated.addListener((next) => {
    url = next;
    void check();
  });

  function showPermissions(): void {
    void ask({ type: 'livecollection:permission-page', site: site.value });
  }

  return {
    site,
    check,
    allow() {
      if (browser.permissions) void browser.permissions.request({ origins: [patternOf(site.value)] });
      else showPermissions();
    },
    showPermissions,
    reload: () => void ask({ type: 'livecollection:reload', tabId: inspectedWindow.tabId }),
  };
}

/** Of a page that we may know nothing else of. */
async function urlOfPage(inspectedWindow: AccessBrowser['devtools']['inspectedWindow']): Promise<string> {
  if (inspectedWindow.getResources) {
    const resources = await new Promise<{ url: string }[]>((resolve) => inspectedWindow.getResources?.(resolve));
    return resources.find(({ url }) => siteOf(url) !== undefined)?.url ?? '';
  }
  const answer = await inspectedWindow.eval('location.href');
  const [url] = Array.isArray(answer) ? answer : [];
  return typeof url === 'string' ? url : '';
}
