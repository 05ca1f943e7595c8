/** Against a real Faye server and client: what an application is never told by itself. */
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import faye, { type BayeuxMessage } from 'faye';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { subscribe } from '../../devserver/live-collection/subscription.ts';

const CHANNEL = '/api/todos';

interface Line {
  client: InstanceType<typeof faye.Client>;
  /** What the subscription told, in order. */
  told: string[];
  cancel(): void;
  publish(data: string): void;
  /** The server forgets the session; the client learns of it at its next word. */
  forget(): void;
  /** The network breaks, and comes back. */
  breakOff(): void;
  /** The server refuses every subscription from now on. */
  refuse(): void;
  subscribers(): number;
}

async function open(): Promise<Line> {
  const bayeux = new faye.NodeAdapter({ mount: '/faye', timeout: 1 });
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  let isRefusing = false;
  bayeux.addExtension({
    incoming(message: BayeuxMessage, callback: (message: BayeuxMessage) => void) {
      if (isRefusing && message.channel === '/meta/subscribe') message.error = '403:api/todos:Forbidden channel';
      callback(message);
    },
  });
  const sessions: string[] = [];
  const subscribed = new Set<string>();
  bayeux.on('handshake', (clientId) => sessions.push(clientId));
  bayeux.on('subscribe', (clientId) => subscribed.add(clientId));
  bayeux.on('unsubscribe', (clientId) => subscribed.delete(clientId));
  bayeux.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new faye.Client(`http://127.0.0.1:${port}/faye`, { timeout: 1, retry: 0.1 });
  const told: string[] = [];
  const cancel = subscribe(client, CHANNEL, {
    message: (message) => told.push(`message ${String(message)}`),
    acknowledged: (how) => told.push(`acknowledged ${how}`),
    newSession: () => told.push('new session'),
    refused: (error) => told.push(`refused ${error instanceof Error ? error.message : String(error)}`),
    ended: (reason) => told.push(`ended ${reason}`),
  });
  onTestFinished(async () => {
    void client.disconnect();
    bayeux.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  const { _server } = bayeux as unknown as { _server: { _engine: { destroyClient(id: string): void } } };
  return {
    client,
    told,
    cancel,
    publish: (data) => void bayeux.getClient().publish(CHANNEL, data),
    forget: () => _server._engine.destroyClient(sessions.at(-1) ?? ''),
    breakOff() {
      for (const socket of sockets) socket.destroy();
    },
    refuse() {
      isRefusing = true;
    },
    subscribers: () => subscribed.size,
  };
}

const until = (look: () => void) => vi.waitFor(look, { timeout: 15_000, interval: 10 });

describe('a subscription', () => {
  it('reports its acknowledgement, then of messages', async () => {
    const { told, publish } = await open();
    await until(() => expect(told).toEqual(['acknowledged first']));
    publish('one');
    await until(() => expect(told).toEqual(['acknowledged first', 'message one']));
  });

  it('reports a new session, and when the server listens for it again', async () => {
    const { told, forget, publish } = await open();
    await until(() => expect(told).toEqual(['acknowledged first']));
    forget();
    await until(() => expect(told.slice(-2)).toEqual(['new session', 'acknowledged again']));
    publish('two');
    await until(() => expect(told.at(-1)).toBe('message two'));
  }, 20_000);

  it('tells when the new session is refused what the old one had', async () => {
    const { told, forget, refuse } = await open();
    await until(() => expect(told).toEqual(['acknowledged first']));
    refuse();
    forget();
    await until(() => expect(told.at(-1)).toMatch(/^refused .*403/));
    expect(told).not.toContain('acknowledged again');
  }, 20_000);

  it('tells when the connection is back, in the same session', async () => {
    const { told, breakOff, publish } = await open();
    await until(() => expect(told).toEqual(['acknowledged first']));
    breakOff();
    await until(() => expect(told).toContain('acknowledged back'));
    publish('three');
    await until(() => expect(told).toContain('message three'));
  }, 20_000);

  it('of a client that is disconnected says so', async () => {
    const { told, client } = await open();
    await until(() => expect(told).toContain('acknowledged first'));
    void client.disconnect();
    await until(() => expect(told).toContain('ended the client was disconnected'));
  });

  it('that is refused at once says so', async () => {
    const { client, refuse } = await open();
    refuse();
    const refused: unknown[] = [];
    subscribe(client, '/api/secrets', {
      message: () => {},
      acknowledged: () => refused.push('acknowledged'),
      newSession: () => {},
      refused: (error) => refused.push(error),
      ended: (reason) => refused.push(reason),
    });
    await until(() => expect(refused).toHaveLength(1));
    expect(refused[0]).toHaveProperty('code', 403);
  });

  it('cancelled before the acknowledgement tells nothing, and is given back', async () => {
    const { told, cancel, subscribers, publish, client } = await open();
    cancel();
    // The same client's next subscription is acknowledged after the first one's.
    const heard: unknown[] = [];
    await client.subscribe('/api/others', (message) => heard.push(message));
    await until(() => expect(subscribers()).toBeLessThanOrEqual(1));
    publish('four');
    expect(told).toEqual([]);
  });
});
