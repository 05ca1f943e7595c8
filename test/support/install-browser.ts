import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Browser, detectBrowserPlatform, install, resolveBuildId } from '@puppeteer/browsers';
import type { BrowserName } from './browser.ts';

const run = promisify(execFile);

/** Debian's and Ubuntu's packages. Ubuntu's `chromium` is a snap: there the download below is tried next. */
const debianPackages: Record<BrowserName, string> = { chromium: 'chromium', firefox: 'firefox-esr' };
const downloads = { chromium: Browser.CHROME, firefox: Browser.FIREFOX } as const;

/**
 * Gets a browser: by apt where that is possible, else into `.cache/browsers` of this project.
 * @param locate looks again on this machine after apt has run
 * @param variable the environment variable that names the browser, for the message
 * @throws an error that lists what was tried and what to do
 */
export async function installBrowser(
  name: BrowserName,
  locate: () => string | undefined,
  variable: string,
): Promise<{ path: string; by: string }> {
  const failures: string[] = [];
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    const by = `apt-get install ${debianPackages[name]}`;
    try {
      await aptInstall(debianPackages[name]);
      const path = locate();
      if (path) return { path, by };
      failures.push(`${by}: installed, but no ${name} is on the PATH`);
    } catch (error) {
      failures.push(`${by}: ${reason(error)}`);
    }
  }
  try {
    return { path: await download(name), by: '@puppeteer/browsers' };
  } catch (error) {
    failures.push(`@puppeteer/browsers: ${reason(error)}`);
  }
  throw new Error(
    `There is no ${name} on this machine, and none could be installed. ` +
      `Install it, or set ${variable} to its executable. Tried:\n${failures.map((failure) => `  - ${failure}`).join('\n')}`,
  );
}

async function aptInstall(name: string): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { env, maxBuffer: 64 << 20 });
}

async function download(name: BrowserName): Promise<string> {
  const platform = detectBrowserPlatform();
  if (!platform) throw new Error(`no build for ${process.platform} ${process.arch}`);
  const browser = downloads[name];
  const buildId = await resolveBuildId(browser, platform, 'stable');
  const cacheDir = fileURLToPath(new URL('../../.cache/browsers', import.meta.url));
  const { executablePath } = await install({ browser, buildId, cacheDir });
  return executablePath;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.trim().split('\n').slice(0, 3).join(' ') : String(error);
}
