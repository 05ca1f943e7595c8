import { once } from 'node:events';
import { openDurableStore } from './journal/durable-store.ts';
import type { Notice } from './journal/notice.ts';
import { createReplicaSet } from './replica-set.ts';
import { createMongoServer, type Durability } from './server.ts';
import { createStore, type Store } from './store/store.ts';

export { DataDirectoryError } from './journal/directory-lock.ts';
export type { Notice } from './journal/notice.ts';

/** Where the embedded database listens. */
export interface EmbeddedMongoOptions {
  /** The address to bind; default 127.0.0.1. There is no authentication: bind elsewhere only where that is fine. */
  readonly host?: string;
  /** The port; default 0, a free one. */
  readonly port?: number;
  /** The directory that keeps the data, made if there is none; without it the data is in memory, and gone at the end. */
  readonly data?: string;
  /**
   * The name of a replica set, `rs0` say, to be the primary and only member of: change streams need one.
   * Without it the server is a standalone.
   */
  readonly replicaSet?: string;
  /** Told what happened to the directory's files: a torn end cut off, a compaction, a full disk. */
  readonly onNotice?: Notice;
}

/** A running embedded database. */
export interface EmbeddedMongo {
  /** What to give to `mongoose.connect` or `new MongoClient`. */
  readonly uri: string;
  /** Rejects with the reason while nothing can be stored: a full disk, a failed one. */
  check(): Promise<void>;
  /** Stops listening, ends all connections, and waits until the data is on the disk, if it is kept there. */
  close(): Promise<void>;
}

/**
 * Starts a MongoDB for development, in this process: it speaks the wire protocol, so that Mongoose and the driver are
 * used unchanged. Rejects with an Error that names the address when it cannot listen there, and with a
 * DataDirectoryError when it cannot have the directory.
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions = {}): Promise<EmbeddedMongo> {
  const { host = '127.0.0.1', port = 0 } = options;
  const kept = await openStore(options);
  const replicaSet = options.replicaSet === undefined ? undefined : createReplicaSet(options.replicaSet, kept.store);
  const { server, disconnectAll } = createMongoServer(kept.store, kept, replicaSet);
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    await kept.close();
    throw new Error(`The embedded database cannot listen on ${host}:${port}: ${reason(cause)}`, { cause });
  }
  // A connection that cannot be accepted (no file descriptors left) is no reason to end the process.
  server.on('error', (error) => process.emitWarning(error));
  const address = server.address();
  const actualPort = typeof address === 'object' && address ? address.port : port;
  const hostAndPort = `${host.includes(':') ? `[${host}]` : host}:${actualPort}`;
  replicaSet?.listensOn(hostAndPort);
  const query = replicaSet ? `replicaSet=${encodeURIComponent(replicaSet.name)}` : 'directConnection=true';
  return {
    uri: `mongodb://${hostAndPort}/?${query}`,
    check: kept.check,
    async close() {
      const closed = once(server, 'close');
      server.close();
      disconnectAll();
      await closed;
      await kept.close();
    },
  };
}

/** The store in a directory, or one in memory, which has nothing to wait for. */
async function openStore(
  options: EmbeddedMongoOptions,
): Promise<Durability & { store: Store; check(): Promise<void>; close(): Promise<void> }> {
  if (options.data !== undefined) {
    return openDurableStore(options.data, options.onNotice ? { notice: options.onNotice } : {});
  }
  const done = async () => {};
  return { store: createStore(), settled: done, check: done, close: done };
}

function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if ('code' in cause && cause.code === 'EADDRINUSE') return 'the port is already in use';
  if ('code' in cause && cause.code === 'EACCES') return 'permission denied';
  return cause.message;
}
