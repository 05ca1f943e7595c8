import type { Tab } from './browser.ts';
import type { ExtensionControl } from './extension-control.ts';
import type { FirefoxWindow, FirefoxWindows } from './firefox-window.ts';
import { waitFor } from './wait-for.ts';

/**
 * Control over an extension of a Firefox, with Firefox's own privileges.
 * https://searchfox.org/mozilla-central/source/toolkit/components/extensions/ `Extension.sys.mjs`, `ext-backgroundPage.js`
 */
export function firefoxExtension(
  windows: FirefoxWindows,
  id: string,
  tabOf: (window: FirefoxWindow) => Tab,
): ExtensionControl {
  let opened: Promise<FirefoxWindow> | undefined;
  async function privileged(body: string): Promise<void> {
    opened ??= windows.open();
    await (await opened).privileged(body, id);
  }
  return {
    stopBackground: () =>
      privileged(`
        const { extension } = WebExtensionPolicy.getByID(args[0]);
        await extension.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true });`),
    reload: () =>
      privileged(`
        const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
        await (await AddonManager.getAddonByID(args[0])).reload();`),
    answerYesFor: () => privileged(`Services.prefs.setBoolPref('extensions.webextOptionalPermissionPrompts', false);`),
    page: async (urlPart) =>
      tabOf(
        await waitFor(`a page of the extension with ${urlPart}`, () => windows.find((url) => url.includes(urlPart))),
      ),
  };
}
