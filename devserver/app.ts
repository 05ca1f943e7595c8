import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import faye, { type NodeAdapter } from 'faye';
import type { Connection, Model } from 'mongoose';
import { type Database, openDatabase } from './database.ts';
import { createDevEndpoints } from './dev-endpoints.ts';
import { prepareDrain } from './drain.ts';
import type { Notice } from './embedded-mongo/index.ts';
import { bayeuxCheck, databaseCheck, healthEndpoint } from './health.ts';
import {
  databaseSequence,
  errorResponse,
  guardServer,
  liveResource,
  memorySequence,
  refuseForeignPages,
} from './live-resource/index.ts';
import { createLogger, type Logger } from './logger.ts';
import { type SharedRedis, shareByRedis } from './redis/shared-redis.ts';
import { requestLog } from './request-log.ts';
import { securityHeaders } from './security-headers.ts';
import { createTodoSchema, type TodoDocument } from './todos/model.ts';

/** Where the todos are: their REST resource, and the channel of the same name. */
const TODOS = '/api/todos';
/** Where Faye is. */
const MOUNT = '/faye';
/** Bayeux: how long a /meta/connect is held, and how often an idle websocket is pinged, both in seconds. */
const FAYE_TIMEOUT = 45;
const FAYE_PING = 20;

export interface AppOptions {
  /** A MongoDB to use; without it an embedded database is started, which forgets everything when closed. */
  mongodbUri?: string;
  /** The directory that keeps the embedded database; without it, it is in memory. */
  data?: string;
  /** A Redis by which several servers on one MongoDB share channels, sessions and numbers. */
  redis?: string;
  /** Directory with the demo's page (index.html and what it loads), served at `/`; without it there is no page. */
  assets?: string;
  /** With `assets` and `faults`: directory with the inspector's page, served at `/_dev/inspector/`. */
  inspector?: string;
  /** With `faults`: directory with the page of live collections that are not ours, served at `/_dev/foreign/`. */
  foreign?: string;
  /** Names that this server goes by, besides `localhost` and IP addresses: `app.example`. */
  hosts?: readonly string[];
  /** Faults on demand and the server's log, for this machine only, under `/_dev`; without it there is nothing there. */
  faults?: boolean;
  /** With `faults`: the scenario to play on the first page that opens. */
  scenario?: string;
  /** By default warnings and errors, on stderr. */
  logger?: Logger;
  /** Where errors go that no client caused; by default to the log. */
  onError?: (error: unknown) => void;
}

/** A dev server: the parts, for those who want to add to them, and its life. */
export interface App {
  readonly app: Express;
  readonly server: Server;
  readonly bayeux: NodeAdapter;
  readonly connection: Connection;
  readonly Todo: Model<TodoDocument>;
  /** Starts to listen (port 0: any free one). Rejects with the system's error, `EADDRINUSE` for one. */
  listen(port: number, host?: string): Promise<{ port: number; url: string }>;
  /**
   * Refuses new connections, ends requests in flight, tells Bayeux clients to come back, and closes the database: in
   * less than 2 s, whatever clients do. Safe to call twice.
   */
  close(): Promise<void>;
}

/**
 * Puts the dev server together: REST at `/api/todos`, Faye at `/faye`, its health at `/healthz`, the demo at `/`.
 * Two can live in one process.
 * @throws MongooseServerSelectionError or MongoParseError if `mongodbUri` cannot be used, DataDirectoryError for `data`,
 * RedisUnusableError for `redis`
 */
export async function createApp(options: AppOptions = {}): Promise<App> {
  const { mongodbUri, data, redis, assets, inspector, hosts = [], logger = createLogger('warn') } = options;
  let closing: Promise<void> | undefined;
  let drained = false;
  const onError = (error: unknown) => {
    // Whatever is still at work then has nobody left to serve, and is about to lose the database.
    if (drained) return;
    if (options.onError) options.onError(error);
    else logger.error({ err: error }, 'an error that no client caused');
  };
  const onNotice: Notice = (level, sentence) => logger[level](sentence);
  const database = await openDatabase({
    mongodbUri,
    data,
    monitorCommands: options.faults,
    onNotice,
  });
  const shared = await openShared(redis, database, onNotice);
  const dev = options.faults
    ? createDevEndpoints({
        scenario: options.scenario,
        inspector: inspector && assets ? { page: inspector, demo: assets } : undefined,
        foreign: options.foreign,
        ...(shared && { engine: shared.engine }),
      })
    : undefined;
  const engine = dev?.engine ?? shared?.engine;

  const bayeux = new faye.NodeAdapter({
    mount: MOUNT,
    timeout: FAYE_TIMEOUT,
    ping: FAYE_PING,
    ...(engine && { engine }),
  });
  dev?.attach(bayeux, database.connection);
  // Numbers start over only where the documents do.
  const sequence = shared?.sequence ?? (database.lasting ? databaseSequence(database.connection) : memorySequence());
  const Todo = database.connection.model<TodoDocument>('Todo', createTodoSchema());

  const app = express().disable('x-powered-by');
  app.use(refuseForeignPages({ hosts }));
  const checks = { database: databaseCheck(database.connection, database.check), bayeux: bayeuxCheck(bayeux) };
  app.get('/healthz', healthEndpoint(shared ? { ...checks, redis: shared.check } : checks));
  app.use(requestLog(logger), securityHeaders());
  if (dev) app.use(dev.faults).use('/_dev', dev.router);
  app.use(liveResource(Todo, { path: TODOS, bayeux, sequence, hosts, onError }));
  if (assets) app.use(express.static(assets));
  app.use((request, response) => {
    response.status(404).json({ error: `There is nothing at ${request.path.slice(0, 256)}.` });
  });
  app.use(errorResponse(onError));

  const server = createServer(app);
  // Faye passes on what is not its own; nobody else here speaks websocket, and an unanswered upgrade hangs.
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n'));
  bayeux.attach(server);
  guardServer(server, { mount: MOUNT, hosts });
  const drain = prepareDrain(server, bayeux, { mount: MOUNT, sessionsRemain: shared !== undefined });

  const close = async () => {
    await drain();
    drained = true;
    shared?.close();
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

/** Connects to Redis, if there is to be one. */
async function openShared(
  url: string | undefined,
  database: Database,
  onNotice: Notice,
): Promise<SharedRedis | undefined> {
  try {
    return url === undefined ? undefined : await shareByRedis(url, onNotice);
  } catch (error) {
    await database.close();
    throw error;
  }
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
