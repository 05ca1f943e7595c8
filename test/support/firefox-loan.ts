import { BROKER } from './firefox-broker.ts';
import { startFirefox } from './firefox-process.ts';
import { type FirefoxWindows, firefoxWindows } from './firefox-window.ts';
import { connectMarionette, type Marionette } from './marionette.ts';

/** A Firefox in a Marionette session: no extension, one empty window, no data of any site. */
export interface FirefoxLoan {
  readonly marionette: Marionette;
  readonly windows: FirefoxWindows;
  /** Gives it back, or ends it where nobody keeps it. */
  end(): Promise<void>;
}

/** Borrows a Firefox from the broker, or starts one where none runs (benches). Throws if there is none to be had. */
export async function borrowFirefox(): Promise<FirefoxLoan> {
  const { port, end } = await lent();
  try {
    const marionette = await connectMarionette(port, () => undefined);
    await marionette.command('WebDriver:NewSession', { capabilities: { alwaysMatch: { acceptInsecureCerts: false } } });
    const windows = firefoxWindows(marionette);
    // Before its use, not after: a test file that was cut short gives nothing back in order.
    await (await windows.closeAllButOne()).privileged(asStarted);
    return {
      marionette,
      windows,
      async end() {
        await (await windows.closeAllButOne()).privileged(asStarted);
        marionette.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function lent(): Promise<{ port: number; end(): Promise<void> }> {
  const broker = process.env[BROKER];
  if (broker === undefined) return startFirefox();
  const ask = async (path: string) => {
    const response = await fetch(`${broker}/${path}`, { method: 'POST' });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text;
  };
  const port = Number(await ask('borrow'));
  return { port, end: async () => void (await ask(`return?${port}`)) };
}

/** Runs with Firefox's own privileges: removes what a test installs, sets and stores. */
const asStarted = `
  const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
  for (const addon of await AddonManager.getAddonsByTypes(['extension'])) if (addon.temporarilyInstalled) await addon.uninstall();
  for (const name of ['devtools.theme', 'extensions.webextOptionalPermissionPrompts']) Services.prefs.clearUserPref(name);
  await new Promise((resolve) => Services.clearData.deleteData(Ci.nsIClearDataService.CLEAR_ALL, { onDataDeleted: resolve }));`;
