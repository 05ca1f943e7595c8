import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createApp } from '../../devserver/app.ts';
import type { PanelHandle, Tab, Theme } from './browser.ts';
import { launch } from './launch.ts';

/*
 * `npm run screenshots`: pictures of the real panel in a real Chromium, in both themes, for the README. Two windows on the
 * demo write; the first is inspected.
 */

const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const pictures = 'extension/panel/screenshots';

async function add(tab: Tab, title: string): Promise<void> {
  await tab.type('.new-todo', title);
  await tab.press('Enter');
}

const todos = (tab: Tab, count: number) =>
  tab.waitFor((count: number) => document.querySelectorAll('.todo-list li').length === count, count);

/** Waits for a row that shows `text`. */
const row = (panel: PanelHandle, text: string) =>
  panel.waitFor(
    (text: string) => [...document.querySelectorAll('tbody tr')].some((row) => row.textContent?.includes(text)),
    text,
  );

/** What the pictures tell: an own create and its echo, somebody else's create, update and delete. */
async function write(inspected: Tab, other: Tab): Promise<void> {
  await add(inspected, 'Buy milk');
  await todos(other, 1);
  await add(other, 'Pay the rent');
  await todos(inspected, 2);
  await other.click('.todo-list li:first-child .toggle');
  await inspected.waitFor(() => document.querySelector('.todo-list li:first-child')?.classList.contains('completed'));
  await add(inspected, 'Water the plants');
  await todos(other, 3);
  await other.click('.clear-completed');
  await todos(inspected, 2);
}

async function take(theme: Theme, url: string): Promise<string> {
  const browser = await launch('chromium', { extension: inRoot('dist/chrome'), size: { width: 1400, height: 640 } });
  try {
    const inspected = await browser.newPage(url);
    const other = await browser.newPage(url);
    // The theme's name is right only in a DevTools that is opened after the change.
    const first = await inspected.openDevtools();
    await first.setTheme(theme);
    await first.close();
    const panel = await inspected.openDevtools();
    await inspected.reload(); // so that the probe is there before the page's first script
    await row(panel, 'subscribe acknowledged');
    await row(panel, 'resynced');
    await write(inspected, other);
    await row(panel, 'removed');
    await panel.click('tbody tr:has([data-family="matched"])');
    await panel.waitFor(() => document.querySelector('.verdict') !== null);
    const path = inRoot(`${pictures}/panel-${theme}.png`);
    await panel.screenshot(path);
    return path;
  } finally {
    await browser.close();
  }
}

await mkdir(inRoot(pictures), { recursive: true });
for (const theme of ['light', 'dark'] as const) {
  const app = await createApp({ assets: inRoot('dist/devserver/todos') });
  try {
    const { url } = await app.listen(0);
    console.log(await take(theme, url));
  } finally {
    await app.close();
  }
}
