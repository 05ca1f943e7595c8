import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../devserver/app.ts';
import { todosStory } from '../panel/story.ts';
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

  const dropFile = async (page: Tab, name: string, text: string) => {
    await page.waitFor(() => document.body.textContent?.includes('No recording'));
    await page.evaluate(
      (name: string, text: string) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text], name));
        for (const type of ['dragover', 'drop'])
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      },
      name,
      text,
    );
  };
  const said = (page: Tab) => page.waitFor(() => document.querySelector('[role=alert]')?.textContent);

  it('reads a file that is dropped, and says in its title which', async () => {
    const page = await open('');
    const told = {
      format: 'livecollection-recording',
      version: 1,
      createdAt: '2026-02-14T09:41:07Z',
      page: '',
      browser: '',
    };
    await dropFile(page, 'told.json', JSON.stringify({ ...told, events: todosStory().events }));
    await rowWith(page, 'Pay the rent');
    expect(await page.evaluate(() => document.title)).toBe('told.json · LiveCollection inspector');
  });

  it.each([
    ['notes.txt', 'Buy milk', 'This file is not JSON, or is cut off.'],
    ['package.json', '{"name": "todos"}', 'This file is not a LiveCollection recording.'],
  ])('says in a sentence why it cannot read %s', async (name, text, why) => {
    const page = await open('');
    await dropFile(page, name, text);
    expect(await said(page)).toContain(why);
  });

  it('reads the recording that its address asks for, of its own origin only', async () => {
    const there = await open('?recording=/_dev/inspector/nothing.json');
    expect(await said(there)).toContain('/_dev/inspector/nothing.json cannot be had: 404');
    const elsewhere = await open('?recording=https://todo.test/todos.json');
    expect(await said(elsewhere)).toContain('is not of http://127.0.0.1');
    const read = await open('?recording=/api/todos');
    expect(await said(read)).toContain('This file is not a LiveCollection recording.');
  });

  it('goes on with the next document when the demo reloads', async () => {
    const page = await open('?demo');
    await rowWith(page, 'resynced');
    await page.evaluate(() => document.querySelector('iframe')?.contentWindow?.location.reload());
    await page.waitFor(() => document.querySelectorAll('tbody tr.band-load').length > 0);
    await rowWith(page, 'resynced');
  });
});
