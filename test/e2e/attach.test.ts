import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserNames, type LiveBrowser, type PanelHandle, type Tab } from '../support/browser.ts';
import { changedSince, remember } from '../support/footprint.ts';
import { launch } from '../support/launch.ts';
import { preserveLog } from '../support/panel-driver.ts';
import { type ProbedSite, panelEvents, startProbedSite } from '../support/probed-site.ts';
import { waitFor } from '../support/wait-for.ts';

const built = (folder: string) => fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url));

describe.each(browserNames)('attaching in %s', (name) => {
  let site: ProbedSite;
  let browser: LiveBrowser;
  let tab: Tab;
  let panel: PanelHandle | undefined;

  beforeAll(async () => {
    site = await startProbedSite();
    browser = await launch(name, { extension: built(name === 'chromium' ? 'chrome' : 'firefox') });
    tab = await browser.newPage(site.url('/page/first'));
  });
  afterEach(async () => {
    await panel?.close();
    panel = undefined;
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function open(path: string): Promise<PanelHandle> {
    await tab.goto(site.url(path));
    panel = await tab.openDevtools();
    await panel.waitFor(() => document.querySelector('tbody tr.row') !== null);
    return panel;
  }
  const loads = async (shown: PanelHandle) =>
    (await panelEvents(shown)).filter(({ kind }) => kind === 'load') as unknown as {
      url: string;
      attach: string;
      frame?: string;
      base?: string;
      sandboxed?: boolean;
      load: string;
    }[];

  it('comes late without a reload, says since when and which sockets are older, and early after the reload it offers', async () => {
    await tab.goto(site.url('/page/late'));
    await tab.evaluate(() => window.openSockets(3));
    panel = await tab.openDevtools();
    await panel.waitFor(() => document.querySelector('tbody tr.row') !== null);
    await tab.evaluate(() => {
      for (const socket of window.sockets)
        socket.send('[{"channel":"/meta/connect","clientId":"x","connectionType":"websocket","id":"1"}]');
    });
    const told = await panel.waitFor(
      () =>
        /3 sockets are older/.test(document.querySelector('.late-notice')?.textContent ?? '') &&
        document.querySelector('.late-notice')?.textContent,
    );
    expect(told).toMatch(/Capture began \d\d:\d\d:\d\d; 3 sockets are older than that\./);
    expect(await tab.evaluate(() => window.probedFirst)).toBe(false);

    await preserveLog(panel, true);
    await panel.click('.late-notice .action');
    await tab.waitFor(() => window.probedFirst);
    await panel.waitFor(() => document.querySelector('.late-notice') === null);
    const shown = panel;
    const attached = await waitFor('the load after the reload', async () => {
      const told = await loads(shown);
      return told.length > 1 ? told.map(({ attach }) => attach) : undefined;
    });
    expect(attached).toEqual(['late', 'early']);
    await preserveLog(panel, false);
  });

  it('is in every frame that it may be in, and each event names its frame', async () => {
    await open('/frames');
    const wanted = 7;
    const shown = panel as PanelHandle;
    await shown.waitFor((count: number) => document.querySelectorAll('tbody tr.row').length >= count, wanted);
    const frames = (await loads(shown)).map(({ url, frame, base, sandboxed }) => ({
      url: url.replace(site.url(''), ''),
      ...(frame !== undefined && { frame: frame.replace(site.url(''), '') }),
      ...(base !== undefined && { base: base.replace(site.url(''), '') }),
      ...(sandboxed !== undefined && { sandboxed }),
    }));
    const allowed = site.url('/page/allowed', 'localhost');
    const expected = [
      { url: '/frames' },
      { url: '/page/same', frame: '/page/same' },
      { url: '/page/sandboxed', frame: '/page/sandboxed', sandboxed: true },
      { url: 'about:blank', frame: 'about:blank', base: '/frames' },
      { url: 'about:srcdoc', frame: 'about:srcdoc', base: '/frames' },
      { url: 'about:srcdoc', frame: 'about:srcdoc', base: '/frames', sandboxed: true },
      { url: allowed, frame: allowed },
    ];
    const inOrder = (list: object[]) => list.map((one) => JSON.stringify(one)).sort();
    expect(inOrder(frames)).toEqual(inOrder(expected));

    // The next page's frames may speak before it does: they stay, and the former ones go.
    const former = new Set((await loads(shown)).map(({ load }) => load));
    await tab.reload();
    const again = await waitFor('the page and its frames to be there again', async () => {
      const now = await loads(shown);
      return now.length === expected.length && now.every(({ load }) => !former.has(load)) ? now : undefined;
    });
    // A frame that has neither an origin nor a response knows nothing of its tab.
    const early = again.filter(({ url, sandboxed }) => url !== 'about:blank' && !sandboxed);
    expect(early.filter(({ attach }) => attach !== 'early')).toEqual([]);
    expect(early.length).toBe(4);
    const opaque = new Map(again.filter(({ sandboxed }) => sandboxed).map(({ url, attach }) => [url, attach]));
    expect(opaque.get('about:srcdoc')).toBe('late');
    expect(opaque.get(site.url('/page/sandboxed'))).toBe('early');
  });

  it('is there before the first script of a site that is new to the tab, and of a page without an origin', async () => {
    const fresh = await browser.newPage(site.url('/page/before'));
    const shown = await fresh.openDevtools();
    await shown.waitFor(() => document.querySelector('tbody tr.row') !== null);
    await fresh.goto(site.url('/page/new', 'localhost'));
    expect(await fresh.evaluate(() => window.probedFirst)).toBe(true);
    await fresh.goto(site.url('/sandboxed/opaque'));
    expect(await fresh.evaluate(() => window.probedFirst)).toBe(true);
    const [load] = await waitFor('the page to be heard', async () => {
      const told = await loads(shown);
      return told.length === 1 && told[0]?.url.endsWith('/sandboxed/opaque') ? told : undefined;
    });
    expect(load).toMatchObject({ attach: 'early' });
    await shown.close();
    await fresh.close();
  });

  it('is not there for a page that made the mark itself, while another tab is inspected', async () => {
    await open('/page/inspected');
    const forging = await browser.newPage(site.url('/page/forging'));
    await forging.evaluate(() => sessionStorage.setItem('livecollection:inspected', '1'));
    await forging.reload();
    expect(await forging.evaluate(() => window.probedFirst)).toBe(false);
    await forging.close();
  });

  it('goes on in a document that is rewritten, once and twice, by itself and by the page around it', async () => {
    const shown = await open('/page/rewritten');
    const said = async () =>
      (await panelEvents(shown)).filter(({ kind }) => kind === 'error').map(({ message }) => message);
    await tab.evaluate(() => {
      document.open();
      document.write('<h1>Rewritten</h1><script>say("while it is written")</' + 'script>');
      document.close();
      window.say('written');
    });
    await tab.evaluate(() => {
      document.open();
      document.write('<h1>Again</h1>');
      document.open();
      document.write('<h1>And again</h1>');
      document.close();
      window.say('twice');
    });
    await tab.evaluate(() => {
      document.replaceChild(document.createElement('html'), document.documentElement);
      window.say('another root');
      document.documentElement.remove();
      window.say('no root');
    });
    await tab.evaluate(() => {
      window.dispatchEvent(new Event('offline'));
    });
    const texts = ['while it is written', 'written', 'twice', 'another root', 'no root'];
    await waitFor('all that was said', async () => (await said()).length >= texts.length);
    expect(await said()).toEqual(texts);
    const states = (await panelEvents(shown)).filter(({ kind }) => kind === 'lifecycle').map(({ state }) => state);
    expect(states).toContain('rewrite');
    expect(states.at(-1)).toBe('offline');
    expect(await tab.evaluate(() => sessionStorage.length)).toBe(1);
    await shown.close();
    panel = undefined;
    await tab.waitFor(() => sessionStorage.length === 0);
    expect(await tab.evaluate(() => WebSocket.prototype.send.name)).toBe('send');
  });

  it('puts every property back, by identity, when DevTools closes', async () => {
    await tab.goto(site.url('/page/restored'));
    await remember(tab);
    panel = await tab.openDevtools();
    await panel.waitFor(() => document.querySelector('tbody tr.row') !== null);
    const changed = await changedSince(tab);
    expect(changed).toContain('WebSocket.prototype send');
    await panel.close();
    panel = undefined;
    await tab.waitFor(() => sessionStorage.length === 0);
    expect(await changedSince(tab)).toEqual([]);
  });

  it('keeps one mark in the page’s storage while it is there, which the page does not notice, and nothing else', async () => {
    await tab.goto(site.url('/page/stored'));
    await tab.evaluate(() => {
      sessionStorage.setItem('theirs', 'kept');
      addEventListener('storage', ({ key }) => document.body.append(`reported ${key}`));
    });
    const kept = () => ({ ...sessionStorage });
    panel = await tab.openDevtools();
    await panel.waitFor(() => document.querySelector('tbody tr.row') !== null);
    expect(await tab.evaluate(kept)).toEqual({ 'livecollection:inspected': '1', theirs: 'kept' });
    await panel.close();
    panel = undefined;
    await tab.waitFor(() => sessionStorage.length === 1);
    expect(await tab.evaluate(kept)).toEqual({ theirs: 'kept' });
    expect(await tab.evaluate(() => document.body.textContent)).not.toContain('reported');
    await tab.evaluate(() => sessionStorage.clear());
  });

  it('leaves alone what the page has patched over it, and does nothing there any more', async () => {
    await open('/page/patched');
    await tab.evaluate(() => {
      const before = WebSocket.prototype.send;
      WebSocket.prototype.send = function patched(data) {
        return before.call(this, data);
      };
    });
    await remember(tab);
    await panel?.close();
    panel = undefined;
    await tab.waitFor(() => sessionStorage.length === 0);
    expect(await changedSince(tab)).not.toContain('WebSocket.prototype send');
    expect(await tab.evaluate(() => WebSocket.prototype.send.name)).toBe('patched');
    await tab.evaluate(() => window.openSockets(1));
    await tab.evaluate(() => window.sockets[0]?.send('[{"channel":"/meta/connect"}]'));
    await tab.waitFor(() => window.sockets[0]?.bufferedAmount === 0);
  });
});
