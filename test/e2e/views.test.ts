import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../devserver/app.ts';
import { violations } from '../support/axe.ts';
import { browserNames, type LiveBrowser, type PanelHandle, type Tab } from '../support/browser.ts';
import { launch } from '../support/launch.ts';

const built = (folder: string) => fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url));

/** What subscriptions and collections are, in the real panel beside the demo. */
describe.each(browserNames)('the views of a state in %s', (name) => {
  let server: App;
  let browser: LiveBrowser;
  let watched: Tab;
  let panel: PanelHandle;

  beforeAll(async () => {
    server = await createApp({ assets: built('devserver/todos') });
    const { url } = await server.listen(0);
    browser = await launch(name, { extension: built(name === 'chromium' ? 'chrome' : 'firefox') });
    watched = await browser.newPage(url);
    panel = await watched.openDevtools();
    await panel.waitFor(() => document.querySelector('tbody tr.row') !== null);
    // So that the probe is there before the page's first script.
    await watched.reload();
    // What is created before the server has acknowledged the subscription comes with a list, not with a message.
    await panel.waitFor(() => document.querySelector('tbody')?.textContent?.includes('subscribe callback ran'));
    await create(url, 'Buy milk');
    await panel.waitFor(() => document.querySelector('tbody')?.textContent?.includes('inserted'));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** As somebody else would: not through the page. */
  async function create(url: string, title: string): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    await fetch(new URL('/api/todos', url), { method: 'POST', headers, body: JSON.stringify({ title }) });
  }

  it('show the channel as the application asked for it, its client holds it and the server acknowledged it', async () => {
    await panel.click('#tab-subscriptions');
    await panel.waitFor(() => document.querySelector('.subs tbody tr.row .last .link') !== null);
    // What the client holds is told a moment after what it asks for.
    const said = ['/api/todos', 'asked', 'held', 'acknowledged', '1', '1'].join();
    await panel.waitFor(
      (said: string) =>
        [...document.querySelectorAll('.subs tbody tr.row td')]
          .slice(0, 6)
          .map((cell) => cell.textContent?.trim())
          .join() === said,
      said,
    );
    // Faye begins with the one, and goes on with the other when it knows that it can.
    expect(await panel.evaluate(() => document.querySelector('.subs tbody tr.row')?.textContent)).toMatch(
      /websocket|long-polling/,
    );
    await panel.click('.subs tbody tr.row .sub-channel');
    const steps = await panel.waitFor(() => document.querySelector('.pane .story')?.textContent);
    expect(steps).toMatch(/application: asked, one handler.*client: holds it, one handler.*server: acknowledged/);
    expect(await violations(panel, { within: '#view' })).toEqual([]);
  });

  it('show the collection’s models, find one, tell its history, and show them as an event of it left them', async () => {
    await panel.click('#tab-collections');
    await panel.waitFor(() => document.querySelector('.card')?.textContent?.includes('size 1'));
    await panel.press('/');
    await panel.waitFor(() => document.activeElement?.matches('.search input'));
    await panel.type('.search input', 'MILK');
    await panel.waitFor(() => document.querySelector('.search-count')?.textContent === '1 of 1');
    await panel.click('.models tbody tr.row');
    await panel.waitFor(() => document.querySelector('.pane .story')?.textContent?.includes('inserted'));
    await panel.click('.pane .story .link');
    await panel.waitFor(() => document.querySelector('.moment')?.textContent?.includes('after the selected event'));
    await panel.waitFor(() => document.querySelector('.models tbody')?.textContent?.includes('Buy milk'));
    expect(await violations(panel, { within: '#view' })).toEqual([]);
    await panel.click('.moment .chip');
    await panel.waitFor(() => document.querySelector('.moment')?.textContent?.trim() === 'one model now');
  });
});
