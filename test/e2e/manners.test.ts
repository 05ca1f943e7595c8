import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { views } from '../../extension/panel/views.ts';
import { violations } from '../support/axe.ts';
import { crowding } from '../support/crowding.ts';
import { type InspectorSite, openInspectorSite } from '../support/inspector-page.ts';
import { inspectorRecording } from '../support/inspector-recording.ts';
import { unlistedKeys } from '../support/keys-that-work.ts';
import { tabStops } from '../support/tab-stops.ts';
import { fill, openView, select, type Visit, visitEveryState } from '../support/view-states.ts';

let site: InspectorSite;
let recording: string;

beforeAll(async () => {
  site = await openInspectorSite();
  recording = await inspectorRecording(site);
});

afterAll(async () => {
  await site?.close();
});

describe.each(views.map(({ label }) => label))('the view %s', (label) => {
  const everyState = (visit: Visit) => visitEveryState(site, recording, label, visit);

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
    const page = await openView(site, label);
    await page.resize({ width: 1200, height: 700 });
    await fill(page, recording);
    await select(page, label);
    const { stops, wrong } = await tabStops(page);
    expect(wrong).toEqual([]);
    expect(stops.length).toBeGreaterThan(12);
    await page.close();
  });

  it('lists on the sheet every key that does something', async () => {
    const page = await openView(site, label);
    await fill(page, recording);
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
