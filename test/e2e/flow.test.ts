import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserNames, type LiveBrowser, type PanelHandle, type Tab } from '../support/browser.ts';
import { launch } from '../support/launch.ts';
import { type ProbedSite, panelEvents, startProbedSite, textsIn } from '../support/probed-site.ts';
import { waitFor } from '../support/wait-for.ts';

const built = (folder: string) => fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url));
/** A background without traffic is shut down after 30 s, and so are the ports to it. */
const IDLE = 60_000;

describe.each(browserNames)('the way from a page to its panel in %s', (name) => {
  let site: ProbedSite;
  let browser: LiveBrowser;
  let tab: Tab;
  let panel: PanelHandle;
  /** Opened first and left alone until the last test but one, so that nobody waits for it. */
  let idle: { tab: Tab; panel: PanelHandle; since: number };

  beforeAll(async () => {
    site = await startProbedSite();
    browser = await launch(name, { extension: built(name === 'chromium' ? 'chrome' : 'firefox') });
    const idleTab = await browser.newPage(site.url('/page/idle'));
    const idlePanel = await idleTab.openDevtools();
    await shows(idlePanel, 'attached late');
    idle = { tab: idleTab, panel: idlePanel, since: Date.now() };
    tab = await browser.newPage(site.url('/page/first'));
    panel = await tab.openDevtools();
    await shows(panel, 'attached late');
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const shows = (where: PanelHandle, text: string) =>
    where.waitFor((wanted: string) => document.querySelector('tbody')?.textContent?.includes(wanted), text);
  const say = (text: string) => tab.evaluate((said: string) => window.say(said), text);

  /** Nothing comes twice, nothing out of order, and nothing is missing. */
  async function expectWhole(): Promise<void> {
    const events = await panelEvents(panel);
    const last = new Map<string, number>();
    for (const { load, seq, kind } of events) {
      expect([kind, seq]).toEqual([kind, (last.get(String(load)) ?? 0) + 1]);
      last.set(String(load), Number(seq));
    }
    expect(await panel.evaluate(() => document.querySelector('.status-trouble')?.textContent ?? '')).toBe('');
  }

  it('gives a panel that comes later what the first one had, and goes on', async () => {
    await say('before the second panel');
    await shows(panel, 'before the second panel');
    await panel.evaluate(() => location.reload());
    await shows(panel, 'before the second panel');
    await say('after');
    await shows(panel, 'after');
    expect(await textsIn(panel)).toEqual(['before the second panel', 'after']);
    await expectWhole();
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
    await expectWhole();
  });

  it('follows a burst of navigations to its end', async () => {
    await tab.goto(site.url('/burst/8'));
    await tab.waitFor(() => location.pathname === '/burst/0' && document.readyState === 'complete');
    await say('at the end of the burst');
    await shows(panel, 'at the end of the burst');
    await panel.waitFor(() => /burst\/0/.test(document.querySelector('.status-url')?.textContent ?? ''));
    await expectWhole();
  });

  it('speaks again with a page that comes back from the back/forward cache', async () => {
    await tab.goto(site.url('/page/kept'));
    await tab.evaluate(() => {
      document.title = 'still the same';
      window.say('before it left');
    });
    await shows(panel, 'before it left');
    await tab.goto(site.url('/page/between'));
    await say('between');
    await shows(panel, 'between');
    await tab.back();
    expect(await tab.evaluate(() => document.title)).toBe('still the same');
    await say('back again');
    await shows(panel, 'back again');
    await panel.waitFor(() => /kept/.test(document.querySelector('.status-url')?.textContent ?? ''));
    expect((await textsIn(panel)).slice(-3)).toEqual(['before it left', 'between', 'back again']);
    await expectWhole();
  });

  it.runIf(name === 'chromium')('takes no notice of a prerendered page until it is shown', async () => {
    const later = site.url('/page/prerendered');
    await tab.goto(site.url(`/prerender?${encodeURIComponent(later)}`));
    await waitFor('the page to be prerendered', () => site.prerendered.includes('/page/prerendered'));
    await say('the page that is seen');
    await shows(panel, 'the page that is seen');
    expect(await panel.evaluate(() => document.querySelector('.status-url')?.textContent)).toContain('/prerender');
    await tab.evaluate((url: string) => void location.assign(url), later);
    await tab.waitFor(() => document.title === 'prerendered' && document.readyState === 'complete');
    await panel.waitFor(() => /page\/prerendered/.test(document.querySelector('.status-url')?.textContent ?? ''));
    const events = await panelEvents(panel);
    const load = events.find(({ kind, url }) => kind === 'load' && url === later);
    expect(load).toMatchObject({ attach: 'early', prerendered: true });
    const states = events.filter((event) => event.load === load?.load && event.kind === 'lifecycle');
    expect(states.map(({ state }) => state)).toContain('activate');
    await expectWhole();
  });

  it(`is there after ${IDLE / 1000} s without a word`, async () => {
    await waitFor('the minute to be over', () => Date.now() - idle.since > IDLE, IDLE);
    await idle.tab.evaluate(() => window.say('after a minute'));
    await shows(idle.panel, 'after a minute');
    await idle.tab.reload();
    expect(await idle.tab.evaluate(() => window.probedFirst)).toBe(true);
    await idle.tab.evaluate(() => window.say('after the reload'));
    await shows(idle.panel, 'after the reload');
    expect(await textsIn(idle.panel)).toEqual(['after a minute', 'after the reload']);
  });

  it('leaves the page clean when the extension is reloaded under it', async () => {
    await tab.goto(site.url('/page/reloaded-under'));
    await shows(panel, 'reloaded-under');
    expect(await tab.evaluate(() => sessionStorage.length)).toBe(1);
    await browser.extension.reload();
    await tab.waitFor(() => {
      window.say('is anybody there?');
      const registry = Reflect.get(window, Symbol.for('live-collection.registry')) as { observers: Set<unknown> };
      return registry.observers.size === 0 && sessionStorage.length === 0;
    });
  });
});
