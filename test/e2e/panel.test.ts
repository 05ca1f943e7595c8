import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../devserver/app.ts';
import { violations } from '../support/axe.ts';
import { browserNames, type LiveBrowser, type PanelHandle, type Tab } from '../support/browser.ts';
import { launch } from '../support/launch.ts';
import {
  type DrawnRow,
  decisionsIn,
  drawnRows,
  eventsIn,
  exportRecording,
  importRecording,
  preserveLog,
  press,
  rowsWithDecision,
} from '../support/panel-driver.ts';
import { waitFor } from '../support/wait-for.ts';

const built = (folder: string) => fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url));

/** The built extension in a real browser, the built demo on a real server: what a user has after `npm run build`. */
describe.each(browserNames)('the panel in %s', (name) => {
  let server: App;
  let origin: string;
  let browser: LiveBrowser;
  let watched: Tab;
  let other: Tab;
  let panel: PanelHandle;
  let recording: string;

  beforeAll(async () => {
    server = await createApp({ assets: built('devserver/todos') });
    origin = (await server.listen(0)).url;
    browser = await launch(name, {
      extension: built(name === 'chromium' ? 'chrome' : 'firefox'),
      size: { width: 1400, height: 900 },
    });
    watched = await browser.newPage(origin);
    other = await browser.newPage(origin);
    panel = await watched.openDevtools();
    await panel.waitFor(() => document.querySelector('tbody tr.row') !== null);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const titles = (tab: Tab) =>
    tab.evaluate(() => [...document.querySelectorAll('.todo-list li label')].map((label) => label.textContent));
  const waitForTitle = (tab: Tab, title: string) =>
    tab.waitFor(
      (wanted: string) =>
        [...document.querySelectorAll('.todo-list li label')].some((label) => label.textContent === wanted),
      title,
    );
  const create = async (tab: Tab, title: string) => {
    await tab.type('.new-todo', title);
    await tab.press('Enter');
  };

  it('attaches to a page that is open already, and to its next load from the first script on', async () => {
    const late = await drawnRows(panel);
    expect(late[0]?.summary).toContain('attached late');
    await preserveLog(panel, true);
    await watched.reload();
    // In what was recorded, not in what is drawn: the list follows its end, and these rows may be above it.
    const events = await waitFor('the handshake of the second load', async () => {
      const recorded = eventsIn(await exportRecording(panel));
      return JSON.stringify(recorded).includes('/meta/handshake') ? recorded : undefined;
    });
    expect(events.filter(({ kind }) => kind === 'load').map(({ attach }) => attach)).toEqual(['late', 'early']);
    expect(events.filter(({ kind }) => kind === 'gap' || kind === 'probe-error')).toEqual([]);
    await preserveLog(panel, false);
  });

  it('shows the subscription, then another window’s create as one message with its method, body and decision', async () => {
    await watched.waitFor(() => window.todos?.listening);
    await create(other, 'from the other window');
    await waitForTitle(watched, 'from the other window');

    const rows = await rowsWithDecision(panel, 'inserted');
    const subscribed = rows.findIndex(({ summary }) => /subscribe/.test(summary) && /\/api\/todos/.test(summary));
    const message = rows.findIndex(({ decisions }) => decisions.includes('inserted'));
    expect(subscribed).toBeGreaterThan(-1);
    expect(message).toBeGreaterThan(subscribed);
    expect(rows[message]).toMatchObject({ lane: 'message', channel: '/api/todos', method: 'POST' });
    expect(rows[message]?.summary).toContain('from the other window');
    expect(rows.filter(({ lane, id }) => lane === 'message' && id === rows[message]?.id)).toHaveLength(1);
  });

  it('shows an own create as request, message and response, and says why it is one row on the page', async () => {
    await press(panel, 'Clear');
    await create(watched, 'my own');
    const rows = await rowsWithDecision(panel, 'ignored-duplicate');
    const story = rows.filter(({ lane }) => lane === 'request' || lane === 'message');
    const told = story.map(({ lane, method }) => `${lane} ${method}`);
    expect(told[0]).toBe('request create');
    // The response and the message race each other: that is what the collection is there for.
    expect(told.slice(1).sort()).toEqual(['message POST', 'request create']);
    expect(story.flatMap(({ decisions }) => decisions)).toContain('matched-own-create');
    expect((await titles(watched)).filter((title) => title === 'my own')).toHaveLength(1);

    await clickRow(panel, rows, ({ decisions }) => decisions.includes('matched-own-create'));
    const detail = await panel.waitFor(() => document.querySelector('aside, section.detail, .detail')?.textContent);
    expect(detail).toMatch(/Matched: .*our own create #\d+/);
  });

  it('has no accessibility violation that axe-core can find', async () => {
    expect(await violations(panel)).toEqual([]);
  });

  it('plays a recording into the page, which decides the same again', async () => {
    recording = await exportRecording(panel);
    const recorded = decisionsIn(recording);
    expect(recorded.length).toBeGreaterThan(1);

    await importRecording(panel, 'session.json', recording);
    await panel.waitFor(() =>
      /^0 of \d+ · paused$/.test(document.querySelector('.replay-position')?.textContent ?? ''),
    );
    await press(panel, 'Step');
    await panel.waitFor(() =>
      /^1 of \d+ · paused$/.test(document.querySelector('.replay-position')?.textContent ?? ''),
    );
    await press(panel, 'Play');
    await panel.waitFor(() => /· ended$/.test(document.querySelector('.replay-position')?.textContent ?? ''));
    await rowsWithDecision(panel, recorded.at(-1)?.split(' ')[0] ?? '');
    expect(decisionsIn(await exportRecording(panel))).toEqual(recorded);

    await press(panel, 'Stop the replay');
    await watched.waitFor(() => window.todos.listening);
    await create(other, 'after the replay');
    await waitForTitle(watched, 'after the replay');
  });

  it('keeps the name of a saved filter when renaming it is given up', async () => {
    await panel.type('[role=combobox]', 'id:7');
    await panel.click('[aria-label="Saved filters"] > button');
    await panel.click('.saved-filters > .action');
    const name = '.saved-filters input';
    const isNamed = (selector: string) => document.activeElement?.matches(selector);
    await panel.waitFor(isNamed, name);
    await panel.press('Enter');
    await panel.click('.saved-filters [aria-label="Rename id:7"]');
    await panel.waitFor(isNamed, name);
    await panel.press('x');
    await panel.waitFor((selector: string) => document.querySelector<HTMLInputElement>(selector)?.value === 'x', name);
    await panel.press('Escape');
    await panel.waitFor((selector: string) => document.querySelector(selector) === null, name);
    expect(await panel.evaluate(() => document.querySelector('.saved-filter')?.textContent)).toBe('id:7');

    await panel.click('.saved-filters [aria-label="Delete id:7"]');
    await panel.waitFor(() => document.querySelector('.saved-filter') === null);
    await panel.clickAt('.popover-ground', 10, 10);
    await panel.waitFor(() => document.querySelector('.saved-filters') === null);
    await panel.click('[role=combobox]');
    await panel.press('End');
    for (const _ of 'id:7') await panel.press('Backspace');
    await panel.waitFor(() => document.querySelector<HTMLInputElement>('[role=combobox]')?.value === '');
  });

  it('says in one sentence what is wrong with a broken file', async () => {
    await importRecording(panel, 'broken.json', '{"format":"livecollection-recording","version":99}');
    const said = await panel.waitFor(() => document.querySelector('[role=alert]')?.textContent);
    expect(said).toMatch(/version 99/);
  });

  it('stops and goes on recording, and lets nothing through meanwhile', async () => {
    await press(panel, 'Pause recording');
    await panel.waitFor(() => document.querySelector('button[aria-label="Record"]') !== null);
    await create(other, 'not recorded');
    await waitForTitle(watched, 'not recorded');
    await press(panel, 'Record');
    await panel.waitFor(() => document.querySelector('button[aria-label="Pause recording"]') !== null);
    await create(other, 'recorded again');
    await panel.waitFor(() => document.querySelector('tbody')?.textContent?.includes('recorded again'));
    expect((await drawnRows(panel)).some(({ summary }) => summary.includes('not recorded'))).toBe(false);
  });

  it('leaves no trace in the page once DevTools is closed', async () => {
    const traces = () =>
      Reflect.ownKeys(window).filter((key) => typeof key === 'symbol' && /livecollection/i.test(String(key))).length +
      Object.keys(sessionStorage).length;
    await panel.close();
    await watched.waitFor(() => sessionStorage.length === 0);
    expect(await watched.evaluate(traces)).toBe(await other.evaluate(traces));
  });

  describe('lets a page go that a recording is played into', () => {
    beforeAll(async () => {
      panel = await watched.openDevtools();
    });

    const playFirst = async () => {
      await panel.waitFor(() => /^[1-9]/.test(document.querySelector('.status-count')?.textContent ?? ''));
      await importRecording(panel, 'session.json', recording);
      await panel.waitFor(() => document.querySelector('.replay-position')?.textContent?.startsWith('0 of'));
      await press(panel, 'Step');
      await watched.waitFor(() => !window.todos.listening);
    };

    it.each<[string, () => Promise<unknown>]>([
      ['it is reloaded', () => watched.reload()],
      ['it is left and comes back', () => watched.goto(`${origin}/_dev/scenarios`).then(() => watched.back())],
      ['the panel is loaded again', () => panel.evaluate(() => setTimeout(() => location.reload()))],
      ['DevTools closes', () => panel.close()],
      [
        'DevTools closes while the background is dead',
        async () => {
          await browser.extension.stopBackground();
          await panel.close();
        },
      ],
    ])('when %s', async (ending, end) => {
      if (ending.includes('dead')) panel = await watched.openDevtools();
      await playFirst();
      await end();
      await watched.waitFor(() => window.todos?.listening);
      // On stage nothing that is written leaves the page.
      await create(watched, ending);
      await waitForTitle(other, ending);
    });
  });
});

async function clickRow(panel: PanelHandle, rows: DrawnRow[], is: (row: DrawnRow) => boolean): Promise<void> {
  const index = rows.findIndex(is);
  expect(index).toBeGreaterThan(-1);
  await panel.click(`tbody tr.row:nth-of-type(${index + 1})`);
}
