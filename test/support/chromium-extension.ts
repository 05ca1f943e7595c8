import type { Browser, Page } from 'puppeteer-core';
import type { Tab } from './browser.ts';
import type { ExtensionControl } from './extension-control.ts';
import { waitFor } from './wait-for.ts';

/**
 * Control over the one extension of a Chromium, through the browser's own extensions page.
 * https://source.chromium.org/chromium/chromium/src/+/main:chrome/common/extensions/api/developer_private.idl
 */
export function chromiumExtension(browser: Browser, tabOf: (page: Page) => Tab): ExtensionControl {
  let opened: Promise<Page> | undefined;
  async function open(): Promise<Page> {
    const page = await browser.newPage({ type: 'window' }); // a tab would hide another
    await page.goto('chrome://extensions');
    // Without it an unpacked extension is disabled when it is reloaded.
    await page.evaluate('chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true })');
    return page;
  }
  const extensionsPage = () => {
    opened ??= open();
    return opened;
  };
  /** Calls `chrome.developerPrivate` with the extension's id. */
  async function developer(call: string): Promise<void> {
    await (await extensionsPage()).evaluate(`(async () => {
      const { id } = (await chrome.developerPrivate.getExtensionsInfo()).find(({ location }) => location === 'UNPACKED');
      await chrome.developerPrivate.${call};
    })()`);
  }

  return {
    async stopBackground() {
      // Not puppeteer's `worker.close()`: it stays attached, and the worker's next run waits for it for ever.
      const session = await (await extensionsPage()).createCDPSession();
      await session.send('ServiceWorker.enable');
      await session.send('ServiceWorker.stopAllWorkers');
      await session.detach();
    },
    reload: () => developer(`reload(id, { failQuietly: true })`),
    answerYesFor: (site) => developer(`addHostPermission(id, ${JSON.stringify(`${site}/*`)})`),
    async page(urlPart) {
      const target = await waitFor(`a page of the extension with ${urlPart}`, () =>
        browser.targets().find((one) => one.type() === 'page' && one.url().includes(urlPart)),
      );
      const page = await target.page();
      if (!page) throw new Error(`${target.url()} is no page`);
      return tabOf(page);
    },
  };
}
