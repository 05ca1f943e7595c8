import { randomUUID } from 'node:crypto';
import { type Db, MongoClient, type MongoClientOptions } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import { startEmbeddedMongo } from '../../devserver/embedded-mongo/index.ts';

/** The real MongoDB to run the suite against; without it, the embedded one. */
export const REAL_MONGODB = process.env.MONGODB_URI;

/**
 * For one test file: a database of its own on either server, dropped at the end. The functions are for use in tests,
 * when it is there.
 */
export function useDatabase(clientOptions: MongoClientOptions = {}) {
  const name = `embedded_mongo_${randomUUID().slice(0, 8)}`;
  let uri = REAL_MONGODB ?? '';
  let client: MongoClient;
  let stop = async (): Promise<void> => {};

  beforeAll(async () => {
    if (!REAL_MONGODB) {
      const embedded = await startEmbeddedMongo();
      uri = embedded.uri;
      stop = embedded.close;
    }
    client = await new MongoClient(uri, clientOptions).connect();
  });

  afterAll(async () => {
    await client.db(name).dropDatabase();
    await client.close();
    await stop();
  });

  return {
    name,
    uri: (): string => uri,
    client: (): MongoClient => client,
    db: (): Db => client.db(name),
  };
}

/** What a promise rejects with; fails if it does not. */
export async function rejection(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof Error) return { ...thrown, message: thrown.message, name: thrown.name };
    throw thrown;
  }
  throw new Error('Expected a rejection');
}
