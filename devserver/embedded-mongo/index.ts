import { once } from 'node:events';
import { createMongoServer } from './server.ts';
import { createStore } from './store.ts';

/** Where the embedded database listens. */
export interface EmbeddedMongoOptions {
  /** The address to bind; default 127.0.0.1. There is no authentication: bind elsewhere only where that is fine. */
  readonly host?: string;
  /** The port; default 0, a free one. */
  readonly port?: number;
}

/** A running embedded database. */
export interface EmbeddedMongo {
  /** What to give to `mongoose.connect` or `new MongoClient`. */
  readonly uri: string;
  /** Stops listening and ends all connections; the data is gone. */
  close(): Promise<void>;
}

/**
 * Starts a MongoDB for development, in this process and in memory: it speaks the wire protocol, so that Mongoose and
 * the driver are used unchanged. Rejects with an Error that names the address when it cannot listen there.
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions = {}): Promise<EmbeddedMongo> {
  const { host = '127.0.0.1', port = 0 } = options;
  const { server, disconnectAll } = createMongoServer(createStore());
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Error(`The embedded database cannot listen on ${host}:${port}: ${reason(cause)}`, { cause });
  }
  // A connection that cannot be accepted (no file descriptors left) is no reason to end the process.
  server.on('error', (error) => process.emitWarning(error));
  const address = server.address();
  const actualPort = typeof address === 'object' && address ? address.port : port;
  return {
    uri: `mongodb://${host.includes(':') ? `[${host}]` : host}:${actualPort}/?directConnection=true`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      disconnectAll();
      await closed;
    },
  };
}

function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if ('code' in cause && cause.code === 'EADDRINUSE') return 'the port is already in use';
  if ('code' in cause && cause.code === 'EACCES') return 'permission denied';
  return cause.message;
}
