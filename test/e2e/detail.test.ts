import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../devserver/app.ts';
import { liftFaults } from '../support/arm-fault.ts';
import { browserNames, type LiveBrowser, type Tab } from '../support/browser.ts';
import { holdNextCreate } from '../support/hold-create.ts';
import { launch } from '../support/launch.ts';

const built = (folder: string) => fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url));

/** The details of a real story: an own create whose message comes back without its request id, before the response. */
describe.each(browserNames)('the details in %s', (name) => {
  let server: App;
  let browser: LiveBrowser;
  let origin: string;

  beforeAll(async () => {
    server = await createApp({
      assets: built('devserver/todos'),
      inspector: built('devserver/inspector'),
      faults: true,
    });
    origin = (await server.listen(0)).url.replace(/\/$/, '');
    browser = await launch(name, { extension: built(name === 'chromium' ? 'chrome' : 'firefox') });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** Adds a todo in the demo's frame. */
  const add = (page: Tab, title: string) =>
    page.evaluate((title: string) => {
      const demo = document.querySelector('iframe')?.contentWindow;
      const field = demo?.document.querySelector<HTMLInputElement>('.new-todo');
      if (!demo || !field) throw new Error('the demo is not there');
      field.value = title;
      const enter = { key: 'Enter', keyCode: 13, which: 13, bubbles: true };
      for (const type of ['keydown', 'keypress', 'keyup']) field.dispatchEvent(new KeyboardEvent(type, enter));
    }, title);

  /** Selects the first row with this text, once there is one. Only rows in sight exist: it is among the newest. */
  const select = (page: Tab, text: string) =>
    page.waitFor((text: string) => {
      const row = [...document.querySelectorAll('tbody tr.row')].find((row) => row.textContent?.includes(text));
      if (!row) document.querySelector('.list-box')?.scrollTo(0, 1e6);
      row?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }));
      return row !== undefined;
    }, text);

  /** Waits until the tab's panel says so, and resolves to all that it says. */
  const panelWith = (page: Tab, tab: string, pattern: string) =>
    page.waitFor(
      (tab: string, pattern: string) => {
        const panel = document.querySelector(`[role=tabpanel][aria-labelledby="detail-tab-${tab}"]`);
        const text = panel?.textContent ?? '';
        return new RegExp(pattern).test(text) && text;
      },
      tab,
      pattern,
    );

  it('say why a message was held, what it changed, how the collection was, and who made the request', async () => {
    const page = await browser.newPage(`${origin}/_dev/inspector/?demo`);
    await select(page, 'application subscribes');
    await page.click('#detail-tab-stack');
    await page.click('[role=tabpanel] .action');
    await panelWith(page, 'stack', 'Call stacks are recorded now');
    await select(page, 'resynced');
    await page.click('#detail-tab-decision');
    await panelWith(page, 'decision', 'Resynced with the server');

    await holdNextCreate(origin);
    await add(page, 'Buy milk');
    await select(page, 'held');
    expect(await panelWith(page, 'decision', '^held')).toContain('Held: one create was in flight, #');
    await liftFaults(origin);

    // The sentence grows while the user looks, and leads to the response.
    const decision = await panelWith(page, 'decision', 'matched-own-create');
    expect(decision).toMatch(
      /Held [\d.]+ m?s: one create was in flight, (#\d+)\. The response to \1 brought id …\w{6}, so/,
    );
    await page.click('#detail-tab-decision');
    await page.press('ArrowRight');
    expect(await panelWith(page, 'message', 'Copy as')).toContain('channel: "/api/todos"');
    await page.press('ArrowRight');
    expect(await panelWith(page, 'diff', 'Changed')).toMatch(/\+ "[0-9a-f]{24}"/);
    await page.press('ArrowRight');
    expect(await panelWith(page, 'state', 'In flight')).toMatch(/Todos.*In flight1: #\d+Held1: [0-9a-f]{24}/);

    await page.click('#detail-tab-decision');
    await page.click('.verdict .link');
    await page.click('#detail-tab-stack');
    expect(await panelWith(page, 'stack', 'todos.js')).toMatch(/createOnEnter.* todos\.js:\d+:\d+/);
  });
});
