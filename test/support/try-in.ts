import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { showPanel } from './chromium-devtools.ts';
import { findBrowser } from './find-browser.ts';
import { waitFor } from './wait-for.ts';

/*
 * `npm run chrome` and `npm run firefox`: a browser with the extension loaded, the demo and DevTools open, in Chromium on
 * our panel. The extension is reloaded when a file of it is built again. What stands behind the browser's name goes to
 * web-ext: `npm run chrome -- --args=--headless`.
 *
 * Neither browser opens DevTools on an extension's panel by itself: both choose before extensions are asked for theirs
 * (seen in Chromium 156 and Firefox 153). Firefox has another way only where it is remote controlled, and looks it.
 */

const demo = 'http://127.0.0.1:3000/';
const root = fileURLToPath(new URL('../..', import.meta.url));

async function answers(): Promise<boolean> {
  try {
    return (await fetch(demo)).ok;
  } catch {
    return false; // nobody listens: that is the answer
  }
}

function start(script: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
}

/** Starts the dev server unless something answers on its port already. */
async function serveDemo(): Promise<ChildProcess | undefined> {
  if (await answers()) {
    console.log(`Using the dev server that answers at ${demo}`);
    return undefined;
  }
  const server = start('dist/devserver/cli.js', ['serve']);
  await waitFor(`the dev server to answer at ${demo}`, () => server.exitCode !== null || answers());
  if (server.exitCode !== null) throw new Error(`The dev server ended with exit code ${server.exitCode}`);
  return server;
}

/** Selects the panel in the first DevTools that opens, and leaves the browser alone then. @param profile of that browser */
async function choosePanel(profile: string, hasEnded: () => boolean): Promise<void> {
  const port = await waitFor('the browser to say its debugging port', async () => {
    if (hasEnded()) return 'none';
    return (await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '')).split('\n', 1)[0];
  });
  if (hasEnded()) return;
  const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${port}`, defaultViewport: null });
  const target = await browser.waitForTarget((one) => one.url().startsWith('devtools://'));
  await showPanel(await target.asPage());
  await browser.disconnect();
}

/** web-ext's own `--devtools` would inspect the extension; these flags are the browsers', for the demo's tab. */
async function browserArguments(name: string, profile: string): Promise<string[]> {
  if (name === 'chrome') {
    const { path } = await findBrowser('chromium');
    const sandbox = process.getuid?.() === 0 ? ['--args=--no-sandbox'] : []; // root cannot start it
    const target = ['--target=chromium', `--chromium-binary=${path}`, '--source-dir=dist/chrome'];
    const own = [`--chromium-profile=${profile}`, '--keep-profile-changes', '--args=--remote-debugging-port=0'];
    return [...target, ...own, '--args=--auto-open-devtools-for-tabs', ...sandbox];
  }
  if (name === 'firefox') {
    const { path } = await findBrowser('firefox');
    return ['--target=firefox-desktop', `--firefox=${path}`, '--source-dir=dist/firefox', '--args=--devtools'];
  }
  throw new Error(`Say which browser: chrome or firefox, not ${name || 'nothing'}`);
}

const [name = '', ...further] = process.argv.slice(2);
const profile = await mkdtemp(join(tmpdir(), 'livecollection-try-'));
const args = await browserArguments(name, profile);
const server = await serveDemo();
try {
  const browser = start('node_modules/web-ext/bin/web-ext.js', ['run', ...args, `--start-url=${demo}`, ...further]);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => browser.kill(signal));
  if (name === 'chrome')
    choosePanel(profile, () => browser.exitCode !== null).catch((error: unknown) =>
      console.info(`Choose the panel LiveCollection in DevTools yourself: ${String(error)}`),
    );
  else console.info('In DevTools choose the panel LiveCollection: Firefox opens it on none of an extension.');
  const [code] = await once(browser, 'exit');
  process.exitCode = typeof code === 'number' ? code : 1;
} finally {
  server?.kill();
  await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
