import type { BrowserName, LaunchOptions, LiveBrowser } from './browser.ts';
import { launchChromium } from './chromium.ts';
import { launchFirefox } from './firefox.ts';

/** Starts a browser with the extension loaded. Throws if the browser is missing or does not start. */
export function launch(name: BrowserName, options: LaunchOptions): Promise<LiveBrowser> {
  return name === 'chromium' ? launchChromium(options) : launchFirefox(options);
}
