import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserNames, type LiveBrowser, type Tab } from '../support/browser.ts';
import { launch } from '../support/launch.ts';
import { serveTappedPage, type TappedSite } from '../support/tapped-page/index.ts';
import { writeToyExtension } from '../support/toy-extension.ts';

/** The taps alone, in a page of their own, so that nothing else of the extension can be what is noticed. */
describe.each(browserNames)('a page with the taps in it, in %s', (name) => {
  let site: TappedSite;
  let extension: string;
  let browser: LiveBrowser;
  let tab: Tab;

  beforeAll(async () => {
    site = await serveTappedPage();
    extension = await writeToyExtension();
    browser = await launch(name, { extension });
    tab = await browser.newPage(site.page('plain', 'nothing'));
  });

  afterAll(async () => {
    await browser?.close();
    site?.close();
    if (extension) await rm(extension, { recursive: true });
  });

  async function noticed(taps: 'tapped' | 'plain') {
    await tab.goto(site.page(taps, 'calls'));
    site.requests();
    const appearances = await tab.evaluate(() => window.calls.appearances());
    const mistakes = await tab.evaluate(() => window.calls.mistakes());
    const bayeux = await tab.evaluate(() => window.calls.bayeuxCalls());
    const requests = await tab.evaluate(() => window.calls.requestCalls());
    const fetches = await tab.evaluate(() => window.calls.awkwardFetches());
    return { appearances, mistakes, bayeux, requests, fetches, atServer: site.requests() };
  }

  it('notices nothing: results, errors, order, looks, and what the server is asked', async () => {
    const plain = await noticed('plain');
    const tapped = await noticed('tapped');
    expect(tapped.appearances).toEqual(plain.appearances);
    expect(tapped.mistakes).toEqual(plain.mistakes);
    expect(tapped.bayeux).toEqual(plain.bayeux);
    expect(tapped.requests).toEqual(plain.requests);
    expect(tapped.fetches).toEqual(plain.fetches);
    expect(tapped.atServer).toEqual(plain.atServer);

    const all = await tab.evaluate(() => window.tapped?.reports ?? []);
    expect(all.filter(({ kind }) => kind === 'probe-error')).toEqual([]);
    const reports = all.map(({ layer, kind }) => `${layer}/${kind}`);
    for (const kind of ['wire/opened', 'wire/sent', 'wire/received', 'wire/closed', 'wire/failed'])
      expect(reports).toContain(kind);
    for (const kind of ['http/request', 'http/response', 'http/failed']) expect(reports).toContain(kind);
  });

  it('has every property back as it was, when they are gone', async () => {
    await tab.goto(site.page('tapped', 'nothing'));
    const during = await tab.evaluate(() => window.before.changed());
    expect(during).toContain('fetch value');
    await tab.evaluate(() => window.tapped?.undo());
    expect(await tab.evaluate(() => window.before.changed())).toEqual([]);
  });

  it('keeps its own patches when they are gone, and what was patched over does nothing any more', async () => {
    await tab.goto(site.page('tapped', 'nothing'));
    const seen = await tab.evaluate(async () => {
      const { send } = WebSocket.prototype;
      const { fetch } = window;
      const calls: string[] = [];
      const theirSend: WebSocket['send'] = function (this: WebSocket, data) {
        calls.push('send');
        send.call(this, data);
      };
      const theirFetch: typeof window.fetch = (...args) => {
        calls.push('fetch');
        return fetch(...args);
      };
      WebSocket.prototype.send = theirSend;
      window.fetch = theirFetch;
      window.tapped?.undo();
      const before = window.tapped?.reports.length;
      const response = await window.fetch('/faye', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '[{"channel":"/meta/connect"}]',
      });
      const socket = new WebSocket(new URL('/faye', location.href).href.replace('http', 'ws'));
      await new Promise((resolve) => socket.addEventListener('open', resolve));
      socket.send('[{"channel":"/meta/connect"}]');
      socket.close();
      return {
        calls,
        status: response.status,
        theirs: [WebSocket.prototype.send === theirSend, window.fetch === theirFetch],
        changed: window.before.changed().sort(),
        reported: (window.tapped?.reports.length ?? 0) - (before ?? 0),
      };
    });
    expect(seen).toEqual({
      calls: ['fetch', 'send'],
      status: 200,
      theirs: [true, true],
      changed: ['fetch value', 'send value'],
      reported: 0,
    });
  });
});
