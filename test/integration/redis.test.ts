import { createClient } from 'redis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../devserver/embedded-mongo/index.ts';
import { callbackPolling, eventSource, handshake, longPolling } from '../live-resource/raw-bayeux.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { startDevServer } from './dev-server.ts';
import { livecollection, servingProcess } from './livecollection-process.ts';
import { type Subscriber, subscribe } from './subscriber.ts';

let redis: RedisServer;
let mongo: EmbeddedMongo;

beforeEach(async () => {
  [redis, mongo] = await Promise.all([startRedis(), startEmbeddedMongo()]);
});
afterEach(async () => {
  await Promise.all([redis.stop(), mongo.close()]);
});

const serving = () => servingProcess('--mongodb-uri', `${mongo.uri.replace('/?', '/test?')}`, '--redis', redis.url);
const origin = (url: string) => url.replace(/\/$/, '');

async function create(url: string, title: string): Promise<number> {
  const response = await fetch(`${origin(url)}/api/todos`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title }),
  });
  expect(response.status).toBe(201);
  return Number(response.headers.get('X-Live-Seq'));
}

const seqs = ({ heard }: Subscriber) => heard.map(({ seq }) => seq ?? Number.NaN);
const health = async (url: string) => (await fetch(`${origin(url)}/healthz`)).json();

/** Sends one command of Redis's to it, and closes the connection. */
async function command({ url }: RedisServer, name: string, ...args: string[]): Promise<unknown> {
  const client = createClient(url);
  const reply = await new Promise((resolve, reject) => {
    client.send_command(name, args, (error: unknown, answer: unknown) => (error ? reject(error) : resolve(answer)));
  });
  client.end(true);
  return reply;
}

/** How many commands a Redis has refused for want of memory. */
async function refusals(server: RedisServer): Promise<number> {
  const stats = String(await command(server, 'INFO', 'errorstats'));
  return Number(/errorstat_OOM:count=(\d+)/.exec(stats)?.[1] ?? 0);
}

/** How many Bayeux sessions a Redis knows. */
async function sessionsIn({ url }: RedisServer): Promise<number> {
  const client = createClient(url);
  const count = await new Promise<number>((resolve, reject) => {
    client.zcard('livecollection/clients', (error, reply) => (error ? reject(error) : resolve(reply)));
  });
  client.end(true);
  return count;
}

describe('two servers on one Redis', () => {
  it('bring every write on either to every client of both, once, under one count', async () => {
    const servers = await Promise.all([serving(), serving()]);
    const subscribers = await Promise.all(
      servers.flatMap(({ url }) => [subscribe(origin(url)), subscribe(origin(url)), subscribe(origin(url))]),
    );
    const writes = 60;
    const answered = await Promise.all(
      Array.from({ length: writes }, (_, at) => create(servers[at % 2]?.url ?? '', `todo ${at}`)),
    );
    for (const subscriber of subscribers) await subscriber.messages(writes);
    // Whatever came twice would have come by the time that what was published after it has.
    const last = await create(servers[0].url, 'last');
    await waitFor('the last message', () => subscribers.every((each) => seqs(each).includes(last)));
    const expected = [...answered, last].sort((a, b) => a - b);
    expect(new Set(expected).size).toBe(writes + 1);
    expect(expected.at(-1)).toBe((expected[0] ?? 0) + writes);
    for (const subscriber of subscribers) expect(seqs(subscriber).sort((a, b) => a - b)).toEqual(expected);
  });

  it('give every client the messages in the same order', async () => {
    const servers = await Promise.all([serving(), serving()]);
    const [one, two] = await Promise.all(servers.map(({ url }) => subscribe(origin(url))));
    if (!one || !two) throw new Error('Two were started.');
    await Promise.all(Array.from({ length: 40 }, (_, at) => create(servers[at % 2]?.url ?? '', `todo ${at}`)));
    await Promise.all([one.messages(40), two.messages(40)]);
    expect(seqs(one)).toEqual(seqs(two));
  });

  it('go on when one of them is killed', async () => {
    const [one, two] = await Promise.all([serving(), serving()]);
    const listener = await subscribe(origin(two.url));
    await create(one.url, 'before');
    await listener.messages(1);
    one.child.kill('SIGKILL');
    await one.ended;
    await create(two.url, 'after');
    await listener.messages(2);
    expect(await health(two.url)).toMatchObject({ status: 'ok' });
  });

  it('end at SIGTERM with exit code 0, and leave no session of theirs behind', async () => {
    const { child, url, ended } = await serving();
    await subscribe(origin(url));
    await create(url, 'x');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    expect(await sessionsIn(redis)).toBe(1); // the subscriber's, who may come back to another server
  });
});

it('says so and answers 503 while Redis is away, keeps writing, and recovers when it is back, empty as it may be', async () => {
  const { url, child, ended } = await serving();
  const listener = await subscribe(origin(url));
  const before = await create(url, 'before');
  await listener.messages(1);
  expect(await health(url)).toEqual({ status: 'ok', checks: { database: 'ok', bayeux: 'ok', redis: 'ok' } });

  await redis.stop();
  const ill = await fetch(`${origin(url)}/healthz`);
  expect(ill.status).toBe(503);
  expect(await ill.json()).toMatchObject({ checks: { database: 'ok', redis: expect.stringMatching(/./) } });
  await create(url, 'while it is away'); // the write is stored; nobody can learn of it

  await redis.start();
  await waitFor('health', async () => {
    expect(await health(url)).toEqual({ status: 'ok', checks: { database: 'ok', bayeux: 'ok', redis: 'ok' } });
    return true;
  });
  const after = await waitFor('a message to the client that was there before', async () => {
    await create(url, 'after');
    return seqs(listener).find((seq) => seq > before);
  });
  expect(after).toBeGreaterThan(before + 1);
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  expect(code).toBe(0);
  expect(stderr).toMatch(/The connection to redis:\/\/127\.0\.0\.1:\d+\/0 is lost/);
  expect(stderr).not.toMatch(/TypeError|uncaught/i);
}, 60_000);

it.each([
  ['everything', ['FLUSHALL'], 'websocket'],
  ['the sessions', ['DEL', 'livecollection/clients'], 'websocket'],
  ['a channel’s subscribers', ['DEL', 'livecollection/channels/api/todos'], 'websocket'],
  ['everything', ['FLUSHALL'], 'long-polling'],
])(
  'brings messages again within two seconds when Redis, still connected, has lost %s (%s, %s)',
  async (_what, lose, by) => {
    const server = await startDevServer({ mongodbUri: mongo.uri, redis: redis.url });
    const options = by === 'websocket' ? {} : { disable: ['websocket' as const] };
    const listener = await subscribe(server.origin, '/api/todos', options);
    await create(server.origin, 'before');
    await listener.messages(1);
    const lost = Date.now();
    const [name = '', ...args] = lose;
    await command(redis, name, ...args);
    await waitFor('a message', async () => {
      await create(server.origin, 'after');
      return listener.heard.length > 1;
    });
    expect(Date.now() - lost).toBeLessThan(2_000);
    await waitFor('health', async () => (await health(server.origin)).status === 'ok');
  },
);

it.each(['callback-polling', 'eventsource'] as const)(
  'tells a session over %s to begin again within two seconds when Redis, still connected, has forgotten it',
  async (transport) => {
    const server = await startDevServer({ mongodbUri: mongo.uri, redis: redis.url });
    const ask = transport === 'eventsource' ? longPolling(server.origin).ask : callbackPolling(server.origin).ask;
    const clientId = await handshake({ ask });
    await ask([{ channel: '/meta/subscribe', clientId, subscription: '/api/todos' }]);
    const connect = [{ channel: '/meta/connect', clientId, connectionType: transport }];
    const events = transport === 'eventsource' ? await eventSource(server.origin, clientId) : undefined;
    const held = ask(connect);
    await server.request('GET', '/api/todos'); // what was sent before is with the server by now
    const lost = Date.now();
    await command(redis, 'FLUSHALL');
    const answer = events
      ? await events.next('"reconnect":"handshake"')
      : JSON.stringify([await held, await ask(connect)]);
    expect(answer).toContain('401:');
    expect(answer).toContain('"reconnect":"handshake"');
    expect(Date.now() - lost).toBeLessThan(2_000);
  },
);

it('says so and answers 503 while Redis is out of memory, keeps writing, and goes on with everybody when it has room', async () => {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(String(error));
  const server = await startDevServer({ mongodbUri: mongo.uri, redis: redis.url, onError });
  const listener = await subscribe(server.origin);
  const before = await create(server.origin, 'before');
  await listener.messages(1);

  await command(redis, 'CONFIG', 'SET', 'maxmemory', '1');
  const ill = await fetch(`${server.origin}/healthz`);
  expect(ill.status).toBe(503);
  expect(await ill.json()).toMatchObject({ checks: { database: 'ok', redis: expect.stringContaining('OOM') } });
  await create(server.origin, 'while it is full'); // stored; no subscriber can receive it
  expect(errors).toEqual([expect.stringContaining('Redis, which numbers the messages, is out of memory')]);
  const refused = await refusals(redis);
  const late = subscribe(server.origin);
  await waitFor('its handshake to be refused by Redis', async () => (await refusals(redis)) > refused);

  const freed = Date.now();
  await command(redis, 'CONFIG', 'SET', 'maxmemory', '0');
  const other = await late;
  await waitFor('health', async () => (await health(server.origin)).status === 'ok');
  const after = await create(server.origin, 'after');
  expect(after).toBeGreaterThan(before + 1);
  await Promise.all([other.messages(1), listener.messages(2)]);
  expect(seqs(listener)).toEqual([before, after]);
  expect(Date.now() - freed).toBeLessThan(5_000);
});

it('refuses a Redis that does not answer with one sentence without the password, and exit code 2', async () => {
  const { code, stderr } = await livecollection('serve', '--port', '0', '--redis', 'redis://:secret@127.0.0.1:1').ended;
  expect(stderr).toMatch(/^No Redis answers at redis:\/\/127\.0\.0\.1:1\/0 \([^\n]+\): start it, [^\n]+\.\n$/);
  expect(code).toBe(2);
});

it.each(['http://x', 'rediss://x', 'redis://me:secret@x', 'nonsense'])('refuses %s as a Redis URL', async (url) => {
  const attempt = startDevServer({ redis: url });
  await expect(attempt).rejects.toThrow(/is no Redis URL of the form redis:\/\/\[:password@\]host/);
  await expect(attempt).rejects.not.toThrow(/secret/);
});

it('works with the faults around it', async () => {
  const server = await startDevServer({ mongodbUri: mongo.uri, redis: redis.url, faults: true });
  const listener = await subscribe(server.origin);
  await create(server.origin, 'x');
  expect(await listener.messages(1)).toEqual([expect.objectContaining({ method: 'POST' })]);
});
