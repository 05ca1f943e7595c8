import mongoose, { type Connection } from 'mongoose';
import { within } from './deadline.ts';
import { type Notice, startEmbeddedMongo } from './embedded-mongo/index.ts';

/** How long an unreachable database is waited for, in ms. */
const DATABASE_TIMEOUT = 5_000;
/** How long the driver may take to close, in ms. */
const CLOSE_MS = 500;

/** A connection, and the database behind it if that is ours. */
export interface Database {
  readonly connection: Connection;
  /** Whether what is written outlives this process. */
  readonly lasting: boolean;
  /** Rejects with the reason while the database is known to be unable to store anything. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects to the database given, or to an embedded one started for the purpose.
 * @param options.data the embedded database's directory; without it, it forgets everything when closed
 * @throws MongooseServerSelectionError or MongoParseError if `mongodbUri` cannot be used, DataDirectoryError for `data`
 */
export async function openDatabase(options: {
  mongodbUri?: string | undefined;
  data?: string | undefined;
  monitorCommands?: boolean | undefined;
  onNotice: Notice;
}): Promise<Database> {
  const { mongodbUri, data, monitorCommands = false, onNotice } = options;
  const embedded =
    mongodbUri === undefined
      ? await startEmbeddedMongo({ onNotice, ...(data === undefined ? {} : { data }) })
      : undefined;
  // A connection of its own, not Mongoose's global one: two apps may live in one process.
  const connection = mongoose.createConnection();
  const close = async () => {
    // The driver ends its sessions first, and waits for a database that is gone until its own patience ends.
    await within(CLOSE_MS, 'late', connection.close(true)).catch(() => {});
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
  const lasting = mongodbUri !== undefined || data !== undefined;
  return { connection, lasting, check: embedded?.check ?? (async () => {}), close };
}
