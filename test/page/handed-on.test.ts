import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Client } from 'faye';
import websocket from 'faye-websocket';
import { type DOMWindow, JSDOM } from 'jsdom';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { recordedMessages } from '../support/recorded-messages.ts';
import { serveTappedPage, type TappedSite } from '../support/tapped-page/index.ts';

/** Whenever a page hands on what its transports bring. */
const whens = ['now', 'in a microtask', 'in a task'];
const aroundSockets = [
  'none',
  'a Proxy',
  ...whens.flatMap((when) =>
    ['a class that dispatches first', 'a class that calls first', 'a derived class', 'a replaced setter'].map(
      (what) => `${what}, ${when}`,
    ),
  ),
];
const aroundPolls = ['none', ...whens.map((when) => `an XMLHttpRequest around the browser’s, ${when}`)];
const cells = [
  ...aroundSockets.map((wrapper) => ['websocket', wrapper] as const),
  ...aroundPolls.map((wrapper) => ['long-polling', wrapper] as const),
];

let site: TappedSite;
let fayeClient: string;
let open: DOMWindow | undefined;

beforeAll(async () => {
  site = await serveTappedPage();
  fayeClient = await readFile(createRequire(import.meta.url).resolve('faye/client/faye-browser.js'), 'utf8');
});

afterEach(() => open?.close());

afterAll(() => site.close());

/** A page of its own with the taps' and the wrappers' scripts at hand, and no client yet. */
function emptyPage(): DOMWindow {
  const { window } = new JSDOM('<!doctype html>', { url: `${site.origin}/`, runScripts: 'outside-only' });
  // jsdom has none.
  window.TextEncoder = TextEncoder;
  window.eval(site.script('wrappers'));
  open = window;
  return window;
}

const tap = (window: DOMWindow) => window.eval(site.script('taps'));

/** Faye's own client, held to one transport, over real TCP. What it hears on `/other` is kept. */
async function connect(window: DOMWindow, transport: string): Promise<{ client: Client; heard: unknown[] }> {
  if (!window.Faye) window.eval(fayeClient);
  const client: Client = new window.Faye.Client(`${site.origin}/faye`, { retry: 0.1 });
  for (const other of ['websocket', 'eventsource', 'long-polling', 'cross-origin-long-polling', 'callback-polling'])
    if (other !== transport && !(transport === 'websocket' && other === 'long-polling'))
      client.disable(other as 'websocket');
  const heard: unknown[] = [];
  await client.subscribe('/other', (text: unknown) => heard.push(text));
  const isOver = () => (client as unknown as { _dispatcher: { connectionType: string } })._dispatcher.connectionType;
  await vi.waitFor(() => expect(isOver()).toBe(transport));
  return { client, heard };
}

/** What was told since, as `sent /other one`, in the order of their names. */
function told(window: DOMWindow, since = 0): string[] {
  const messages = recordedMessages((window.tapped?.reports ?? []).slice(since) as never);
  const names = messages.flatMap(({ direction, channel, message }) =>
    channel === '/meta/connect' ? [] : [`${direction} ${channel} ${message.data ?? ''}`.trim()],
  );
  return names.sort();
}

const layers = (window: DOMWindow, since: number) =>
  new Set(recordedMessages((window.tapped?.reports ?? []).slice(since) as never).map(({ layer }) => layer));

/** What a client says and hears that publishes these texts where it listens, and subscribes once more. */
const wholeStory = (...texts: string[]) =>
  [
    ...texts.flatMap((text) => [`sent /other ${text}`, 'received /other', `received /other ${text}`]),
    'sent /meta/subscribe',
    'received /meta/subscribe',
  ].sort();

describe.each(cells)('over %s with %s around the browser’s own', (transport, wrapper) => {
  it.each(['early', 'late'])('tells each message once, by one of the taps: attached %s', async (when) => {
    const window = emptyPage();
    if (when === 'early') tap(window);
    window.wrap(wrapper);
    const { client, heard } = await connect(window, transport);
    await client.publish('/before', 1);
    if (when === 'late') tap(window);
    // Its answer is the first that a probe that comes late can know the way of.
    await client.publish('/mine', 1);
    const before = window.tapped?.reports.length;
    for (const text of ['one', 'two', 'two']) await client.publish('/other', text);
    await vi.waitFor(() => expect(heard).toEqual(['one', 'two', 'two']));
    await client.subscribe('/last', () => {});
    expect(told(window, before)).toEqual(wholeStory('one', 'two', 'two'));
  });
});

describe('over sockets that no tap can see', () => {
  it('tells what was sent as well, before its answer, and how long ago it left where that was not known', async () => {
    const window = emptyPage();
    tap(window);
    window.WebSocket = websocket.Client as never;
    const { client, heard } = await connect(window, 'websocket');
    const reports = window.tapped?.reports ?? [];
    const before = reports.length;
    await client.publish('/other', 'one');
    await vi.waitFor(() => expect(heard).toEqual(['one']));
    await client.subscribe('/last', () => {});
    expect(told(window, before)).toEqual(wholeStory('one'));
    expect(layers(window, before)).toEqual(new Set(['faye']));
    const all = recordedMessages(reports as never);
    const directions = (channel: string) =>
      all.flatMap((one) => (one.channel === channel && one.message.data === undefined ? [one.direction] : []));
    for (const channel of ['/meta/handshake', '/meta/subscribe', '/meta/connect'])
      expect(directions(channel).slice(0, 1)).toEqual(['sent']);
    expect(reports.filter((report) => report.kind === 'sent' && 'ago' in report).length).toBeGreaterThan(0);
  });

  it('goes back to the wire when that can be seen again', async () => {
    const window = emptyPage();
    tap(window);
    // Faye keeps the constructor that it finds when it is loaded.
    let isSeen = false;
    const { WebSocket: Native } = window;
    function Either(url: string): object {
      return isSeen ? new Native(url) : new websocket.Client(url);
    }
    window.WebSocket = Either as never;
    const { client } = await connect(window, 'websocket');
    const inside = client as unknown as { _dispatcher: { _transport: { _socket: { close(): void } } } };
    isSeen = true;
    inside._dispatcher._transport._socket.close();
    await client.publish('/other', 'one');
    await client.subscribe('/next', () => {});
    const before = window.tapped?.reports.length ?? 0;
    await client.publish('/other', 'two');
    await client.subscribe('/last', () => {});
    expect(told(window, before).filter((one) => one.startsWith('sent'))).toEqual([
      'sent /meta/subscribe',
      'sent /other two',
    ]);
    expect(layers(window, before)).toEqual(new Set(['wire']));
  });
});

it('tells a message of each client that got it, in a page with two', async () => {
  const window = emptyPage();
  tap(window);
  window.wrap('a class that dispatches first, in a task');
  const one = await connect(window, 'websocket');
  const other = await connect(window, 'websocket');
  const before = window.tapped?.reports.length;
  await one.client.publish('/other', 'same');
  await vi.waitFor(() => expect([one.heard, other.heard]).toEqual([['same'], ['same']]));
  await one.client.publish('/last', 1);
  expect(told(window, before).filter((message) => message === 'received /other same')).toHaveLength(2);
});
