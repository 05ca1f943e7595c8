import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../devserver/app.ts';
import { browserNames, type LiveBrowser, type Tab } from '../support/browser.ts';
import { launch } from '../support/launch.ts';
import { decisionsIn, eventsIn, exportRecording, importRecording } from '../support/panel-driver.ts';

const built = (folder: string) => fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url));

/** The panel as a page: what somebody has who was sent a recording and has installed nothing. */
describe.each(browserNames)('the inspector in %s', (name) => {
  let server: App;
  let browser: LiveBrowser;
  let origin: string;

  beforeAll(async () => {
    server = await createApp({
      assets: built('devserver/todos'),
      inspector: built('devserver/inspector'),
      faults: true,
    });
    origin = (await server.listen(0)).url;
    // The extension keeps out of it: no DevTools is open.
    browser = await launch(name, { extension: built(name === 'chromium' ? 'chrome' : 'firefox') });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const open = (path: string) => browser.newPage(`${origin.replace(/\/$/, '')}/_dev/inspector/${path}`);
  const rowWith = (tab: Tab, text: string) =>
    tab.waitFor(
      (text: string) => [...document.querySelectorAll('tbody tr.row')].some((row) => row.textContent?.includes(text)),
      text,
    );

  it('follows the demo in its frame from the first script on, and reads what it recorded in a page without the demo', async () => {
    const page = await open('?demo');
    await rowWith(page, 'resynced');
    await fetch(`${origin.replace(/\/$/, '')}/api/todos`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'from nowhere near' }),
    });
    await rowWith(page, 'from nowhere near');
    const recording = await exportRecording(page);
    const [load] = eventsIn(recording);
    expect(load).toMatchObject({ kind: 'load', attach: 'early' });
    expect(load).not.toHaveProperty('frame');
    expect(decisionsIn(recording).join()).toContain('inserted ');

    const reader = await open('');
    await reader.waitFor(() => document.body.textContent?.includes('No recording'));
    await importRecording(reader, 'todos.json', recording);
    await rowWith(reader, 'from nowhere near');
  });

  it('goes on with the next document when the demo reloads', async () => {
    const page = await open('?demo');
    await rowWith(page, 'resynced');
    await page.evaluate(() => document.querySelector('iframe')?.contentWindow?.location.reload());
    await page.waitFor(() => document.querySelectorAll('tbody tr.band-load').length > 0);
    await rowWith(page, 'resynced');
  });
});
