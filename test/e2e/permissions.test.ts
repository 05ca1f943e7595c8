import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserNames, type LiveBrowser, type PanelHandle, type Tab } from '../support/browser.ts';
import { footprintOf } from '../support/footprint.ts';
import { launch } from '../support/launch.ts';
import { type ProbedSite, panelEvents, startProbedSite, textsIn } from '../support/probed-site.ts';
import { waitFor } from '../support/wait-for.ts';

const built = (folder: string) => fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url));
/** Leads to this machine, and is no loopback: nobody has permitted it. */
const STRANGE = 'http://todo.test';

describe.each(browserNames)('permissions in %s', (name) => {
  let site: ProbedSite;
  let browser: LiveBrowser;
  /** What a page is and has in a browser without the extension. */
  let untouched: { footprint: string[]; listeners: string[] };

  beforeAll(async () => {
    site = await startProbedSite();
    const bare = await launch(name, {});
    untouched = await tracesIn(await bare.newPage(site.url('/page/plain')));
    await bare.close();
    browser = await launch(name, { extension: built(name === 'chromium' ? 'chrome' : 'firefox') });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const tracesIn = async (tab: Tab) => ({ footprint: await footprintOf(tab), listeners: await tab.listeners() });
  const shows = (panel: PanelHandle, text: string) =>
    panel.waitFor((wanted: string) => document.querySelector('tbody')?.textContent?.includes(wanted), text);
  const says = (panel: PanelHandle, text: string) =>
    panel.waitFor((wanted: string) => document.querySelector('.empty')?.textContent?.includes(wanted), text);
  /** Is anybody looking at what the page's live collections say? */
  const observed = () =>
    (Reflect.get(window, Symbol.for('live-collection.registry')) as { observers: Set<unknown> }).observers.size > 0;
  const left = () =>
    (Reflect.get(window, Symbol.for('live-collection.registry')) as { observers: Set<unknown> }).observers.size === 0 &&
    sessionStorage.length === 0;

  it('leave a page that is not inspected without one property, listener or changed prototype more', async () => {
    const page = await browser.newPage(site.url('/page/plain'));
    expect(await tracesIn(page)).toEqual(untouched);

    // While anybody inspects, the browser puts scripts into every tab, which must see that they are not wanted here.
    const other = await browser.newPage(site.url('/page/other'));
    const panel = await other.openDevtools();
    await shows(panel, 'attached late');
    await page.reload();
    expect(await tracesIn(page)).toEqual(untouched);
    await other.reload();
    await other.evaluate(() => window.say('there again'));
    await shows(panel, 'there again');
    expect(await tracesIn(page)).toEqual(untouched);
    await panel.close();

    const own = await page.openDevtools();
    await shows(own, 'attached late');
    expect(await tracesIn(page)).not.toEqual(untouched);
    await own.close();
    await page.waitFor(left);
    expect(await tracesIn(page)).toEqual(untouched);
    for (const tab of [page, other]) await tab.close();
  });

  describe('of another site', () => {
    let tab: Tab;
    let panel: PanelHandle;
    let permissions: Tab;

    it('are asked for in the panel, which then reads the page without a reload', async () => {
      tab = await browser.newPage(site.url('/page/strange', 'todo.test'));
      panel = await tab.openDevtools();
      await says(panel, `${STRANGE} is not allowed yet`);
      expect(await tab.evaluate(observed)).toBe(false);

      // The page of permissions opens in the window that was used last: not in the one that is inspected.
      await browser.newPage(site.url('/page/lobby'));
      await panel.click('.empty .link');
      permissions = await browser.extension.page('permission.html');
      await permissions.waitFor(
        (site: string) => document.querySelector('.asked')?.textContent?.includes(`${site} is not allowed yet`),
        STRANGE,
      );
      await browser.extension.answerYesFor(STRANGE);
      // A panel of Firefox may not ask: its button leads to the page that may.
      if (name === 'chromium') await panel.click('.empty .action');
      else await permissions.click('.asked .action');
      await shows(panel, 'attached late');
      await permissions.waitFor(() => document.querySelector('.asked')?.textContent?.includes('is allowed'));
      await tab.reload();
      expect(await tab.evaluate(() => window.probedFirst)).toBe(true);
      await tab.evaluate(() => window.say('allowed'));
      await shows(panel, 'allowed');
    });

    it('can have the probe there always: what was before DevTools is not lost', async () => {
      await panel.close();
      await tab.waitFor(left);
      await permissions.click(`input[aria-label="Always on ${STRANGE}"]`);
      await waitFor('the probe to be there from the first script on', async () => {
        await tab.reload();
        return tab.evaluate(() => window.probedFirst);
      });
      await tab.evaluate(() => window.say('before DevTools'));
      panel = await tab.openDevtools();
      await shows(panel, 'before DevTools');
      const [load] = await panelEvents(panel);
      expect(load).toMatchObject({ kind: 'load', attach: 'early' });

      await panel.close();
      await tab.waitFor(() => sessionStorage.length === 0);
      await tab.evaluate(() => window.say('without DevTools'));
      panel = await tab.openDevtools();
      await shows(panel, 'without DevTools');
      expect(await textsIn(panel)).toEqual(['before DevTools', 'without DevTools']);

      const elsewhere = await browser.newPage(site.url('/page/plain'));
      expect(await elsewhere.evaluate(observed)).toBe(false);
      await elsewhere.close();
    });

    it('end with “always here”: at once where nobody inspects', async () => {
      const unseen = await browser.newPage(site.url('/page/unseen', 'todo.test'));
      expect(await unseen.evaluate(observed)).toBe(true);
      await permissions.click(`input[aria-label="Always on ${STRANGE}"]`);
      await unseen.waitFor(left);
      expect(await tab.evaluate(observed)).toBe(true);
      await unseen.close();
    });

    it('are taken back: the extension leaves the page at once, and does not come again', async () => {
      await permissions.click(`button[aria-label="Revoke ${STRANGE}"]`);
      await tab.waitFor(left);
      await permissions.waitFor((site: string) => document.querySelector(`tr[data-site="${site}"]`) === null, STRANGE);
      await tab.reload();
      await panel.waitFor(() =>
        document.querySelector('.status-connection')?.textContent?.includes('No access to this page'),
      );
      expect(await tab.evaluate(() => window.probedFirst)).toBe(false);
      expect(await tab.evaluate(observed)).toBe(false);
    });
  });
});
