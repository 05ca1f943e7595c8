import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import faye, { type Client, type Hook } from 'faye';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Report } from '../../extension/core/protocol/events.ts';
import { tapFaye } from '../../extension/page/taps/faye/faye.ts';
import { gatheringTap } from './gathering-tap.ts';

let server: Server;
let url: string;
const clients: Client[] = [];
const bayeux = new faye.NodeAdapter({ mount: '/faye', timeout: 5 });

beforeAll(async () => {
  server = createServer();
  bayeux.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/faye`;
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.disconnect()));
});

afterAll(() => {
  bayeux.close();
  server.closeAllConnections();
  server.close();
});

function newClient(): Client {
  const client = new faye.Client(url);
  clients.push(client);
  return client;
}

/** What passed, as `sent /meta/handshake`. */
function traffic(reports: Report[]): string[] {
  return reports.flatMap((report) =>
    report.layer === 'faye' && (report.kind === 'sent' || report.kind === 'received')
      ? [`${report.kind} ${(report.message as { channel: string }).channel}`]
      : [],
  );
}

describe('the tap of Faye’s clients', () => {
  it('reports all that a client of the global Faye says and hears, from its handshake on', async () => {
    const tap = gatheringTap();
    const { undo } = tapFaye(tap, { Faye: faye });
    const client = newClient();
    const heard = vi.fn();
    await client.subscribe('/api/todos', heard);
    await client.publish('/api/todos', { method: 'POST' });
    await vi.waitFor(() => expect(heard).toHaveBeenCalledExactlyOnceWith({ method: 'POST' }));
    undo();
    const client1 = (tap.reports[0] as { client?: string }).client;
    expect(tap.reports[0]).toEqual({ layer: 'faye', kind: 'client', client: client1, endpoint: url });
    expect(traffic(tap.reports).slice(0, 2)).toEqual(['sent /meta/handshake', 'received /meta/handshake']);
    expect(tap.reports).toContainEqual({ layer: 'faye', kind: 'transport', client: client1, state: 'up' });
    for (const passed of ['sent /meta/subscribe', 'received /meta/subscribe', 'sent /api/todos', 'received /api/todos'])
      expect(traffic(tap.reports)).toContain(passed);
  });

  it('meets a client that was connected before it at the next message', async () => {
    const client = newClient();
    const heard = vi.fn();
    await client.subscribe('/api/todos', heard);
    const tap = gatheringTap();
    const { undo } = tapFaye(tap, { Faye: faye });
    bayeux.getClient().publish('/api/todos', { method: 'PUT' });
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
    undo();
    expect(tap.reports).toContainEqual(
      expect.objectContaining({ kind: 'received', message: expect.objectContaining({ data: { method: 'PUT' } }) }),
    );
  });

  it('waits for a Faye that comes later, and for a Client that comes later still', () => {
    const scope: { Faye?: { Client?: unknown } } = {};
    const { undo } = tapFaye(gatheringTap(), scope);
    scope.Faye = {};
    class LateClient {
      connect() {}
    }
    const { connect } = LateClient.prototype;
    scope.Faye.Client = LateClient;
    expect(LateClient.prototype.connect).not.toBe(connect);
    undo();
    expect(LateClient.prototype.connect).toBe(connect);
    expect(Object.getOwnPropertyDescriptor(scope, 'Faye')?.value).toEqual({ Client: LateClient });
  });

  it('follows a client it is given once, and not what is no client', () => {
    const tap = gatheringTap();
    const { watch, undo } = tapFaye(tap, {});
    const client = newClient();
    for (const value of [client, client, undefined, null, 'client', {}, { addExtension: 7 }]) watch(value);
    undo();
    expect(tap.kinds()).toEqual(['faye/client', 'faye/state', 'faye/holds']);
  });

  it('leaves the page’s own extensions and messages as they are', async () => {
    const { watch, undo } = tapFaye(gatheringTap(), {});
    const client = newClient();
    const first: Hook = (message, callback) => callback({ ...message, ext: { token: 'page' } });
    const last: Hook = (message, callback) => callback(message.data === 'dropped' ? null : message);
    const handshake = vi.fn<(ext: unknown) => void>();
    const atServer: Hook = (message, callback) => {
      if (message.channel === '/meta/handshake') handshake(message.ext);
      callback(message);
    };
    const extension = { incoming: atServer };
    bayeux.addExtension(extension);
    client.addExtension({ outgoing: first });
    watch(client);
    client.addExtension({ incoming: last });
    const heard = vi.fn();
    await client.subscribe('/api/todos', heard);
    for (const data of ['dropped', 'kept']) await bayeux.getClient().publish('/api/todos', data);
    await vi.waitFor(() => expect(heard).toHaveBeenCalled());
    expect(heard.mock.calls).toEqual([['kept']]);
    expect(handshake).toHaveBeenCalledExactlyOnceWith({ token: 'page' });
    bayeux.removeExtension(extension);
    undo();
  });

  it('restores prototype and clients exactly, and reports nothing after', async () => {
    const methods = Object.getOwnPropertyDescriptors(faye.Client.prototype);
    const client = newClient();
    const incoming: Hook = (message, callback) => callback(message);
    const theirs = { incoming };
    client.addExtension(theirs);
    const tap = gatheringTap();
    const { watch, undo } = tapFaye(tap, { Faye: faye });
    watch(client);
    expect(Object.getOwnPropertyDescriptors(faye.Client.prototype)).not.toEqual(methods);
    undo();
    expect(Object.getOwnPropertyDescriptors(faye.Client.prototype)).toEqual(methods);
    const inside = client as unknown as { _extensions: unknown[]; _listeners: unknown[] };
    expect(inside._extensions).toEqual([theirs]);
    expect(inside._listeners).toBeUndefined();
    await client.publish('/api/todos', {});
    expect(traffic(tap.reports)).toEqual([]);
  });

  it('calls a client by the same name when it looks again', () => {
    const client = newClient();
    const named = () => {
      const tap = gatheringTap();
      const { watch, undo } = tapFaye(tap, {});
      watch(client);
      undo();
      return tap.reports;
    };
    expect(named()).toEqual(named());
  });
});
