import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BayeuxSite, type ClientName, serveBayeuxSite } from '../support/bayeux-site/index.ts';
import { browserNames, type LiveBrowser, type PanelHandle, type Tab } from '../support/browser.ts';
import { launch } from '../support/launch.ts';
import { eventsIn, exportRecording } from '../support/panel-driver.ts';
import { recordedMessages, textsOn, toldTwice } from '../support/recorded-messages.ts';
import { waitFor } from '../support/wait-for.ts';

/** What Faye 1.4 and CometD's client can be held to; CometD polls by `fetch` where an application has it do so. */
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

const CHANNEL = '/matrix';

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

type Events = ReturnType<typeof eventsIn>;

/** Are messages the answers to requests? */
const isPolled = (transport: string) => /polling|fetch/.test(transport);
const polls = (events: Events) =>
  recordedMessages(events).some(({ direction, channel }) => direction === 'sent' && channel === '/meta/connect');
const streams = (events: Events) =>
  events.some(({ kind, transport }) => kind === 'opened' && transport === 'eventsource');
const has = (text: string) => (events: Events) => textsOn(CHANNEL, 'received', recordedMessages(events)).includes(text);

/**
 * Every client over every transport, in a real browser with real DevTools: each message in the panel, once. What becomes
 * of the way to the panel when a background dies, a page leaves or time passes is the same for all: `flow.test.ts`.
 */
describe.each(browserNames)('a Bayeux page in %s', (name) => {
  let browser: LiveBrowser;

  beforeAll(async () => {
    const folder = name === 'chromium' ? 'chrome' : 'firefox';
    browser = await launch(name, { extension: fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url)) });
  });

  afterAll(async () => {
    await browser?.close();
  });

  const subscribed = (tab: Tab) => tab.waitFor(() => window.bayeux.subscribed);
  const publishFrom = (tab: Tab, text: string) => tab.evaluate((text: string) => window.bayeux.publish(text), text);

  const receivedBy = async (tab: Tab, last: string) => {
    await tab.waitFor((last: string) => window.bayeux.received.includes(last), last);
    return tab.evaluate(() => [...window.bayeux.received]);
  };

  /** What the panel has of the session, once that passes the condition. */
  async function told(panel: PanelHandle, what: string, is: (events: Events) => boolean) {
    let events = eventsIn(await exportRecording(panel));
    await waitFor(`${what} in the panel`, async () => {
      if (is(events)) return true;
      events = eventsIn(await exportRecording(panel));
      return false;
    });
    return { events, messages: recordedMessages(events) };
  }

  describe.each(cells)('with %s over %s', (client, transport) => {
    let site: BayeuxSite;
    let page: string;
    /** DevTools is opened on it by the first test, while it is running; the second reloads it. */
    let tab: Tab;
    let panel: PanelHandle;

    beforeAll(async () => {
      site = await serveBayeuxSite();
      page = site.page(client, transport, CHANNEL);
      tab = await browser.newPage(page);
    });

    afterAll(async () => {
      await tab?.close();
      await site?.close();
    });

    it('tells each message once from when DevTools is opened on the running page', async () => {
      await subscribed(tab);
      await site.publish(CHANNEL, ['before']);
      await receivedBy(tab, 'before');

      panel = await tab.openDevtools();
      await panel.waitFor(() => document.querySelector('tbody tr.row') !== null);
      // The answer to a poll that began before us can be seen by nobody: the next one is waited for.
      await publishFrom(tab, 'first');
      await receivedBy(tab, 'first');
      if (isPolled(transport)) await told(panel, 'the next poll', polls);
      await site.publish(CHANNEL, ['one', 'two']);
      await publishFrom(tab, 'three');
      await site.publish(CHANNEL, ['four']);
      const received = await receivedBy(tab, 'four');
      expect([...received].sort()).toEqual(['before', 'first', 'four', 'one', 'three', 'two']);

      const { events, messages } = await told(panel, 'the last message', has('four'));
      expect(events.filter(({ kind }) => kind === 'load').map(({ attach }) => attach)).toEqual(['late']);
      const seen = textsOn(CHANNEL, 'received', messages);
      expect(seen.filter((text) => text !== 'first')).toEqual(
        received.filter((text) => text !== 'before' && text !== 'first'),
      );
      const seesFirst = client === 'faye' || transport === 'websocket';
      expect(seen.filter((text) => text === 'first').length).toBeLessThanOrEqual(1);
      if (seesFirst) expect(seen).toContain('first');
      expect(textsOn(CHANNEL, 'sent', messages)).toEqual(['first', 'three']);
      expect(toldTwice(messages)).toEqual([]);
      expect(events.filter(({ kind }) => kind === 'gap' || kind === 'probe-error')).toEqual([]);
    });

    it('tells each message once, from the handshake on', async () => {
      await tab.reload();
      await subscribed(tab);
      // Until its stream is open, a client has its messages with the answers to its polls.
      if (transport === 'eventsource') await told(panel, 'the stream', streams);
      await site.publish(CHANNEL, ['one', 'two', 'three']);
      for (const own of ['four', 'five']) await publishFrom(tab, own);
      await site.publish(CHANNEL, ['six']);

      const received = await receivedBy(tab, 'six');
      expect([...received].sort()).toEqual(['five', 'four', 'one', 'six', 'three', 'two']);

      const { events, messages } = await told(panel, 'the last message', has('six'));
      expect(events.filter(({ kind }) => kind === 'load').map(({ attach }) => attach)).toEqual(['early']);
      expect(textsOn(CHANNEL, 'received', messages)).toEqual(received);
      expect(textsOn(CHANNEL, 'sent', messages)).toEqual(['four', 'five']);
      expect(toldTwice(messages)).toEqual([]);
      for (const [direction, channel] of beginnings)
        expect(messages).toContainEqual(expect.objectContaining({ direction, channel }));
      expect(new Set(messages.filter(({ channel }) => channel === CHANNEL).map(({ layer }) => layer))).toEqual(
        new Set(['wire']),
      );
      // What the page publishes itself may go another way, and its answer comes back on that.
      const deliveries = messages.filter(
        ({ direction, channel, message }) =>
          direction === 'received' && channel === CHANNEL && message.data !== undefined,
      );
      expect(new Set(deliveries.map(({ transport }) => transport))).toEqual(new Set([onTheWire(transport)]));
      expect(events.filter(({ kind }) => kind === 'gap' || kind === 'probe-error')).toEqual([]);
    });
  });
});
