import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import faye, { type Client, type NodeAdapter } from 'faye';

export interface FayeServer {
  url: string;
  bayeux: NodeAdapter;
  newClient(): Client;
  /** Disconnects the clients made so far. */
  disconnect(): Promise<void>;
  close(): void;
}

/** A real Faye server on a port of its own, and clients of it. */
export async function startFaye(): Promise<FayeServer> {
  const bayeux = new faye.NodeAdapter({ mount: '/faye', timeout: 5 });
  const server = createServer();
  bayeux.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/faye`;
  const clients: Client[] = [];
  return {
    url,
    bayeux,
    newClient() {
      const client = new faye.Client(url);
      clients.push(client);
      return client;
    },
    async disconnect() {
      // Faye ignores it from a client that is still on its way to connect, and `connect` from one that has disconnected.
      const disconnect = async (client: Client) => {
        if ((client as unknown as { _state: number })._state === 4) return;
        await new Promise<void>((resolve) => client.connect(resolve));
        await client.disconnect();
      };
      await Promise.all(clients.splice(0).map(disconnect));
    },
    close() {
      bayeux.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
