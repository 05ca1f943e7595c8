import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BayeuxSite, type ClientName, serveBayeuxSite } from '../support/bayeux-site/index.ts';
import { browserNames, type LiveBrowser, type PanelHandle, type Tab } from '../support/browser.ts';
import { launch } from '../support/launch.ts';
import { eventsIn, exportRecording, press } from '../support/panel-driver.ts';
import { type RecordedMessage, recordedMessages, textsOn, toldTwice } from '../support/recorded-messages.ts';
import { waitFor } from '../support/wait-for.ts';

const cells: readonly (readonly [client: ClientName, transport: string])[] = [
  ['faye', 'websocket'],
  ['faye', 'eventsource'],
  ['faye', 'long-polling'],
  ['faye', 'cross-origin-long-polling'],
  ['faye', 'callback-polling'],
  ['cometd', 'websocket'],
  ['cometd', 'long-polling'],
  ['cometd', 'fetch'],
  ['cometd', 'callback-polling'],
];

/** As the wire names them: a client's other ways to poll are still long-polling. */
const onTheWire = (transport: string) => (/fetch|cross-origin/.test(transport) ? 'long-polling' : transport);

/** How every session begins; the answer to its first connect is held until there is something to say. */
const beginnings = [
  ['sent', '/meta/handshake'],
  ['received', '/meta/handshake'],
  ['sent', '/meta/subscribe'],
  ['received', '/meta/subscribe'],
  ['sent', '/meta/connect'],
] as const;

/** Are messages the answers to requests? */
const isPolled = (transport: string) => /polling|fetch/.test(transport);
const polls = (messages: RecordedMessage[]) =>
  messages.some(({ direction, channel }) => direction === 'sent' && channel === '/meta/connect');

/** Every client over every transport, in a real browser with real DevTools: each message in the panel, once. */
describe.each(browserNames)('a Bayeux page in %s', (name) => {
  let site: BayeuxSite;
  let browser: LiveBrowser;
  let inspected: Tab;
  let panel: PanelHandle;
  let later: Tab;
  let channels = 0;

  beforeAll(async () => {
    site = await serveBayeuxSite();
    const folder = name === 'chromium' ? 'chrome' : 'firefox';
    browser = await launch(name, { extension: fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url)) });
    inspected = await browser.newPage(site.origin);
    later = await browser.newPage(site.origin);
    panel = await inspected.openDevtools();
    await panel.waitFor(() => document.querySelector('tbody tr.row') !== null);
  });

  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const newChannel = () => `/matrix/${++channels}`;

  async function open(tab: Tab, client: ClientName, transport: string, channel: string): Promise<void> {
    await tab.goto(site.page(client, transport, channel));
    await tab.waitFor(() => window.bayeux.subscribed);
  }

  const publishFrom = (tab: Tab, text: string) => tab.evaluate((text: string) => window.bayeux.publish(text), text);

  const receivedBy = async (tab: Tab, last: string) => {
    await tab.waitFor((last: string) => window.bayeux.received.includes(last), last);
    return tab.evaluate(() => [...window.bayeux.received]);
  };

  /** What the panel has of the session, once that passes the condition. */
  async function told(panel: PanelHandle, what: string, is: (messages: RecordedMessage[]) => boolean) {
    let events = eventsIn(await exportRecording(panel));
    await waitFor(`${what} in the panel`, async () => {
      if (is(recordedMessages(events))) return true;
      events = eventsIn(await exportRecording(panel));
      return false;
    });
    return { events, messages: recordedMessages(events) };
  }

  const has = (channel: string, text: string) => (messages: RecordedMessage[]) =>
    textsOn(channel, 'received', messages).includes(text);

  describe.each(cells)('with %s over %s', (client, transport) => {
    it('tells each message once, from the handshake on', async () => {
      const channel = newChannel();
      await press(panel, 'Clear');
      await open(inspected, client, transport, channel);
      await site.publish(channel, ['one', 'two', 'three']);
      for (const own of ['four', 'five']) await publishFrom(inspected, own);
      await site.publish(channel, ['six']);

      const received = await receivedBy(inspected, 'six');
      expect([...received].sort()).toEqual(['five', 'four', 'one', 'six', 'three', 'two']);

      const { events, messages } = await told(panel, 'the last message', has(channel, 'six'));
      expect(textsOn(channel, 'received', messages)).toEqual(received);
      expect(textsOn(channel, 'sent', messages)).toEqual(['four', 'five']);
      expect(toldTwice(messages)).toEqual([]);
      for (const [direction, meta] of beginnings)
        expect(messages).toContainEqual(expect.objectContaining({ direction, channel: meta }));
      expect(new Set(messages.filter(({ channel: on }) => on === channel).map(({ layer }) => layer))).toEqual(
        new Set(['wire']),
      );
      const delivery = messages.find(({ message }) => message.data !== undefined && message.channel === channel);
      expect(delivery?.transport).toBe(onTheWire(transport));
      expect(events.filter(({ kind }) => kind === 'gap' || kind === 'probe-error')).toEqual([]);
      expect(events.filter(({ kind }) => kind === 'load').map(({ attach }) => attach)).toEqual(['early']);
    });

    it('tells each message once from when DevTools is opened on the running page', async () => {
      const channel = newChannel();
      await open(later, client, transport, channel);
      await site.publish(channel, ['before']);
      await receivedBy(later, 'before');

      const panel = await later.openDevtools();
      try {
        await panel.waitFor(() => document.querySelector('tbody tr.row') !== null);
        // The answer to a poll that began before us can be seen by nobody: the next one is waited for.
        await publishFrom(later, 'first');
        await receivedBy(later, 'first');
        if (isPolled(transport)) await told(panel, 'the next poll', polls);
        await site.publish(channel, ['one', 'two']);
        await publishFrom(later, 'three');
        await site.publish(channel, ['four']);
        const received = await receivedBy(later, 'four');
        expect([...received].sort()).toEqual(['before', 'first', 'four', 'one', 'three', 'two']);

        const { events, messages } = await told(panel, 'the last message', has(channel, 'four'));
        const seen = textsOn(channel, 'received', messages);
        expect(seen.filter((text) => text !== 'first')).toEqual(
          received.filter((text) => text !== 'before' && text !== 'first'),
        );
        const seesFirst = client === 'faye' || transport === 'websocket';
        if (seesFirst) expect(seen.filter((text) => text === 'first')).toEqual(['first']);
        expect(textsOn(channel, 'sent', messages)).toEqual(['first', 'three']);
        expect(toldTwice(messages)).toEqual([]);
        expect(events.filter(({ kind }) => kind === 'gap' || kind === 'probe-error')).toEqual([]);
        expect(events.filter(({ kind }) => kind === 'load').map(({ attach }) => attach)).toEqual(['late']);
      } finally {
        await panel.close();
      }
    });
  });

  it('loses nothing when the background is shut down in the middle', async () => {
    const channel = newChannel();
    await press(panel, 'Clear');
    await open(inspected, 'faye', 'websocket', channel);
    await site.publish(channel, ['before']);
    await browser.extension.stopBackground();
    await site.publish(channel, ['meanwhile']);
    await publishFrom(inspected, 'after');
    const received = await receivedBy(inspected, 'after');
    const { messages } = await told(panel, 'the last message', has(channel, 'after'));
    expect(received).toEqual(['before', 'meanwhile', 'after']);
    expect(textsOn(channel, 'received', messages)).toEqual(received);
    expect(toldTwice(messages)).toEqual([]);
  });

  it('tells of the last page of a burst of navigations, from its handshake on', async () => {
    const channels = Array.from({ length: 5 }, newChannel);
    for (const channel of channels)
      await inspected.evaluate(
        (url: string) => {
          location.href = url;
        },
        site.page('cometd', 'websocket', channel),
      );
    const channel = channels.at(-1) ?? '';
    await inspected.waitFor((channel: string) => {
      return new URLSearchParams(location.search).get('channel') === channel && window.bayeux.subscribed;
    }, channel);
    await site.publish(channel, ['one', 'two']);
    const received = await receivedBy(inspected, 'two');
    const { events, messages } = await told(panel, 'the last message', has(channel, 'two'));
    expect(textsOn(channel, 'received', messages)).toEqual(received);
    expect(toldTwice(messages)).toEqual([]);
    expect(messages.at(0)).toMatchObject({ direction: 'sent', channel: '/meta/handshake' });
    expect(events.filter(({ kind }) => kind === 'gap' || kind === 'probe-error')).toEqual([]);
  });

  it('goes on with a page that comes back from the back/forward cache', async () => {
    const channel = newChannel();
    await open(inspected, 'cometd', 'fetch', channel);
    await site.publish(channel, ['before']);
    await receivedBy(inspected, 'before');
    await inspected.goto(`${site.origin}/`);
    await inspected.back();
    await inspected.waitFor(() => window.bayeux.subscribed);
    expect(await inspected.evaluate(() => window.bayeux.received)).toEqual(['before']); // it is the same document
    await publishFrom(inspected, 'after');
    await receivedBy(inspected, 'after');
    const { messages } = await told(panel, 'the last message', has(channel, 'after'));
    expect(textsOn(channel, 'received', messages).filter((text) => text === 'after')).toEqual(['after']);
    expect(toldTwice(messages)).toEqual([]);
  });
});
