import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserName } from './browser.ts';
import { installBrowser } from './install-browser.ts';

/** Where each browser is looked for: the variable first, then these, as names on the PATH or as full paths. */
const candidates: Record<BrowserName, { readonly variable: string; readonly places: readonly string[] }> = {
  // Branded Chrome comes last: since 137 it ignores --load-extension, and loads an extension over DevTools' protocol only.
  chromium: {
    variable: 'CHROME_PATH',
    places: [
      'chromium',
      'chromium-browser',
      '/usr/lib/chromium/chromium',
      '/snap/bin/chromium',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
      'google-chrome-stable',
      'google-chrome',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
  },
  firefox: {
    variable: 'FIREFOX_PATH',
    places: [
      'firefox-esr',
      'firefox',
      '/snap/bin/firefox',
      '/Applications/Firefox.app/Contents/MacOS/firefox',
      'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
    ],
  },
};

/** A browser on this machine. */
export interface FoundBrowser {
  readonly path: string;
  /** One line for people: where it was found, or how it got here. */
  readonly how: string;
}

const found = new Map<BrowserName, Promise<FoundBrowser>>();

/**
 * Finds a browser or gets one, once a process.
 * @throws an error that says what is missing and what to set, if there is none and none can be had
 */
export function findBrowser(name: BrowserName): Promise<FoundBrowser> {
  const known = found.get(name) ?? search(name);
  found.set(name, known);
  return known;
}

/** The path of a Chromium; see {@link findBrowser}. */
export async function findChromium(): Promise<string> {
  return (await findBrowser('chromium')).path;
}

/** The path of a Firefox; see {@link findBrowser}. */
export async function findFirefox(): Promise<string> {
  return (await findBrowser('firefox')).path;
}

async function search(name: BrowserName): Promise<FoundBrowser> {
  const { variable } = candidates[name];
  const named = process.env[variable];
  if (named) {
    if (!isExecutable(named)) throw new Error(`${variable} is ${named}, which is not an executable file`);
    return { path: named, how: `${name}: ${await version(named)}, from ${variable}` };
  }
  const present = onThisMachine(name);
  if (present) return { path: present, how: `${name}: ${await version(present)}, found at ${present}` };
  const { path, by } = await installBrowser(name, () => onThisMachine(name), variable);
  return { path, how: `${name}: ${await version(path)}, installed by ${by} at ${path}` };
}

function onThisMachine(name: BrowserName): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return candidates[name].places
    .flatMap((place) => (isAbsolute(place) ? [place] : folders.map((folder) => join(folder, place))))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What the browser says of itself. Throws if it cannot even say that: it would not open a page either. */
async function version(path: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 30_000 });
    return stdout.trim();
  } catch (error) {
    throw new Error(`${path} does not run: "--version" failed`, { cause: error });
  }
}
