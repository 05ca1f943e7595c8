import { describe, expect, it, vi } from 'vitest';
import { type DevServer, startDevServer } from '../integration/dev-server.ts';
import { type Subscriber, subscribe } from '../integration/subscriber.ts';
import { arm, clients, disarm, holding } from './clients.ts';

const start = () => startDevServer({ faults: true });
const create = (server: DevServer, title: string, requestId?: string) =>
  server.request('POST', '/api/todos', { title }, requestId === undefined ? {} : { 'x-live-request-id': requestId });
const titles = async (server: DevServer) =>
  ((await server.request('GET', '/api/todos')).json as { title: string }[]).map(({ title }) => title);
const heardBy = ({ heard }: Subscriber) => heard.map(({ body }) => body.title);
const until = (look: () => Promise<void> | void) => vi.waitFor(look, { timeout: 10_000, interval: 10 });

describe('the faults of requests', () => {
  it('answer late, after the write and its message, until the rule is deleted', async () => {
    const server = await start();
    const subscriber = await subscribe(server.origin);
    const { id } = await arm(server, { match: { method: 'POST' }, fault: 'delay-response' });
    let answered = false;
    const answer = create(server, 'milk').then((response) => {
      answered = true;
      return response;
    });
    await subscriber.messages(1);
    await until(async () => expect(await holding(server, id)).toBe(1));
    expect([answered, await titles(server)]).toEqual([false, ['milk']]);
    await disarm(server, id);
    expect(await answer).toMatchObject({ status: 201, json: { title: 'milk' } });
  });

  it('hold a request before it is carried out', async () => {
    const server = await start();
    const { id } = await arm(server, { match: { method: 'POST' }, fault: 'delay-request' });
    const answer = create(server, 'milk');
    await until(async () => expect(await holding(server, id)).toBe(1));
    expect(await titles(server)).toEqual([]);
    await disarm(server, id);
    expect((await answer).status).toBe(201);
  });

  it('let go of what they hold after their time', async () => {
    const server = await start();
    await arm(server, { match: { method: 'POST' }, fault: 'delay-response', ms: 20 });
    expect((await create(server, 'milk')).status).toBe(201);
  });

  it('fail before the write: nothing is stored', async () => {
    const server = await start();
    await arm(server, { match: { path: '/api/todos', method: 'POST' }, fault: 'fail-before-write', status: 503 });
    const failed = await create(server, 'milk');
    expect(failed).toMatchObject({ status: 503, json: { error: expect.stringMatching(/before the write\.$/) } });
    expect(await titles(server)).toEqual([]);
  });

  it('fail after the write: it is stored and told', async () => {
    const server = await start();
    const subscriber = await subscribe(server.origin);
    await arm(server, { match: { method: 'POST' }, fault: 'fail-after-write' });
    const failed = await create(server, 'milk');
    expect(failed).toMatchObject({ status: 500, json: { error: expect.stringMatching(/after the write\.$/) } });
    expect(failed.headers.get('x-live-seq')).toBeNull();
    expect([await titles(server), (await subscriber.messages(1)).length]).toEqual([['milk'], 1]);
  });

  it('lose the answer after the write', async () => {
    const server = await start();
    await arm(server, { match: { method: 'POST' }, fault: 'lose-response' });
    await expect(create(server, 'milk')).rejects.toThrow();
    expect(await titles(server)).toEqual(['milk']);
  });

  it('strike as often as told, and only those who match', async () => {
    const server = await start();
    await arm(server, { match: { requestId: 'page-1-' }, fault: 'fail-before-write', times: 2 });
    const answers = [];
    for (const name of ['page-2-1', 'page-1-1', undefined, 'page-1-2', 'page-1-3'])
      answers.push((await create(server, 'milk', name)).status);
    expect(answers).toEqual([201, 500, 201, 500, 201]);
    expect((await server.request('GET', '/_dev/faults')).json).toMatchObject({ rules: [] });
  });
});

describe('the faults of messages', () => {
  it('concern one client, and leave the others alone', async () => {
    const server = await start();
    const one = await subscribe(server.origin);
    const other = await subscribe(server.origin);
    const [first] = await clients(server);
    await arm(server, { match: { clientId: first?.clientId }, fault: 'drop-message' });
    await create(server, 'milk');
    await create(server, 'bread');
    await one.messages(1);
    await other.messages(2);
    expect([heardBy(one), heardBy(other)]).toEqual([['bread'], ['milk', 'bread']]);
  });

  it.each([
    ['duplicate', ['milk', 'milk', 'bread']],
    ['reorder', ['bread', 'milk']],
  ])('%s', async (what, heard) => {
    const server = await start();
    const subscriber = await subscribe(server.origin);
    await arm(server, { match: { channel: '/api/todos' }, fault: `${what}-message` });
    await create(server, 'milk');
    await create(server, 'bread');
    await subscriber.messages(heard.length);
    expect(heardBy(subscriber)).toEqual(heard);
  });

  it('delay until the rule is deleted, and let others overtake', async () => {
    const server = await start();
    const subscriber = await subscribe(server.origin);
    const { id } = await arm(server, { match: { method: 'POST' }, fault: 'delay-message' });
    await create(server, 'milk');
    await create(server, 'bread');
    await subscriber.messages(1);
    await disarm(server, id);
    await subscriber.messages(2);
    expect(heardBy(subscriber)).toEqual(['bread', 'milk']);
  });

  it('strip an envelope to what it was in 2013', async () => {
    const server = await start();
    const subscriber = await subscribe(server.origin);
    await arm(server, { fault: 'strip-message' });
    await create(server, 'milk');
    await subscriber.messages(1);
    expect(Object.keys(subscriber.heard[0] ?? {})).toEqual(['method', 'body']);
  });

  it.each(['strip-message first', 'strip-message last'])(
    'strip a message that meets another rule too: %s',
    async (order) => {
      const server = await start();
      const subscriber = await subscribe(server.origin);
      const strip = { fault: 'strip-message', times: 3 };
      const others = [{ fault: 'drop-message' }, { fault: 'duplicate-message' }];
      for (const rule of order.endsWith('first') ? [strip, ...others] : [...others, strip]) await arm(server, rule);
      for (const title of ['dropped', 'twice', 'once', 'whole']) await create(server, title);
      await subscriber.messages(4);
      expect(heardBy(subscriber)).toEqual(['twice', 'twice', 'once', 'whole']);
      expect(subscriber.heard.map((envelope) => 'seq' in envelope)).toEqual([false, false, false, true]);
    },
  );
});

describe('the faults of connections', () => {
  it('kill a socket: the client comes back by itself, in the same session', async () => {
    const server = await start();
    const subscriber = await subscribe(server.origin);
    const [before] = await clients(server);
    const { struck } = await arm(server, { match: { channel: '/api/todos' }, fault: 'kill-socket' });
    expect(struck).toEqual([before?.clientId]);
    await create(server, 'milk');
    await subscriber.messages(1);
    expect(await clients(server)).toEqual([before]);
  });

  it('forget a session: the client is unknown, shakes hands again and subscribes again', async () => {
    const server = await start();
    await subscribe(server.origin);
    const [before] = await clients(server);
    const { struck } = await arm(server, { fault: 'forget-session' });
    expect(struck).toEqual([before?.clientId]);
    await until(async () => expect(await clients(server)).toMatchObject([{ channels: ['/api/todos'] }]));
    expect((await clients(server))[0]?.clientId).not.toBe(before?.clientId);
  });

  it('pause a transport both ways, and go on in order', async () => {
    const server = await start();
    const subscriber = await subscribe(server.origin);
    const [client] = await clients(server);
    const { id } = await arm(server, { match: { clientId: client?.clientId }, fault: 'pause-transport' });
    for (const title of ['milk', 'bread', 'salt']) await create(server, title);
    await until(async () => expect(await holding(server, id)).toBe(3));
    expect(heardBy(subscriber)).toEqual([]);
    await disarm(server, id);
    await subscriber.messages(3);
    expect(heardBy(subscriber)).toEqual(['milk', 'bread', 'salt']);
  });
});

describe('/_dev/faults', () => {
  it('is not there unless the dev server was made with faults', async () => {
    const server = await startDevServer();
    for (const path of ['/_dev/faults', '/_dev/log', '/_dev/scenarios'])
      expect((await server.request('GET', path)).status).toBe(404);
    expect((await server.request('POST', '/_dev/faults', { fault: 'drop-message' })).status).toBe(404);
  });

  it.each([
    ['no object', '[]', /is a JSON object/],
    ['no JSON', '{', /no JSON/],
    ['no fault', {}, /"fault" must be one of/],
    ['an unknown fault', { fault: 'burn' }, /"fault" must be one of/],
    ['an unknown key', { fault: 'drop-message', extra: 1 }, /has no "extra"/],
    ['an unknown match', { fault: 'drop-message', match: { $where: '1' } }, /"match" has no "\$where"/],
    ['a match that is no text', { fault: 'drop-message', match: { id: 7 } }, /"match.id" must be a text/],
    ['times that are none', { fault: 'drop-message', times: 0 }, /"times" must be/],
    ['a time too long', { fault: 'delay-message', ms: 1e9 }, /"ms" must be/],
    ['a status that is no error', { fault: 'fail-after-write', status: 200 }, /"status" must be/],
    ['fields that are none', { fault: 'strip-message', fields: ['body'] }, /"fields" must be/],
  ])('refuses %s with 400 and a sentence', async (_what, rule, sentence) => {
    const server = await start();
    const refused = await server.request('POST', '/_dev/faults', rule, { 'content-type': 'application/json' });
    expect(refused).toMatchObject({ status: 400, json: { error: expect.stringMatching(sentence) } });
    expect((refused.json as { error: string }).error).toMatch(/^[^\n]+\.$/);
  });

  it('takes 100 rules and no more', async () => {
    const server = await start();
    for (let count = 0; count < 100; count++) await arm(server, { fault: 'drop-message' });
    expect((await server.request('POST', '/_dev/faults', { fault: 'drop-message' })).status).toBe(400);
    expect((await server.request('DELETE', '/_dev/faults')).json).toEqual({ cleared: 100 });
    expect((await server.request('DELETE', '/_dev/faults/1')).status).toBe(404);
  });

  it.each([
    ['another name for this machine', { host: 'evil.example' }],
    ['a page of another origin', { origin: 'https://evil.example' }],
  ])('refuses %s', async (_who, headers) => {
    const server = await start();
    const { port } = new URL(server.origin);
    const { get } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: '/_dev/faults', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
    expect(status).toBe(403);
  });
});
