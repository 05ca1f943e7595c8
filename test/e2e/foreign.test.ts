import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../devserver/app.ts';
import { INSPECT_LINE } from '../../extension/core/unseen-wording.ts';
import { armFault, liftFaults } from '../support/arm-fault.ts';
import { browserNames, type LiveBrowser, type PanelHandle, type Tab } from '../support/browser.ts';
import { type BundledPages, buildBundledPages, bundlers } from '../support/bundled-pages/index.ts';
import { launch } from '../support/launch.ts';
import { eventsIn, exportRecording, rowsWithDecision } from '../support/panel-driver.ts';
import { waitFor } from '../support/wait-for.ts';

const built = (folder: string) => fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url));

/** Have both collections their list? */
const isReady = () => document.querySelectorAll('.new-todo:enabled').length === 2;

interface Inferred {
  decision: string;
  expected: string;
  cids: string[] | undefined;
}

let bundled: BundledPages;
beforeAll(async () => {
  bundled = await buildBundledPages();
});
afterAll(() => bundled?.remove());

/** Live collections of 2013, on the dev server's own Faye, in a real page: what is inferred of them, and called so. */
describe.each(browserNames)('foreign live collections in %s', (name) => {
  let server: App;
  let origin: string;
  let browser: LiveBrowser;
  let tab: Tab;
  let panel: PanelHandle;

  beforeAll(async () => {
    server = await createApp({ foreign: built('devserver/foreign'), assets: bundled.folder, faults: true });
    origin = (await server.listen(0)).url.replace(/\/$/, '');
    browser = await launch(name, { extension: built(name === 'chromium' ? 'chrome' : 'firefox') });
    tab = await browser.newPage(`${origin}/_dev/foreign/`);
    await tab.waitFor(isReady);
    panel = await tab.openDevtools();
    await panel.waitFor(() => document.querySelector('tbody tr.row') !== null);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** The page is not to have answers delayed: the test itself says when a create is answered. */
  const answerAtOnce = () =>
    tab.evaluate(() => {
      const late = document.querySelector<HTMLInputElement>('#late');
      if (late) late.checked = false;
    });

  /** Has the answers to creates wait until what is returned is called. */
  async function holdAnswers(): Promise<() => Promise<void>> {
    await armFault(origin, { match: { method: 'POST', path: '/api/todos' }, fault: 'delay-response' });
    return () => liftFaults(origin);
  }

  async function create(list: string, title: string): Promise<void> {
    await tab.type(`${list} .new-todo`, title);
    await tab.press('Enter');
  }

  /** Waits until a list has so many rows of this title, and as many of them are the same document as are said. */
  const shows = (list: string, title: string, count: number, twice = 0) =>
    tab.waitFor(
      (list: string, title: string, count: number, twice: number) => {
        const rows = [...document.querySelectorAll(`${list} .todo-list li`)].filter(
          (row) => row.querySelector('label')?.textContent === title,
        );
        return rows.length === count && rows.filter((row) => row.classList.contains('twice')).length === twice;
      },
      list,
      title,
      count,
      twice,
    );

  /** What was inferred of the collection of that name about the document that a decision of this name is about. */
  async function inferredOf(collection: string, decision: string): Promise<Inferred[]> {
    const events = eventsIn(await exportRecording(panel));
    const source = events.find(({ kind, name }) => kind === 'added' && name === collection)?.source;
    const decisions = events.filter((event) => event.kind === 'decision' && event.source === source);
    expect(decisions.every(({ inferred }) => inferred === true)).toBe(true);
    const last = decisions.findLast((event) => event.decision === decision);
    return decisions
      .filter(({ id }) => id === last?.id)
      .map(({ decision, facts }) => {
        const { expected, cids } = facts as Inferred;
        return { decision: String(decision), expected, cids };
      });
  }

  it('finds collections of a page that is running already at their next event, and infers from then on', async () => {
    for (const title of ['found by this', 'inferred']) {
      const headers = { 'content-type': 'application/json' };
      await fetch(`${origin}/api/todos`, { method: 'POST', headers, body: JSON.stringify({ title }) });
      await shows('#article', title, 1);
      await shows('#operations', title, 1);
    }
    for (const collection of ['ArticleTodos', 'OperationTodos'])
      await waitFor(`what ${collection} decided, in the panel`, async () => {
        const inferred = await inferredOf(collection, 'inserted');
        return inferred.map(({ decision, expected }) => `${decision}, ${expected}`).join() === 'inserted, inserted';
      });
  });

  it('shows where Gitter’s manner adds the echo of its own create, and that the row is there twice', async () => {
    await tab.reload();
    await tab.waitFor(isReady);
    await answerAtOnce();
    const answer = await holdAnswers();
    await create('#operations', 'milk');
    await shows('#operations', 'milk', 2);
    await shows('#article', 'milk', 1);
    await answer();
    await shows('#operations', 'milk', 2, 2);

    // Nobody asked: the findings open by themselves, with the document that is there twice, and what led to it.
    await panel.waitFor(() => document.querySelector('.finding-detail > h2')?.textContent === 'One document, two rows');
    const found = await panel.evaluate(() => document.querySelector('.finding-detail')?.textContent ?? '');
    expect(found).toContain('OperationTodos');
    expect(found).toContain('SeenIt added the document at once');
    await panel.click('#tab-list');

    const rows = await rowsWithDecision(panel, 'duplicated, not absorbed-twin');
    expect(rows.some(({ decisions }) => decisions.includes('inserted, not held'))).toBe(true);
    expect(rows.some(({ decisions }) => decisions.includes('held'))).toBe(false);
    const told = await inferredOf('OperationTodos', 'duplicated');
    expect(told.map(({ decision, expected }) => `${decision}, expected ${expected}`)).toEqual([
      'inserted, expected held',
      'duplicated, expected absorbed-twin',
      'matched-own-create, expected matched-own-create',
    ]);
    expect(told.at(1)?.cids).toHaveLength(2);
    expect((await inferredOf('ArticleTodos', 'inserted')).map(({ decision }) => decision)).toEqual(['inserted']);
  });

  it('shows where the article’s collection waits as it should, and takes an update past the hold: twice again', async () => {
    const answer = await holdAnswers();
    await create('#article', 'bread');
    await shows('#operations', 'bread', 1);
    await tab.click('#operations .todo-list li:last-child .toggle');
    await shows('#article', 'bread', 2);
    await answer();
    await shows('#article', 'bread', 2, 2);

    await rowsWithDecision(panel, 'duplicated, not absorbed-twin', 2);
    const told = await inferredOf('ArticleTodos', 'duplicated');
    expect(told.map(({ decision, expected }) => `${decision}, expected ${expected}`)).toEqual([
      'expected, expected held',
      'inserted, expected held-update',
      'duplicated, expected absorbed-twin',
      'merged, expected ignored-stale-response',
      'matched-own-create, expected matched-own-create',
    ]);
  });

  it('says so in one sentence, and that it is inferred', async () => {
    const reasons = await panel.evaluate(() =>
      [...document.querySelectorAll('tr.row .badge')]
        .filter((badge) => badge.textContent?.startsWith('duplicated'))
        .map((badge) => badge.getAttribute('title') ?? ''),
    );
    const sentence =
      /^models (c\d+) and (c\d+) are both …?\w+, because the collection added it while its own create #\d+, which got that id, was in flight\. \(inferred\)$/;
    expect(reasons).toEqual([expect.stringMatching(sentence), expect.stringMatching(sentence)]);
  });

  /** On a page that a bundler built: Faye and Backbone are modules, and no global leads to them. */
  describe.each(bundlers)('in a page that %s built', (bundler) => {
    const open = async (shows: string) => {
      await tab.goto(`${origin}/${bundler}/?shows=${shows}`);
      await tab.waitFor(() => document.title === 'subscribed');
      expect(
        await tab.evaluate(() => typeof Reflect.get(window, 'Faye') + typeof Reflect.get(window, 'Backbone')),
      ).toBe('undefinedundefined');
    };

    async function post(): Promise<void> {
      const headers = { 'content-type': 'application/json' };
      await fetch(`${origin}/api/todos`, { method: 'POST', headers, body: JSON.stringify({ title: 'bundled' }) });
      await tab.waitFor(() => document.title.startsWith('has'));
    }

    /** What the panel has of the document that is there now, once its last event is as is said. */
    async function toldOfPage(kind: string) {
      let told: ReturnType<typeof eventsIn> = [];
      await waitFor(`${kind}, in the panel`, async () => {
        const events = eventsIn(await exportRecording(panel));
        told = events.slice(events.findLastIndex(({ layer, kind }) => layer === 'page' && kind === 'load'));
        return told.some((event) => event.kind === kind);
      });
      return told;
    }

    const unseen = async () => {
      await panel.click('#tab-collections');
      await panel.waitFor(() => document.querySelector('.empty code') !== null);
      const text = await panel.evaluate(() => document.querySelector('.empty')?.textContent ?? '');
      await panel.click('#tab-list');
      return text;
    };

    it.each(['line', 'helper'])('has the Faye layer, the collection and its decisions by the %s', async (shows) => {
      await open(shows);
      await post();
      const told = await toldOfPage('decision');
      expect(told.map(({ layer, kind }) => `${layer} ${kind}`)).toEqual(
        expect.arrayContaining(['faye client', 'faye subscribe']),
      );
      expect(told.find(({ kind }) => kind === 'added')).toMatchObject({ channel: '/api/todos', foreign: true });
      expect(told.find(({ kind }) => kind === 'decision')).toMatchObject({ decision: 'inserted', inferred: true });
    });

    it('says what was not met, with the line to copy, where the page shows nothing', async () => {
      await open('nothing');
      await post();
      const told = await toldOfPage('received');
      expect(told.filter(({ layer }) => layer === 'faye' || layer === 'collection')).toEqual([]);
      const text = await unseen();
      expect(text).toMatch(
        /The Bayeux client on (?:websocket|long-polling)-\d+ was seen on the wire only\. No live collection was found that listens to \/api\/todos\./,
      );
      expect(text).toContain(INSPECT_LINE);
    });

    it('has the collection and its decisions from the wire where a global leads to it alone', async () => {
      await open('collection');
      await post();
      const told = await toldOfPage('decision');
      expect(told.filter(({ layer }) => layer === 'faye')).toEqual([]);
      expect(told.find(({ kind }) => kind === 'added')).toMatchObject({ channel: '/api/todos', foreign: true });
      expect(told.find(({ kind }) => kind === 'decision')).toMatchObject({ decision: 'inserted', inferred: true });
    });
  });
});
