import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { views } from '../../extension/panel/views.ts';
import { violations } from '../support/axe.ts';
import { crowding } from '../support/crowding.ts';
import { type InspectorPage, type InspectorSite, openInspectorSite } from '../support/inspector-page.ts';
import { inspectorRecording } from '../support/inspector-recording.ts';
import { unlistedKeys } from '../support/keys-that-work.ts';
import { importRecording } from '../support/panel-driver.ts';
import { tabStops } from '../support/tab-stops.ts';

let site: InspectorSite;
let recording: string;

beforeAll(async () => {
  site = await openInspectorSite();
  recording = await inspectorRecording(site);
});

afterAll(async () => {
  await site?.close();
});

/** What can be open over a view, and how it is opened; Escape closes it. */
const OPENED: readonly { what: string; open(page: InspectorPage): Promise<void>; seen: string }[] = [
  { what: 'the keys', open: (page) => page.press('?'), seen: 'dialog[open] kbd' },
  { what: 'the settings', open: (page) => page.press(','), seen: 'dialog[open] .settings' },
  {
    what: 'the saved filters',
    open: (page) => page.click('[aria-label="Saved filters"] > button'),
    seen: '.saved-filters',
  },
  {
    what: 'the help of the filter',
    open: (page) => page.click('[aria-label="What a filter can ask"] > button'),
    seen: '.filter-help',
  },
  { what: 'completions', open: (page) => page.type('[role=combobox]', 'la'), seen: '[role=option]' },
  {
    what: 'a query that cannot be read',
    open: (page) => page.type('[role=combobox]', 'status:>>x'),
    seen: '.filter-error',
  },
];

/** Opens the inspector on one view, without anything in it. */
async function openView(label: string): Promise<InspectorPage> {
  const page = await site.open();
  await page.waitFor(() => document.querySelector('[role=tab]') !== null);
  await page.evaluate((wanted: string) => {
    for (const tab of document.querySelectorAll<HTMLElement>('[role=tab]'))
      if (tab.textContent?.trim() === wanted) tab.click();
  }, label);
  await page.waitFor(
    (wanted: string) => document.querySelector('[role=tab][aria-selected=true]')?.textContent?.trim() === wanted,
    label,
  );
  return page;
}

async function fill(page: InspectorPage): Promise<void> {
  await importRecording(page, 'todos.json', recording);
  await page.waitFor(() => document.querySelector('.replay') !== null && document.querySelector('.empty') === null);
}

/** Selects a message with a verdict, by the only way that every view has: the list. */
async function select(page: InspectorPage, label: string): Promise<void> {
  await page.click('[role=tab]:first-child');
  await page.click('tbody tr:has([data-family="matched"])');
  await page.waitFor(() => document.querySelector('.detail') !== null);
  await page.click(`[role=tab][title^="${label}"]`);
}

async function close(page: InspectorPage, seen: string): Promise<void> {
  await page.press('Escape');
  await page.press('Escape');
  await page.waitFor((selector: string) => document.querySelector(selector) === null, seen);
}

describe.each(views.map(({ label }) => label))('the view %s', (label) => {
  /** Leads through everything that can be seen of the view, and says which part of it is new. */
  async function everyState(
    visit: (page: InspectorPage, state: string, within: string) => Promise<void>,
  ): Promise<void> {
    const page = await openView(label);
    await visit(page, 'empty', 'html');
    await fill(page);
    await visit(page, 'full', 'html');
    await select(page, label);
    await visit(page, 'with details', 'html');
    for (const { what, open, seen } of OPENED) {
      await open(page);
      await page.waitFor((selector: string) => document.querySelector(selector) !== null, seen);
      await visit(page, `with ${what}`, 'dialog[open], .filter-tools');
      await close(page, seen);
    }
    await page.close();
  }

  it('has nothing against it by WCAG 2.2 AA, in light and dark, whatever is open', async () => {
    const wrong: string[] = [];
    await everyState(async (page, state, within) => {
      for (const theme of ['light', 'dark'] as const) {
        // A transition would be looked at half-way.
        await page.prefer({ 'prefers-color-scheme': theme, 'prefers-reduced-motion': 'reduce' });
        // Nothing but its colours changes with the theme.
        const runOnly = theme === 'dark' ? { runOnly: ['color-contrast'] } : {};
        const found = await violations(page, { within, ...runOnly });
        wrong.push(...found.map((violation) => `${state}, ${theme}: ${violation}`));
      }
    });
    expect(wrong).toEqual([]);
  });

  it('fits into any width from 320 pixels on, and at 200 % zoom: nothing overlaps, is cut off or too small', async () => {
    const wrong: string[] = [];
    await everyState(async (page, state) => {
      for (const [width, height, zoom] of SIZES) {
        await page.resize({ width, height }, zoom);
        const where = `${state}, ${width} × ${height} at ${zoom * 100} %`;
        const found = [
          ...(await crowding(page)),
          ...(width === 400 ? await violations(page, { runOnly: ['target-size'] }) : []),
        ];
        wrong.push(...found.map((line) => `${where}: ${line}`));
      }
      await page.resize({ width: 1200, height: 700 });
    });
    expect(wrong).toEqual([]);
  });

  it('can be worked by keyboard, in the order of its layout, and shows where the focus is', async () => {
    const page = await openView(label);
    await page.resize({ width: 1200, height: 700 });
    await fill(page);
    await select(page, label);
    const { stops, wrong } = await tabStops(page);
    expect(wrong).toEqual([]);
    expect(stops.length).toBeGreaterThan(12);
    await page.close();
  });

  it('lists on the sheet every key that does something', async () => {
    const page = await openView(label);
    await fill(page);
    await select(page, label);
    expect(await unlistedKeys(page)).toEqual([]);
    await page.close();
  });

  it('moves nothing by itself for whoever asked for less motion', async () => {
    await everyState(async (page, state) => {
      await page.prefer({ 'prefers-reduced-motion': 'reduce' });
      const moving = await page.evaluate(() => [
        ...document.getAnimations().map((animation) => String(animation.effect?.getComputedTiming().duration)),
        ...[...document.querySelectorAll('*')]
          .filter((element) => /[1-9]/.test(getComputedStyle(element).transitionDuration))
          .map((element) => element.className),
      ]);
      expect({ state, moving: moving.filter((duration) => duration !== '0') }).toEqual({ state, moving: [] });
    });
  });
});

/** Width and height of the window, and the browser's zoom. WCAG 1.4.10 asks for 320 × 256, and 1.4.4 for 200 %. */
const SIZES: readonly [number, number, number][] = [
  [1400, 800, 1],
  [1200, 700, 2],
  [820, 500, 1],
  [400, 600, 1],
  [320, 480, 1],
  [640, 512, 2],
];
