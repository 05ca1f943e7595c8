import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './find-browser.ts';
import { waitFor } from './wait-for.ts';

/*
 * `npm run chrome` and `npm run firefox`: a browser with the extension loaded, the demo and DevTools open.
 * The extension is reloaded when a file of it is built again.
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

/** web-ext's own `--devtools` would inspect the extension; these flags are the browsers', for the demo's tab. */
async function browserArguments(name: string): Promise<string[]> {
  if (name === 'chrome') {
    const { path } = await findBrowser('chromium');
    const sandbox = process.getuid?.() === 0 ? ['--args=--no-sandbox'] : []; // root cannot start it
    const target = ['--target=chromium', `--chromium-binary=${path}`, '--source-dir=dist/chrome'];
    return [...target, '--args=--auto-open-devtools-for-tabs', ...sandbox];
  }
  if (name === 'firefox') {
    const { path } = await findBrowser('firefox');
    return ['--target=firefox-desktop', `--firefox=${path}`, '--source-dir=dist/firefox', '--args=--devtools'];
  }
  throw new Error(`Say which browser: chrome or firefox, not ${name || 'nothing'}`);
}

const args = await browserArguments(process.argv[2] ?? '');
const server = await serveDemo();
try {
  const browser = start('node_modules/web-ext/bin/web-ext.js', ['run', ...args, `--start-url=${demo}`]);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => browser.kill(signal));
  const [code] = await once(browser, 'exit');
  process.exitCode = typeof code === 'number' ? code : 1;
} finally {
  server?.kill();
}
