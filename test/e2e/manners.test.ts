import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { views } from '../../extension/panel/views.ts';
import { violations } from '../support/axe.ts';
import { crowding } from '../support/crowding.ts';
import { type InspectorPage, type InspectorSite, openInspectorSite } from '../support/inspector-page.ts';
import { inspectorRecording } from '../support/inspector-recording.ts';
import { unlistedKeys } from '../support/keys-that-work.ts';
import { importLargeRecording } from '../support/large-recording.ts';
import { press } from '../support/panel-driver.ts';
import { tabStops } from '../support/tab-stops.ts';
import { fill, openView, select, visitEveryState } from '../support/view-states.ts';

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
  /** What is wrong in which state: one way through all of them finds all three. */
  const wrong: Record<'accessibility' | 'layout' | 'motion', string[]> = { accessibility: [], layout: [], motion: [] };

  beforeAll(() =>
    visitEveryState(site, recording, label, async (page, state, within) => {
      for (const theme of ['light', 'dark'] as const) {
        // A transition would be looked at half-way.
        await page.prefer({ 'prefers-color-scheme': theme, 'prefers-reduced-motion': 'reduce' });
        // Nothing but its colours changes with the theme.
        const runOnly = theme === 'dark' ? { runOnly: ['color-contrast'] } : {};
        const found = await violations(page, { within, ...runOnly });
        wrong.accessibility.push(...found.map((line) => `${state}, ${theme}: ${line}`));
      }
      wrong.motion.push(...(await motion(page)).map((line) => `${state}: ${line}`));
      for (const [width, height, zoom] of SIZES) {
        await page.resize({ width, height }, zoom);
        const found = await crowding(page);
        if (width === 400) found.push(...(await violations(page, { within, runOnly: ['target-size'] })));
        wrong.layout.push(...found.map((line) => `${state}, ${width} × ${height} at ${zoom * 100} %: ${line}`));
      }
      await page.resize({ width: 1200, height: 700 });
    }),
  );

  it('has nothing against it by WCAG 2.2 AA, in light and dark, whatever is open', () => {
    expect(wrong.accessibility).toEqual([]);
  });

  it('fits into any width from 320 pixels on, and at 200 % zoom: nothing overlaps, is cut off or too small', () => {
    expect(wrong.layout).toEqual([]);
  });

  it('moves nothing by itself for a user who asked for less motion', () => {
    expect(wrong.motion).toEqual([]);
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
});

describe('a user who does not see colours', () => {
  it('is told by shapes and words what is chosen, pressed and decided', async () => {
    const page = await openView(site, 'List');
    await fill(page, recording);
    // A theme of few colours, the same for all text. https://www.w3.org/TR/css-color-adjust-1/#forced
    await page.prefer({ 'forced-colors': 'active' });
    const looks = async (selector: string) => {
      await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
      await page.hover('.status');
      return page.picture(selector);
    };
    const follow = '.toolbar [aria-label^="Follow"]';
    const pressed = await looks(follow);
    const chosen = await looks('.tab[aria-selected=true]');
    await page.click(follow);
    await page.click('.bar [role=tab][title^="Lanes"]');
    expect(await looks(follow)).not.toBe(pressed);
    expect(await looks('.bar [role=tab][title^="List"]')).not.toBe(chosen);
    await page.click('.bar [role=tab][title^="List"]');
    await page.waitFor(() => document.querySelector('tbody .badge') !== null);
    const badges = await page.evaluate(() =>
      [...document.querySelectorAll('tbody .badge')].map((badge) => [
        badge.textContent?.trim() !== '',
        badge.querySelector('svg') !== null,
      ]),
    );
    expect(badges).toEqual(badges.map(() => [true, true]));
    await page.close();
  });
});

describe('a large recording', () => {
  it('shows how far it is read, shows its first events meanwhile, and keeps them where it is stopped', async () => {
    const page = await openView(site, 'List');
    await importLargeRecording(page, 'large.json', EVENTS);
    // Looked at and clicked in one turn: a fast machine is done before a mouse gets there.
    const read = await page.waitFor(() => {
      const progress = document.querySelector<HTMLProgressElement>('.loading progress');
      if (!progress || progress.value === 0 || !document.querySelector('tbody tr.row')) return undefined;
      document.querySelector<HTMLElement>('.loading button')?.click();
      return document.querySelector('.status-count')?.textContent?.replace(/\D/g, '');
    });
    expect(Number(read)).toBeLessThan(EVENTS);
    await page.waitFor(() => document.querySelector('.loading') === null);
    await page.waitFor(() => document.body.textContent?.includes('Stopped: only the first'));
    const kept = await page.evaluate(() => document.querySelector('.status-count')?.textContent?.replace(/\D/g, ''));
    expect(Number(kept)).toBeGreaterThan(0);
    expect(Number(kept)).toBeLessThan(EVENTS);
    await page.close();
  });

  it('is read to its end, and written again in turns, which can be given up', async () => {
    const page = await openView(site, 'List');
    await importLargeRecording(page, 'large.json', 200_000);
    await page.waitFor(() => document.querySelector('.status-count')?.textContent === '200,000 events');
    await page.waitFor(() => document.querySelector('.loading') === null);
    await page.evaluate(() => {
      const create = URL.createObjectURL;
      URL.createObjectURL = (file: Blob) => {
        document.body.setAttribute('data-saved', `${file.size}`);
        return create.call(URL, file);
      };
    });
    await press(page, 'Export');
    await page.waitFor(() => {
      const cancel = document.querySelector<HTMLElement>('.loading[aria-label=Saving] button');
      cancel?.click();
      return cancel !== null;
    });
    await page.waitFor(() => document.querySelector('.loading') === null);
    await page.evaluate(() => new Promise((next) => setTimeout(next)));
    expect(await page.evaluate(() => document.body.hasAttribute('data-saved'))).toBe(false);

    await press(page, 'Export');
    const size = await page.waitFor(() => document.body.getAttribute('data-saved'));
    expect(Number(size)).toBeGreaterThan(200_000 * 200);
    await page.waitFor(() => document.querySelector('.loading') === null);
    await page.close();
  });
});

/** Takes more than a second to read. */
const EVENTS = 400_000;
/** Width and height of the window, and the browser's zoom. WCAG 1.4.10 asks for 320 × 256, and 1.4.4 for 200 %. */
const SIZES: readonly [number, number, number][] = [
  [1400, 800, 1],
  [1200, 700, 2],
  [820, 500, 1],
  [400, 600, 1],
  [320, 480, 1],
  [640, 512, 2],
];

/** What moves, or would if it changed. */
function motion(page: InspectorPage): Promise<string[]> {
  return page.evaluate(() => [
    ...document
      .getAnimations()
      .map((animation) => `an animation of ${animation.effect?.getComputedTiming().duration} ms`)
      .filter((told) => told !== 'an animation of 0 ms'),
    ...[...document.querySelectorAll('*')]
      .filter((element) => /[1-9]/.test(getComputedStyle(element).transitionDuration))
      .map((element) => `a transition of .${element.className}`),
  ]);
}
