import { describe, expect, it } from 'vitest';
import { createLog } from '../../devserver/log/index.ts';
import { startDevServer } from '../integration/dev-server.ts';
import { subscribe } from '../integration/subscriber.ts';
import { clients, log } from './clients.ts';

describe("the server's log", () => {
  it('reports every write, publish and delivery, in order, with seq and time', async () => {
    const server = await startDevServer({ faults: true });
    const began = Date.now();
    const subscriber = await subscribe(server.origin);
    const { json } = await server.request('POST', '/api/todos', { title: 'milk' }, { 'x-live-request-id': 'page-1' });
    const id = (json as { _id: string })._id;
    await server.request('DELETE', `/api/todos/${id}`);
    const heard = await subscriber.messages(2);
    const [client] = await clients(server);

    const entries = await log(server);
    const told = (index: number) => ({ channel: '/api/todos', id, seq: heard[index]?.seq, v: index + 1 });
    expect(entries).toMatchObject([
      { kind: 'write', command: 'insert', collection: 'todos', ids: [id], count: 1 },
      { kind: 'publish', method: 'POST', crid: 'page-1', ...told(0) },
      { kind: 'delivery', method: 'POST', clientId: client?.clientId, ...told(0) },
      { kind: 'write', command: 'findAndModify', collection: 'todos', ids: [id], count: 1 },
      { kind: 'publish', method: 'DELETE', ...told(1) },
      { kind: 'delivery', method: 'DELETE', clientId: client?.clientId, ...told(1) },
    ]);
    expect(entries.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { at } of entries) expect(at).toBeGreaterThanOrEqual(began);
    expect(await log(server, 4)).toEqual(entries.slice(4));
  });

  it('reports writes that no hook sees', async () => {
    const server = await startDevServer({ faults: true });
    await server.connection.getClient().db().collection('todos').insertOne({ title: 'raw' });
    expect(await log(server)).toMatchObject([{ kind: 'write', command: 'insert', count: 1 }]);
  });

  it('refuses a since that is none', async () => {
    const server = await startDevServer({ faults: true });
    expect((await server.request('GET', '/_dev/log?since=yesterday')).status).toBe(400);
  });

  it('is bounded, and counts what it had to forget', () => {
    const ring = createLog(3);
    for (let count = 1; count <= 5; count++) ring.add({ kind: 'publish', channel: `/${count}` });
    const { last, forgotten, entries } = ring.since(1);
    expect([last, forgotten, entries.map(({ n }) => n)]).toEqual([5, 1, [3, 4, 5]]);
    expect(ring.since(4)).toMatchObject({ forgotten: 0, entries: [{ n: 5 }] });
    expect(ring.since(9)).toMatchObject({ forgotten: 0, entries: [] });
  });
});
