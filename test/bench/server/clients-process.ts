/**
 * Many subscribers in one process. They speak Bayeux over bare websockets and read no more of a message than they must,
 * so that the server is what is measured.
 */
import faye from 'faye-websocket';
import { answer } from './child.ts';

const CHANNEL = '/api/todos';
const PUSH = `"channel":"${CHANNEL}"`;

interface Subscriber {
  clientId: string;
  close(): void;
}

let subscribers: Subscriber[] = [];
let received = 0;
/** Creates so far: a request id that comes again would be answered without a second write. */
let created = 0;
let wanted: { count: number; resolve(): void } | undefined;
/** crid → what to do when a message names it. */
const named = new Map<string, () => void>();

function onPush(text: string): void {
  received += 1;
  if (named.size > 0) {
    const crid = /"crid":"([^"]+)"/.exec(text)?.[1];
    if (crid !== undefined) named.get(crid)?.();
  }
  if (wanted && received >= wanted.count) wanted.resolve();
}

function subscribe(port: number): Promise<Subscriber> {
  return new Promise((resolve, reject) => {
    const socket = new faye.Client(`ws://127.0.0.1:${port}/faye`);
    const send = (message: object) => socket.send(JSON.stringify([message]));
    let clientId = '';
    const connect = () => send({ channel: '/meta/connect', clientId, connectionType: 'websocket' });
    socket.on('open', () =>
      send({ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['websocket'] }),
    );
    socket.on('error', reject);
    socket.on('message', ({ data }: { data: string }) => {
      if (!data.includes('"channel":"/meta/')) {
        onPush(data);
        return;
      }
      for (const message of JSON.parse(data)) {
        if (message.channel === '/meta/handshake') {
          clientId = message.clientId;
          send({ channel: '/meta/subscribe', clientId, subscription: CHANNEL });
          connect();
        } else if (message.channel === '/meta/connect') connect();
        else if (message.channel === '/meta/subscribe' && message.successful)
          resolve({ clientId, close: () => socket.close() });
        else reject(new Error(JSON.stringify(message)));
      }
    });
  });
}

answer({
  ready: () => PUSH.length,
  async subscribe(port: number, count: number) {
    for (let begun = 0; begun < count; begun += 50) {
      const more = Array.from({ length: Math.min(50, count - begun) }, () => subscribe(port));
      subscribers.push(...(await Promise.all(more)));
    }
  },
  hangUp() {
    for (const subscriber of subscribers) subscriber.close();
    subscribers = [];
  },
  /** Resolves when so many messages more have come, to the time of the last, in ms since 1970. */
  async receive(count: number) {
    received = 0;
    await new Promise<void>((resolve) => {
      wanted = { count, resolve };
    });
    wanted = undefined;
    return Date.now();
  },
  /** Creates todos over REST; from each request to the last subscriber's message, in ms. */
  async create(port: number, count: number, atOnce: number) {
    const times: number[] = [];
    let next = 0;
    const work = async () => {
      while (next < count) {
        next += 1;
        times.push(await createOne(port, `create-${process.pid}-${++created}`));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return times;
  },
});

async function createOne(port: number, crid: string): Promise<number> {
  const start = performance.now();
  let heard = 0;
  const pushed = new Promise<number>((resolve) => {
    named.set(crid, () => {
      heard += 1;
      if (heard === subscribers.length) resolve(performance.now() - start);
    });
  });
  const response = await fetch(`http://127.0.0.1:${port}/api/todos`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-live-request-id': crid },
    body: JSON.stringify({ title: 'milk' }),
  });
  if (response.status !== 201) throw new Error(`A create was answered with ${response.status}.`);
  await response.text();
  const ms = await pushed;
  named.delete(crid);
  return ms;
}
