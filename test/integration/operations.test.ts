import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import faye, { type BayeuxMessage, type Hook } from 'faye';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../devserver/app.ts';
import { startEmbeddedMongo } from '../../devserver/embedded-mongo/index.ts';
import { waitFor } from '../support/wait-for.ts';
import { startDevServer } from './dev-server.ts';
import { livecollection, servingProcess } from './livecollection-process.ts';
import { subscribe } from './subscriber.ts';

function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'livecollection-data-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const create = async (url: string, title: string) => {
  const response = await fetch(`${url}api/todos`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title }),
  });
  return { status: response.status, seq: Number(response.headers.get('X-Live-Seq')) };
};

/** A request that the server has begun to serve and that waits for the rest of its body. */
async function unfinishedPost(port: number) {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    received += text;
  });
  const closed = once(socket, 'close');
  // A server asked to expect the body says "100 Continue" when it is at work on the request.
  socket.write(
    'POST /api/todos HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n',
  );
  await waitFor('100 Continue', () => received.includes('100 Continue'));
  return {
    finish: async () => {
      socket.write('{"title": "late"}');
      await closed;
      return received;
    },
  };
}

const refused = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', () => resolve(true));
  });

describe('GET /healthz', () => {
  it('is 200 while the database answers and a message comes back from Faye', async () => {
    const server = await startDevServer();
    const answers = await Promise.all([1, 2, 3].map(() => server.request('GET', '/healthz')));
    for (const { status, json, headers } of answers) {
      expect({ status, json }).toEqual({
        status: 200,
        json: { status: 'ok', checks: { database: 'ok', bayeux: 'ok' } },
      });
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('is 503 with the reason while the database is away, and 200 when it is back', async () => {
    const mongo = await startEmbeddedMongo();
    const server = await startDevServer({ mongodbUri: mongo.uri, onError: () => {} });
    expect((await server.request('GET', '/healthz')).status).toBe(200);
    await mongo.close();
    const ill = await server.request('GET', '/healthz');
    expect(ill).toMatchObject({ status: 503, json: { status: 'unavailable', checks: { bayeux: 'ok' } } });
    expect(ill.text).toMatch(/"database":"[^"]+"/);
    expect(ill.text).not.toContain('"database":"ok"');
    const again = await startEmbeddedMongo({ port: Number(new URL(mongo.uri).port) });
    onTestFinished(again.close);
    await waitFor('health', async () => (await server.request('GET', '/healthz')).status === 200);
  });
});

describe('SIGTERM', () => {
  it('refuses new connections, answers the request in flight, and ends with exit code 0', async () => {
    const { child, port, ended } = await servingProcess();
    const post = await unfinishedPost(port);
    child.kill('SIGTERM');
    await waitFor('refusal', () => refused(port));
    expect(await post.finish()).toMatch(/HTTP\/1\.1 201 Created[\s\S]*"title":"late"/);
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('ends within 2 s though a request hangs, a websocket listens and another client polls', async () => {
    const { child, url, port, ended } = await servingProcess();
    await unfinishedPost(port);
    await subscribe(url.slice(0, -1));
    const polling = new faye.Client(`${url}faye`);
    polling.disable('websocket');
    onTestFinished(() => void polling.disconnect());
    await polling.subscribe('/api/todos', () => {});
    const start = performance.now();
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('ends at once at a second signal', async () => {
    const { child, port, ended } = await servingProcess();
    await unfinishedPost(port);
    child.kill('SIGTERM');
    await waitFor('refusal', () => refused(port));
    const start = performance.now();
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130 });
    expect(performance.now() - start).toBeLessThan(500);
  });

  it.each(['websocket', 'long-polling'])('tells Bayeux clients by %s to come back, and soon', async (transport) => {
    const first = await startDevServer();
    const port = Number(new URL(first.origin).port);
    const client = new faye.Client(`${first.origin}/faye`);
    onTestFinished(() => void client.disconnect());
    if (transport !== 'websocket') client.disable('websocket');
    let held = 0;
    const count = (by: number): Hook => {
      return (message, callback) => {
        if (message.channel === '/meta/connect' && message.clientId === ids.at(-1)) held += by;
        callback(message);
      };
    };
    const ids: string[] = [];
    first.bayeux.on('handshake', (clientId) => ids.push(clientId));
    first.bayeux.addExtension({ incoming: count(1), outgoing: count(-1) });
    const advice: unknown[] = [];
    const heard: unknown[] = [];
    client.addExtension({
      incoming(message: BayeuxMessage, callback: (message: BayeuxMessage) => void) {
        if (message.channel === '/meta/connect' && message.advice) advice.push(message.advice);
        callback(message);
      },
    });
    await client.subscribe('/api/todos', (message) => heard.push(message));
    await waitFor('a held connect', () => held === 1);
    await first.close();
    await waitFor('advice', () => advice.some((each) => JSON.stringify(each).includes('"reconnect":"handshake"')));
    const next = await createApp();
    onTestFinished(next.close);
    await next.listen(port);
    await waitFor('the client on the next server', async () => {
      await create(`${first.origin}/`, 'again');
      return heard.length > 0;
    });
  });
});

describe('livecollection serve --data', () => {
  it('has, after a kill -9, every todo it answered for, and goes on above the last number', async () => {
    const directory = dataDirectory();
    const first = await servingProcess('--data', directory);
    const created = await create(first.url, 'kept');
    expect(created.status).toBe(201);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await servingProcess('--data', directory);
    const list = await fetch(`${second.url}api/todos`);
    expect(await list.json()).toEqual([expect.objectContaining({ title: 'kept' })]);
    expect(Number(list.headers.get('X-Live-Seq'))).toBeGreaterThan(created.seq);
    expect((await create(second.url, 'next')).seq).toBeGreaterThan(created.seq);
  });

  it('refuses a directory that another server has, in one sentence and with exit code 2', async () => {
    const directory = dataDirectory();
    const { child } = await servingProcess('--data', directory);
    const { code, stderr } = await livecollection('serve', '--port', '0', '--data', directory).ended;
    expect(stderr).toBe(
      `The data directory ${directory} is in use by the process ${child.pid}: stop it, or give another with --data.\n`,
    );
    expect(code).toBe(2);
  });
});

it('logs JSON lines on stderr from the level asked for', async () => {
  const { child, url, ended } = await servingProcess('--log-level', 'debug');
  await create(url, 'logged');
  child.kill('SIGTERM');
  const { stderr } = await ended;
  const lines: unknown[] = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toContainEqual(expect.objectContaining({ msg: 'listening', url }));
  expect(lines).toContainEqual(
    expect.objectContaining({ msg: 'request', method: 'POST', url: '/api/todos', status: 201 }),
  );
  expect(lines).toContainEqual(expect.objectContaining({ msg: 'closed' }));
});
