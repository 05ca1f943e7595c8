import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createApp } from '../../devserver/app.ts';
import { views } from '../../extension/panel/views.ts';
import type { PanelHandle, Tab, Theme } from './browser.ts';
import { openInspectorSite } from './inspector-page.ts';
import { inspectorRecording } from './inspector-recording.ts';
import { launch } from './launch.ts';
import { situations, visitSituation, withPlaces } from './situations.ts';
import { visitEveryState } from './view-states.ts';

/*
 * `npm run screenshots`: pictures in both themes. For the README, the real panel in a real Chromium, where two windows on
 * the demo write and the first is inspected. Into `dist/screenshots/`, to be looked at: every view in every state, wide
 * and narrow, as the inspector shows it; and the real panel in every situation in which it has nothing to show.
 */

const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const pictures = 'extension/panel/screenshots';
const looks = inRoot('dist/screenshots');
/** The panel beside and below a page. */
const SIZES = [
  { name: 'wide', width: 1200, height: 640 },
  { name: 'narrow', width: 400, height: 640 },
];

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
    await row(panel, 'acknowledged');
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

/** Every view in every state that the manners' test goes through. */
async function takeViews(): Promise<void> {
  const site = await openInspectorSite();
  try {
    const recording = await inspectorRecording(site);
    for (const { label } of views)
      await visitEveryState(site, recording, label, async (page, state) => {
        const name = `${label} ${state}`.toLowerCase().replaceAll(' ', '-');
        for (const theme of ['light', 'dark'] as const)
          for (const { name: size, ...pixels } of SIZES) {
            await page.prefer({ 'prefers-color-scheme': theme, 'prefers-reduced-motion': 'reduce' });
            await page.resize(pixels);
            await page.screenshot(`${looks}/${name}-${size}-${theme}.png`);
          }
        await page.resize({ width: 1200, height: 640 });
      });
  } finally {
    await site.close();
  }
}

async function takeSituations(demo: string): Promise<void> {
  const browser = await launch('chromium', { extension: inRoot('dist/chrome'), size: { width: 1000, height: 480 } });
  try {
    await withPlaces(demo, async (places) => {
      for (const situation of situations)
        await visitSituation(browser, situation, places, async (panel) => {
          for (const theme of ['light', 'dark'] as const) {
            await panel.evaluate((theme: string) => document.documentElement.setAttribute('data-theme', theme), theme);
            await panel.screenshot(`${looks}/empty-${situation.name}-${theme}.png`);
          }
        });
    });
  } finally {
    await browser.close();
  }
}

async function withDemo(use: (url: string) => Promise<void>): Promise<void> {
  const app = await createApp({ assets: inRoot('dist/devserver/todos'), hosts: ['todo.test'] });
  try {
    await use((await app.listen(0)).url);
  } finally {
    await app.close();
  }
}

await mkdir(inRoot(pictures), { recursive: true });
await mkdir(looks, { recursive: true });
for (const theme of ['light', 'dark'] as const) await withDemo(async (url) => console.log(await take(theme, url)));
await takeViews();
await withDemo(takeSituations);
console.log(looks);
