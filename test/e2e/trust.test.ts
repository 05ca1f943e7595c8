import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserNames, type LiveBrowser, type PanelHandle, type Tab } from '../support/browser.ts';
import { launch } from '../support/launch.ts';
import { type ProbedSite, panelEvents, startProbedSite, textsIn } from '../support/probed-site.ts';

const built = (folder: string) => fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url));
/** How long the panel may not answer while a page floods it, ms: on a busy machine, where a user would say hitch, not hang. */
const HITCH = 3_000;

describe.each(browserNames)('a page that means harm in %s', (name) => {
  let site: ProbedSite;
  let browser: LiveBrowser;
  let hostile: Tab;
  let panel: PanelHandle;
  let other: Tab;
  let otherPanel: PanelHandle;

  beforeAll(async () => {
    site = await startProbedSite();
    browser = await launch(name, { extension: built(name === 'chromium' ? 'chrome' : 'firefox') });
    other = await browser.newPage(site.url('/page/other'));
    otherPanel = await other.openDevtools();
    await shows(otherPanel, 'attached late');
    await other.evaluate(() => window.say('the other page'));
    await shows(otherPanel, 'the other page');
    hostile = await browser.newPage(site.url('/hostile'));
    panel = await hostile.openDevtools();
    await hostile.waitFor(() => window.overheard());
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const shows = (where: PanelHandle, text: string) =>
    where.waitFor((wanted: string) => document.querySelector('tbody')?.textContent?.includes(wanted), text);
  const trouble = () =>
    panel.evaluate(() => [...document.querySelectorAll('.status-trouble')].map(({ textContent }) => textContent));

  /** The panel works, shows what the page says from now on, and has become nothing but a panel. */
  async function expectUnharmed(text: string): Promise<void> {
    await panel.evaluate(() => document.querySelector<HTMLButtonElement>('button[aria-label^="Clear"]')?.click());
    await hostile.evaluate((said: string) => window.say(said), text);
    await shows(panel, text);
    const harm = await panel.evaluate(() => ({
      elements: document.querySelectorAll('tbody img, tbody script, aside img, aside script').length,
      ran: 'broken' in window,
      polluted: 'polluted' in {},
    }));
    expect(harm).toEqual({ elements: 0, ran: false, polluted: false });
    expect(await textsIn(otherPanel)).toEqual(['the other page']);
  }

  it('says what is no batch, and is told nothing about it', async () => {
    await hostile.evaluate(() => window.babble());
    await panel.waitFor(() => /rejected/.test(document.querySelector('.status')?.textContent ?? ''));
    await expectUnharmed('after the babble');
    expect(await hostile.evaluate(() => window.silent)).toBe(true);
  });

  it('forges events, of another tab’s page too, and reaches nobody else’s panel', async () => {
    const [load] = await panelEvents(otherPanel);
    await hostile.evaluate((victim: string) => {
      const said = { layer: 'collection', kind: 'error', source: 'said', message: 'forged' };
      const at = Date.now();
      window.forge([{ load: victim, seq: 100, at, ...said }]);
      window.forge([{ load: victim, seq: 100, at, ...said }], { load: victim });
      window.forge(
        [
          {
            load: 'made up',
            seq: 1,
            at,
            layer: 'page',
            kind: 'load',
            url: 'javascript:alert(1)',
            title: '<b>',
            attach: 'early',
            frame: 'x',
          },
        ],
        { load: 'made up' },
      );
      window.forge([{ load: 'made up', seq: 2, at, layer: '__proto__', kind: 'constructor' }], { load: 'made up' });
      for (let n = 0; n < 1_000; n += 1)
        window.forge(
          [
            {
              load: `frame ${n}`,
              seq: 1,
              at,
              layer: 'page',
              kind: 'load',
              url: '',
              title: '',
              attach: 'late',
              frame: 'f',
            },
          ],
          { load: `frame ${n}` },
        );
      window.forge(['{', '{"load":"x"}', 'null', `${'['.repeat(100_000)}`]);
    }, String(load?.load));
    await expectUnharmed('after the forgery');
  });

  it('says cyclic, deep, huge and throwing things, HTML, `__proto__` and half characters: all is told, as text', async () => {
    const before = (await panelEvents(panel)).filter(isSaid).length;
    const reports = await hostile.evaluate(() => window.sayAll());
    await hostile.evaluate(() => window.say('the last of them'));
    await shows(panel, 'the last of them');
    const events = await panelEvents(panel);
    expect(events.filter(({ kind }) => kind === 'probe-error' || kind === 'gap')).toEqual([]);
    expect((await trouble()).filter((text) => text?.includes('probe error'))).toEqual([]);
    expect(events.filter(isSaid).length - before - 1).toBe(reports);
    const words = events.flatMap(({ marks }) => (Array.isArray(marks) ? marks : [])).map(({ was, is }) => was ?? is);
    expect(words).toEqual(
      expect.arrayContaining([
        '[cycle → message]',
        '10n',
        'NaN',
        'Window',
        '[throws Error: getter]',
        'function',
        'Symbol(s)',
      ]),
    );
    expect(await panel.evaluate(() => document.querySelector('tbody')?.textContent)).toContain('<img src=x onerror=');
    for (const event of events) expect(JSON.stringify(event).length).toBeLessThan(1024 * 1024);
    await panel.click('tbody tr.row:last-of-type');
    expect(await hostile.evaluate(() => window.silent)).toBe(true);
    await expectUnharmed('after the oddities');
  });

  it('floods, and the panel goes on drawing and answering; what it could not take is counted', async () => {
    await panel.evaluate(() => {
      let last = performance.now();
      let longest = 0;
      const timer = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 10);
      Reflect.set(window, 'longestHitch', () => {
        clearInterval(timer);
        return longest;
      });
    });
    const last = await hostile.evaluate(() => window.flood(3_000));
    expect(last).toBeGreaterThan(1_000_000);
    await panel.click('button[aria-label="Settings"]');
    await panel.waitFor(() => document.querySelector('dialog:modal .settings') !== null);
    await panel.press('Escape');
    await panel.waitFor(() => document.querySelector('.settings') === null);
    await panel.waitFor(() => /lost|rejected/.test(document.querySelector('.status')?.textContent ?? ''));
    const hitch = await panel.evaluate(() => (Reflect.get(window, 'longestHitch') as () => number)());
    expect(hitch).toBeLessThan(HITCH);
    await hostile.reload();
    await hostile.waitFor(() => window.overheard());
    await expectUnharmed('after the flood');
  });

  describe('and one that replaces, extends and fakes what its libraries do', () => {
    const errorsIn = async (shown: PanelHandle) =>
      (await panelEvents(shown)).filter(({ kind }) => kind === 'probe-error').map(({ message }) => message);
    const isNow = (at: unknown) => Math.abs(Number(at) - Date.now()) < 30_000;

    it('is seen all the same when it does so after the probe has come, and notices nothing', async () => {
      await other.goto(site.url('/altered/after'));
      expect(await other.evaluate(() => window.probedFirst)).toBe(true);
      await other.evaluate(() => window.alter());
      for (const text of ['one', 'two', 'three']) await other.evaluate((said: string) => window.say(said), text);
      await shows(otherPanel, 'three');
      expect(await textsIn(otherPanel)).toEqual(['one', 'two', 'three']);
      expect(await errorsIn(otherPanel)).toEqual([]);
      expect((await panelEvents(otherPanel)).every(({ at }) => isNow(at))).toBe(true);
      expect(await other.evaluate(() => `${window.works()} ${window.troubles()}`)).toBe('true ');
    });

    it('is seen all the same when it has done so before, by a clock that it does not set, and notices nothing', async () => {
      const altered = await browser.newPage(site.url('/altered/before'));
      await altered.evaluate(() => window.alter());
      const shown = await altered.openDevtools();
      await shows(shown, 'attached late');
      for (const text of ['one', 'two', 'three']) await altered.evaluate((said: string) => window.say(said), text);
      await shows(shown, 'three');
      expect(await textsIn(shown)).toEqual(['one', 'two', 'three']);
      expect(await errorsIn(shown)).toEqual([]);
      expect((await panelEvents(shown)).every(({ at }) => isNow(at))).toBe(true);
      expect(await altered.evaluate(() => `${window.works()} ${window.troubles()}`)).toBe('true ');
      await shown.close();
      await altered.close();
    });
  });
});

/** Is it something that a live collection of the page said? */
const isSaid = ({ layer, kind }: Record<string, unknown>) =>
  layer === 'collection' && (kind === 'message' || kind === 'error');
