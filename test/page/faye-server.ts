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
      await Promise.all(clients.splice(0).map((client) => client.disconnect()));
    },
    close() {
      bayeux.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
