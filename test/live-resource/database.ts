import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll } from 'vitest';
import { startEmbeddedMongo } from '../../devserver/embedded-mongo/index.ts';

/** A connection for one test file: to `MONGODB_URI`, in a database of the file's own, or to an embedded one. */
export function testConnection(name: string, options: { replicaSet?: string } = {}): Connection {
  const connection = mongoose.createConnection();
  let database: { uri: string; close(): Promise<void> } | undefined;
  beforeAll(async () => {
    database = process.env.MONGODB_URI ? undefined : await startEmbeddedMongo(options);
    await connection.openUri(process.env.MONGODB_URI ?? database?.uri ?? '', { dbName: `${name}-${process.pid}` });
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
    await database?.close();
  });
  return connection;
}
