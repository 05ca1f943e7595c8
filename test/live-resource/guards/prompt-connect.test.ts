import type { Socket } from 'node:net';
import faye from 'faye';
import { expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../../devserver/app.ts';

it('lets a client whose websocket died know at once that it is back, though there is no news', async () => {
  const { server, listen, close } = await createApp();
  onTestFinished(close);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  const { url } = await listen(0);
  const client = new faye.Client(`${url}faye`, { retry: 0.2 });
  onTestFinished(() => void client.disconnect());
  await client.subscribe('/api/todos', () => {});

  const down = new Promise<void>((resolve) => client.on('transport:down', () => resolve()));
  for (const socket of sockets) socket.destroy();
  await down;
  const since = performance.now();
  await new Promise<void>((resolve) => client.on('transport:up', () => resolve()));
  // The held connect would be answered after 45 s.
  expect(performance.now() - since).toBeLessThan(20_000);
});
