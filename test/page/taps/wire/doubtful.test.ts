// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Report } from '../../../../extension/core/protocol/events.ts';
import { createKnownChannels } from '../../../../extension/page/known-channels.ts';
import { tapWire } from '../../../../extension/page/taps/wire/transports.ts';
import { gatheringTap } from '../../gathering-tap.ts';

const { fetch, WebSocket, EventSource } = window;
const undoes: (() => void)[] = [];
afterEach(() => {
  for (const undo of undoes.splice(0).reverse()) undo();
  Object.assign(window, { fetch, WebSocket, EventSource });
});

function tapped(channels: readonly string[] = []) {
  const tap = gatheringTap();
  const known = createKnownChannels(() => 'http://127.0.0.1/');
  for (const channel of channels) known.add(channel);
  undoes.push(tapWire(tap, window, known).undo);
  return tap;
}

const told = (reports: readonly Report[]) =>
  reports.map((report) => `${report.layer} ${report.kind}${'text' in report ? ` ${report.text}` : ''}`);

/** Posts, and has read the answer as the tap has. */
async function post(url: string, body: unknown, answer: unknown, channels?: readonly string[]) {
  window.fetch = async () => new Response(JSON.stringify(answer));
  const tap = tapped(channels);
  await (await window.fetch(url, { method: 'POST', body: JSON.stringify(body) })).text();
  return tap.reports;
}

const data = { text: 'hello' };
const message = { channel: '/chat', data };
const named = { ...message, id: '1', clientId: 'c1' };
const reply = { channel: '/chat', successful: true, id: '1' };

describe('a request that may be a publish', () => {
  it.each([
    ['a message', message, { ok: 1 }],
    ['a list', [message], { ok: 1 }],
    ['fields named as Bayeux names its own', named, {}],
    ['a message that its answer repeats', message, message],
    ['a message whose answer is of another channel', message, { channel: '/other', successful: true }],
    ['text about a handshake', { channel: '/chat', data: { about: '/meta/handshake' } }, []],
    ['an answer that is a list of nothing', message, [null]],
  ])('is none by a body of %s alone', async (_what, body, answer) => {
    expect(told(await post('http://127.0.0.1/own', body, answer))).toEqual([]);
  });

  it('is one that is answered as Bayeux, and its server is known from then on', async () => {
    const reports = await post('http://127.0.0.1/bayeux', [named], [reply]);
    await vi.waitFor(() =>
      expect(told(reports)).toEqual([
        `wire sent ${JSON.stringify([named])}`,
        `wire received ${JSON.stringify([reply])}`,
      ]),
    );
    void window.fetch('http://127.0.0.1/bayeux', { method: 'POST', body: JSON.stringify(message) });
    expect(told(reports).at(-1)).toBe(`wire sent ${JSON.stringify(message)}`);
  });

  it('is one at once where a frame has a message of the protocol itself', async () => {
    const frame = [{ channel: '/meta/connect', clientId: 'c1' }, named];
    expect(told(await post('http://127.0.0.1/bayeux', frame, {}))[0]).toBe(`wire sent ${JSON.stringify(frame)}`);
  });

  it('is a request to a channel where it goes to one', async () => {
    const reports = await post('http://127.0.0.1/chat', message, { ok: 1 }, ['/chat']);
    await vi.waitFor(() => expect(told(reports)).toEqual(['http request', 'http response']));
  });
});

describe('a connection of a protocol of the page’s own', () => {
  class OwnSocket extends EventTarget {
    readonly url = 'ws://127.0.0.1/own';
    readyState = 1;
    send() {}
  }

  it('is not Bayeux by messages that have a channel', () => {
    Object.assign(window, { WebSocket: OwnSocket });
    const tap = tapped();
    const socket = new window.WebSocket('ws://127.0.0.1/own');
    socket.send(JSON.stringify(message));
    socket.send(JSON.stringify({ channel: '/meta/handshake' }));
    expect(told(tap.reports)).toEqual([]);
  });

  it('is Bayeux by a session beside a channel: a socket older than the probe begins with any message', () => {
    Object.assign(window, { WebSocket: OwnSocket });
    const socket = new window.WebSocket('ws://127.0.0.1/bayeux');
    const tap = tapped();
    socket.send(JSON.stringify([named]));
    expect(told(tap.reports)).toEqual(['wire opened', `wire sent ${JSON.stringify([named])}`]);
    // One that is open is followed again by the next probe.
    Reflect.set(socket, 'readyState', 3);
  });

  it('is none by an event stream of such messages', () => {
    Object.assign(window, {
      EventSource: class extends EventTarget {
        readonly url = 'http://127.0.0.1/own';
        close() {}
      },
    });
    const tap = tapped();
    const stream = new window.EventSource('http://127.0.0.1/own');
    stream.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
    expect(told(tap.reports)).toEqual([]);
  });
});
