import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserName, browserNames, type LiveBrowser, type PanelHandle, type Tab } from '../support/browser.ts';
import { launch } from '../support/launch.ts';
import { preserveLog } from '../support/panel-driver.ts';
import { type ProbedSite, panelEvents, startProbedSite, textsIn } from '../support/probed-site.ts';
import { waitFor } from '../support/wait-for.ts';

const built = (folder: string) => fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url));
/** A background without traffic is shut down after 30 s, and so are the ports to it. */
const IDLE = 60_000;

let site: ProbedSite;
/** Both at once, so that the minute in which nobody says a word is waited for once. */
const running = new Map<BrowserName, Running>();

interface Running {
  browser: LiveBrowser;
  idle: { tab: Tab; panel: PanelHandle; since: number };
}

beforeAll(async () => {
  site = await startProbedSite();
  await Promise.all(browserNames.map(start));
});
afterAll(async () => {
  for (const { browser } of running.values()) await browser.close();
  await site?.close();
});

async function start(name: BrowserName): Promise<void> {
  const browser = await launch(name, { extension: built(name === 'chromium' ? 'chrome' : 'firefox') });
  const tab = await browser.newPage(site.url('/page/idle'));
  const panel = await tab.openDevtools();
  running.set(name, { browser, idle: { tab, panel, since: Date.now() } });
  await shows(panel, 'attached late');
}

function runningAs(name: BrowserName): Running {
  const found = running.get(name);
  if (!found) throw new Error(`${name} does not run`);
  return found;
}

const shows = (where: PanelHandle, text: string) =>
  where.waitFor((wanted: string) => document.querySelector('tbody')?.textContent?.includes(wanted), text);

/** Nothing comes twice, nothing out of order, and nothing is missing. */
async function expectWhole(where: PanelHandle): Promise<void> {
  const events = await panelEvents(where);
  const last = new Map<string, number>();
  for (const { load, seq, kind } of events) {
    expect([kind, seq]).toEqual([kind, (last.get(String(load)) ?? 0) + 1]);
    last.set(String(load), Number(seq));
  }
  expect(await where.evaluate(() => document.querySelector('.status-trouble')?.textContent ?? '')).toBe('');
}

describe.each(browserNames)('the way from a page to its panel in %s', (name) => {
  let browser: LiveBrowser;
  let tab: Tab;
  let panel: PanelHandle;

  beforeAll(async () => {
    ({ browser } = runningAs(name));
    tab = await browser.newPage(site.url('/page/first'));
    panel = await tab.openDevtools();
    await shows(panel, 'attached late');
  });

  const say = (text: string) => tab.evaluate((said: string) => window.say(said), text);

  it('gives a panel that comes later what the first one had, and goes on', async () => {
    await say('before the second panel');
    await shows(panel, 'before the second panel');
    await panel.evaluate(() => location.reload());
    await shows(panel, 'before the second panel');
    await say('after');
    await shows(panel, 'after');
    expect(await textsIn(panel)).toEqual(['before the second panel', 'after']);
    await expectWhole(panel);
  });

  it('tells two panels the same, and goes on with the one when the other leaves', async () => {
    // No browser opens two DevTools on a tab: a second panel's document, in a frame of the first's, is a second reader.
    const secondShows = (selector: string, pattern: string) =>
      panel.waitFor(
        (selector: string, pattern: string) =>
          new RegExp(pattern).test(
            document.querySelector('iframe')?.contentDocument?.querySelector(selector)?.textContent ?? '',
          ),
        selector,
        pattern,
      );
    await tab.goto(site.url('/page/seen-twice'));
    await say('before there were two');
    await shows(panel, 'before there were two');
    await panel.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.src = location.href;
      frame.style.cssText = 'position: fixed; inset: 0 0 auto auto; width: 640px; height: 480px';
      document.body.append(frame);
    });
    await secondShows('tbody', 'before there were two');
    await say('to both');
    await shows(panel, 'to both');
    await secondShows('tbody', 'to both');
    await secondShows('.status-count', '^3 events$');
    expect(
      await panel.evaluate(() => document.querySelector('iframe')?.contentDocument?.querySelector('.status-trouble')),
    ).toBe(null);
    await panel.evaluate(() => document.querySelector('iframe')?.remove());
    await say('to the one that is left');
    await shows(panel, 'to the one that is left');
    expect(await textsIn(panel)).toEqual(['before there were two', 'to both', 'to the one that is left']);
    await expectWhole(panel);
  });

  it('goes on when the background dies, and attaches to the next document as before', async () => {
    await browser.extension.stopBackground();
    await say('without a background');
    await shows(panel, 'without a background');
    await browser.extension.stopBackground();
    await tab.goto(site.url('/page/after-the-background'));
    await say('with the next background');
    await shows(panel, 'with the next background');
    expect(await tab.evaluate(() => window.probedFirst)).toBe(true);
    await expectWhole(panel);
  });

  it('follows a burst of navigations to its end', async () => {
    await tab.goto(site.url('/burst/8'));
    await tab.waitFor(() => location.pathname === '/burst/0' && document.readyState === 'complete');
    await say('at the end of the burst');
    await shows(panel, 'at the end of the burst');
    await panel.waitFor(() => /burst\/0/.test(document.querySelector('.status-url')?.textContent ?? ''));
    await expectWhole(panel);
  });

  it('shows one page at a time, or, with “Preserve log”, all of them with a mark between', async () => {
    const loads = async () =>
      (await panelEvents(panel)).filter(({ kind }) => kind === 'load').map(({ url }) => String(url));
    await tab.goto(site.url('/page/one'));
    await shows(panel, 'page/one');
    expect(await loads()).toEqual([site.url('/page/one')]);
    await preserveLog(panel, true);
    await tab.goto(site.url('/page/two'));
    await shows(panel, 'page/two');
    await tab.reload();
    await say('on the second load');
    await shows(panel, 'on the second load');
    expect(await loads()).toEqual(['one', 'two', 'two'].map((page) => site.url(`/page/${page}`)));
    const marks = await panel.evaluate(() =>
      [...document.querySelectorAll('tbody tr.band')].map((row) => row.textContent ?? ''),
    );
    expect(marks.filter((text) => text.includes('/page/'))).toHaveLength(3);
    await expectWhole(panel);
    await preserveLog(panel, false);
  });

  async function thereAndBack(page: string): Promise<void> {
    await tab.goto(site.url(`/page/${page}`));
    await tab.evaluate((text: string) => {
      document.title = 'still the same';
      window.say(text);
    }, `${page} leaves`);
    await shows(panel, `${page} leaves`);
    await tab.goto(site.url('/page/between'));
    await say(`after ${page}`);
    await shows(panel, `after ${page}`);
    await tab.back();
    expect(await tab.evaluate(() => document.title)).toBe('still the same');
    await say(`${page} is back`);
    await shows(panel, `${page} is back`);
    await panel.waitFor(
      (name: string) => document.querySelector('.status-url')?.textContent?.endsWith(name),
      `/page/${page}`,
    );
  }

  it('shows a page that comes back from the back/forward cache whole, and nothing else', async () => {
    await thereAndBack('kept');
    expect(await textsIn(panel)).toEqual(['kept leaves', 'kept is back']);
    const states = (await panelEvents(panel)).filter(({ kind }) => kind === 'lifecycle').map(({ state }) => state);
    expect(states).toContain('restore');
    await expectWhole(panel);
  });

  it('goes on where it was with such a page when the log is preserved', async () => {
    await preserveLog(panel, true);
    await thereAndBack('preserved');
    expect((await textsIn(panel)).slice(-3)).toEqual(['preserved leaves', 'after preserved', 'preserved is back']);
    await expectWhole(panel);
    await preserveLog(panel, false);
  });

  it('says exactly how many events a page had to forget before a panel came to read them', async () => {
    await tab.goto(site.url('/page/talkative'));
    await shows(panel, 'talkative');
    const said = 400;
    await tab.evaluate((count: number) => {
      for (let n = 1; n <= count; n += 1) window.say(`text ${n} ${'x'.repeat(30_000)}`);
    }, said);
    const load = 1;
    const all = load + said;
    const counts = () =>
      ['.status-count', '.status-trouble'].map((selector) =>
        Number(document.querySelector(selector)?.textContent?.match(/\d+/)?.[0] ?? 0),
      );
    await panel.waitFor(
      (events: number) => document.querySelector('.status-count')?.textContent === `${events} events`,
      all,
    );
    expect(await panel.evaluate(counts)).toEqual([all, 0]);

    await panel.evaluate(() => location.reload());
    // The document before the reload shows the same text, but has lost nothing.
    await panel.waitFor(() => document.querySelector('.status-trouble') !== null);
    await shows(panel, `text ${said} `);
    const [shown = 0, lost = 0] = await panel.evaluate(counts);
    const gap = 1;
    const kept = shown - gap;
    expect(kept + lost).toBe(all);
    const ring = 8 * 1024 * 1024;
    expect(kept).toBeLessThan(ring / 30_000);
    expect(kept).toBeGreaterThan(ring / 31_000);
  });

  // Firefox prerenders nothing.
  if (name === 'chromium') {
    async function prerendering(later: string, openFirst: boolean): Promise<PanelHandle> {
      const tab = await browser.newPage(site.url('/page/before'));
      let shown = openFirst ? await tab.openDevtools() : undefined;
      if (shown) await shows(shown, 'attached late');
      await tab.goto(site.url(`/prerender?${encodeURIComponent(later)}`));
      await waitFor('the page to be prerendered', () => site.prerendered.includes(new URL(later).pathname));
      shown ??= await tab.openDevtools();
      await shows(shown, 'prerender?');
      await tab.evaluate(() => window.say('the page that is seen'));
      await shows(shown, 'the page that is seen');
      expect(await shown.evaluate(() => document.querySelector('.status-url')?.textContent)).toContain('/prerender?');
      await tab.evaluate((url: string) => void location.assign(url), later);
      await shown.waitFor(
        (path: string) => document.querySelector('.status-url')?.textContent?.endsWith(path),
        new URL(later).pathname,
      );
      return shown;
    }

    it('takes no notice of a prerendered page until it is shown', async () => {
      const later = site.url('/page/prerendered');
      const shown = await prerendering(later, true);
      const events = await panelEvents(shown);
      const [load] = events;
      expect(load).toMatchObject({ kind: 'load', url: later, attach: 'early', prerendered: true });
      expect(events.filter(({ kind }) => kind === 'lifecycle').map(({ state }) => state)).toContain('activate');
      await expectWhole(shown);
      await shown.close();
    });

    it('finds a page that was prerendered before DevTools was opened, when it is shown', async () => {
      const later = site.url('/page/prerendered-before');
      const shown = await prerendering(later, false);
      expect((await panelEvents(shown))[0]).toMatchObject({ kind: 'load', url: later, attach: 'late' });
      await expectWhole(shown);
      await shown.close();
    });
  }
});

describe.each(browserNames)(`a panel in %s, ${IDLE / 1000} s without a word`, (name) => {
  it('is there, for this document and the next', async () => {
    const { tab, panel, since } = runningAs(name).idle;
    await waitFor('the minute to be over', () => Date.now() - since > IDLE, IDLE);
    await tab.evaluate(() => window.say('after a minute'));
    await shows(panel, 'after a minute');
    await tab.reload();
    expect(await tab.evaluate(() => window.probedFirst)).toBe(true);
    await tab.evaluate(() => window.say('after the reload'));
    await shows(panel, 'after the reload');
    expect(await textsIn(panel)).toEqual(['after the reload']);
  });
});

describe.each(browserNames)('an extension in %s that is reloaded', (name) => {
  it('leaves its pages, and starts over where DevTools goes on', async () => {
    const { browser } = runningAs(name);
    const tab = await browser.newPage(site.url('/page/reloaded-under'));
    let panel = await tab.openDevtools();
    await shows(panel, 'reloaded-under');
    await browser.extension.reload();
    // Firefox loads the new version into the DevTools that is open; Chromium when DevTools is opened the next time.
    if (name === 'firefox') {
      panel = await tab.openDevtools();
      await shows(panel, 'reloaded-under');
      await tab.evaluate(() => window.say('to the new version'));
      await shows(panel, 'to the new version');
      expect(await tab.evaluate(observers)).toBe(1);
      await expectWhole(panel);
      await panel.close();
    }
    await tab.waitFor(() => {
      window.say('is anybody there?');
      return sessionStorage.length === 0;
    });
    expect(await tab.evaluate(observers)).toBe(0);
  });
});

/** How many look at what the page's live collections say. */
const observers = () =>
  (Reflect.get(window, Symbol.for('live-collection.registry')) as { observers: Set<unknown> }).observers.size;
