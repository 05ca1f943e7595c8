import { describe, expect, it } from 'vitest';
import { messageOf } from '../../extension/core/bayeux/event-message.ts';
import { createEvidence, type PageEvidence } from '../../extension/core/evidence.ts';
import type { LiveEvent } from '../../extension/core/protocol/events.ts';
import { createSubscriptions } from '../../extension/core/subscriptions/subscriptions.ts';
import {
  INSPECT_LINE,
  olderWorkersSentence,
  replacedSentence,
  unmetWords,
  workersSentence,
} from '../../extension/core/unseen-wording.ts';
import { eventsOf } from '../support/trace-language.ts';

const own = { load: 'L1', seq: 1, at: 1 };
const worker = (url: string, likely?: true): LiveEvent => ({
  ...own,
  layer: 'page',
  kind: 'worker',
  type: 'worker',
  url,
  ...(likely && { likely }),
});
const load = (attach: string): LiveEvent => ({
  ...own,
  layer: 'page',
  kind: 'load',
  url: 'http://x/',
  title: '',
  attach,
});
const replaced = (name: string, by: string, leads = false): LiveEvent => ({
  ...own,
  layer: 'page',
  kind: 'replaced',
  name,
  by,
  leads,
});
const client: LiveEvent = { ...own, layer: 'faye', kind: 'client', client: 'client-1', endpoint: '/faye' };

/** What is known of documents after these events. */
function known(events: readonly LiveEvent[], isLive = (_load: string) => true): PageEvidence {
  const evidence = createEvidence();
  const subscriptions = createSubscriptions();
  events.forEach((event, i) => {
    subscriptions.add(i, event, messageOf(event));
    evidence.add(event);
  });
  return evidence.of(isLive, subscriptions.all());
}

const wireSubscribes = (channel: string, connection = 'websocket-2') =>
  eventsOf(
    `wire sent /meta/subscribe ${channel} id=1 connection=${connection} transport=websocket
     wire reply /meta/subscribe ${channel} id=1 connection=${connection} transport=websocket`,
  );
const held = (channel: string) => eventsOf(`faye subscribe ${channel} handlers=1 client=client-1`);
const collection = (channel: string) => eventsOf(`added todos ${channel}`);

describe('what was not met of Bayeux on the wire', () => {
  it('is nothing where nothing was seen, and where all was met', () => {
    expect(unmetWords(known([]))).toBeUndefined();
    expect(
      unmetWords(known([...eventsOf('wire opened ws://x/'), client, ...held('/a'), ...collection('/a')])),
    ).toBeUndefined();
  });

  it('is a client and a collection, with the line that shows both', () => {
    expect(unmetWords(known(eventsOf('wire opened ws://x/')))).toMatchObject({
      text: 'This page sends Bayeux messages, and no Faye client was found. No live collection was found.',
      line: INSPECT_LINE,
    });
    expect(unmetWords(known(eventsOf('wire opened ws://x/'), () => false))).toBeUndefined();
  });

  it('is told by the channel and by the connection of the client that listens', () => {
    expect(unmetWords(known(wireSubscribes('/chat')))).toMatchObject({
      text: 'The Bayeux client on websocket-2 was seen on the wire only. No live collection was found that listens to /chat.',
      line: INSPECT_LINE,
    });
  });

  it('is told also where a collection of another channel was met, with the line for what is missing', () => {
    const events = [client, ...eventsOf('wire opened ws://x/'), ...held('/a'), ...held('/chat'), ...collection('/a')];
    expect(unmetWords(known(events))).toMatchObject({
      text: 'No live collection was found that listens to /chat.',
      hint: expect.stringContaining('where Backbone is imported'),
      line: '(globalThis.__LIVECOLLECTION_DEVTOOLS__ ??= []).push({ Backbone });',
    });
  });

  it('is a second client beside a Faye client that was met', () => {
    const events = [client, ...held('/a'), ...collection('/a'), ...wireSubscribes('/a')];
    expect(unmetWords(known(events))).toMatchObject({
      text: 'The Bayeux client on websocket-2 was seen on the wire only.',
      line: '(globalThis.__LIVECOLLECTION_DEVTOOLS__ ??= []).push({ Faye });',
    });
  });

  it('takes a pattern to be heard by a collection of a channel that it covers, and service channels by nobody', () => {
    const events = [client, ...eventsOf('wire opened ws://x/'), ...held('/a/**'), ...held('/service/x')];
    expect(unmetWords(known([...events, ...collection('/a/b')]))).toBeUndefined();
  });

  it('names three channels, and counts the others', () => {
    const events = ['/a', '/b', '/c', '/d', '/e'].flatMap((channel) => wireSubscribes(channel));
    expect(unmetWords(known(events))?.text).toContain('that listens to /a, /b, /c and 2 more.');
  });
});

describe('a worker', () => {
  it('is told by its address where that is known', () => {
    expect(workersSentence(known([]))).toBe('');
    expect(workersSentence(known([worker('')]))).toBe('This page has one worker: what it sends is not seen.');
    expect(workersSentence(known([worker(''), worker('http://x/shared.js')]))).toBe(
      'This page has two workers (http://x/shared.js, …): what they send is not seen.',
    );
  });

  it('that is older than the probe is told as likely, and as one where it was seen to be made', () => {
    const likely = worker('http://x/w.js', true);
    expect(workersSentence(known([likely]))).toBe(
      'http://x/w.js was loaded as a worker’s script is, before the panel looked: what a worker sends is not seen.',
    );
    expect(workersSentence(known([likely, worker('http://x/w.js')]))).toBe(
      'This page has one worker (http://x/w.js): what it sends is not seen.',
    );
  });

  it('may be there unnoticed where the probe came late, which is said', () => {
    expect(olderWorkersSentence(known([load('early')]))).toBe('');
    expect(olderWorkersSentence(known([load('late')]))).toContain('Nothing is known');
  });
});

describe('what the page has replaced', () => {
  it('is told with the name of what stands in its place, unless that leads to the browser’s', () => {
    expect(replacedSentence(known([replaced('WebSocket', 'MockSocket')]))).toBe(
      'This page has replaced WebSocket (by MockSocket): what goes over the replacement is not seen, unless it uses the browser’s own.',
    );
    expect(replacedSentence(known([replaced('fetch', ''), replaced('fetch', '', true)]))).toBe('');
    expect(replacedSentence(known([replaced('fetch', 'fetch'), replaced('EventSource', '')]))).toContain(
      'has replaced fetch and EventSource: ',
    );
  });
});
