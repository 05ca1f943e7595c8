import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import express, { type Express } from 'express';
import faye, { type NodeAdapter } from 'faye';
import mongoose, { type Connection, type Model } from 'mongoose';
import { createDevEndpoints } from './dev-endpoints.ts';
import { startEmbeddedMongo } from './embedded-mongo/index.ts';
import { errorResponse, guardServer, liveResource } from './live-resource/index.ts';
import { securityHeaders } from './security-headers.ts';
import { createTodoSchema, type Todo } from './todos/model.ts';

/** Where the todos are: their REST resource, and the channel of the same name. */
const TODOS = '/api/todos';
/** How long an unreachable database is waited for, in ms. */
const DATABASE_TIMEOUT = 5_000;
/** Bayeux: how long a /meta/connect is held, and how often an idle websocket is pinged, both in seconds. */
const FAYE_TIMEOUT = 45;
const FAYE_PING = 20;

export interface AppOptions {
  /** A MongoDB to use; without it an embedded database is started, which forgets everything when closed. */
  mongodbUri?: string;
  /** Directory with the demo's page (index.html and what it loads), served at `/`; without it there is no page. */
  assets?: string;
  /** Faults on demand and the server's log, for this machine only, under `/_dev`; without it there is nothing there. */
  faults?: boolean;
  /** Where errors go that no client caused; by default to stderr. */
  onError?: (error: unknown) => void;
}

/** A dev server: the parts, for whoever wants to add to them, and its life. */
export interface App {
  readonly app: Express;
  readonly server: Server;
  readonly bayeux: NodeAdapter;
  readonly connection: Connection;
  readonly Todo: Model<Todo>;
  /** Starts to listen (port 0: any free one). Rejects with the system's error, `EADDRINUSE` for one. */
  listen(port: number, host?: string): Promise<{ port: number; url: string }>;
  /** Ends every connection and the database's. Clients are not waited for. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Puts the dev server together: REST at `/api/todos`, Faye at `/faye`, the demo at `/`. Two can live in one process.
 * @throws MongooseServerSelectionError or MongoParseError if `mongodbUri` cannot be used
 */
export async function createApp(options: AppOptions = {}): Promise<App> {
  const { mongodbUri, assets } = options;
  let closing: Promise<void> | undefined;
  const onError = (error: unknown) => {
    // Closing takes the database from the requests in flight, whose connections are gone already.
    if (!closing) (options.onError ?? console.error)(error);
  };
  const database = await openDatabase(mongodbUri, options.faults);
  const dev = options.faults ? createDevEndpoints() : undefined;

  const bayeux = new faye.NodeAdapter({
    mount: '/faye',
    timeout: FAYE_TIMEOUT,
    ping: FAYE_PING,
    ...(dev && { engine: dev.engine }),
  });
  dev?.attach(bayeux, database.connection);
  const Todo = database.connection.model<Todo>('Todo', createTodoSchema());

  const app = express().disable('x-powered-by');
  app.use(securityHeaders());
  if (dev) app.use(dev.faults).use('/_dev', dev.router);
  app.use(liveResource(Todo, { path: TODOS, bayeux, onError }));
  if (assets) app.use(express.static(assets));
  app.use((request, response) => {
    response.status(404).json({ error: `There is nothing at ${request.path.slice(0, 256)}.` });
  });
  app.use(errorResponse(onError));

  const server = createServer(app);
  // Faye passes on what is not its own; nobody else here speaks websocket, and an unanswered upgrade hangs.
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n'));
  bayeux.attach(server);
  guardServer(server, { mount: '/faye' });
  const endSockets = trackSockets(server);

  const close = async () => {
    // The adapter's own client holds a /meta/connect, and with it timers that would keep the process alive.
    await Promise.resolve(bayeux.getClient().disconnect());
    bayeux.close();
    if (server.listening) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      endSockets();
      await closed;
    }
    await database.close();
  };

  return {
    app,
    server,
    bayeux,
    connection: database.connection,
    Todo,
    listen: (port, host = '127.0.0.1') => listen(server, port, host),
    close: () => (closing ??= close()),
  };
}

/** Connects to the database given, or to one started for the purpose. */
async function openDatabase(
  mongodbUri?: string,
  monitorCommands = false,
): Promise<{ connection: Connection; close(): Promise<void> }> {
  const embedded = mongodbUri === undefined ? await startEmbeddedMongo() : undefined;
  // A connection of its own, not Mongoose's global one: two apps may live in one process.
  const connection = mongoose.createConnection();
  const close = async () => {
    await connection.close(true);
    await embedded?.close();
  };
  try {
    await connection.openUri(mongodbUri ?? embedded?.uri ?? '', {
      serverSelectionTimeoutMS: DATABASE_TIMEOUT,
      monitorCommands,
    });
  } catch (error) {
    await close();
    throw error;
  }
  return { connection, close };
}

function listen(server: Server, port: number, host: string): Promise<{ port: number; url: string }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const bound = (server.address() as AddressInfo).port; // a TCP server's address is never a string
      resolve({ port: bound, url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/` });
    });
  });
}

/** `server.close()` waits for sockets and does not know those that became websockets: returns what ends them all. */
function trackSockets(server: Server): () => void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}
