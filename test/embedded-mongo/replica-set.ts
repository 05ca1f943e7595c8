import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import { startEmbeddedMongo } from '../../devserver/embedded-mongo/index.ts';
import { REAL_MONGODB } from './database.ts';

/** For one test file: a database of its own in a replica set, the embedded one unless `MONGODB_URI` names a real one. */
export function useReplicaSet(name: string) {
  let uri = REAL_MONGODB ?? '';
  let client: MongoClient;
  let stop = async (): Promise<void> => {};

  beforeAll(async () => {
    if (!REAL_MONGODB) {
      const embedded = await startEmbeddedMongo({ replicaSet: 'rs0' });
      uri = embedded.uri;
      stop = embedded.close;
    }
    client = await new MongoClient(uri).connect();
  });

  afterAll(async () => {
    await client.db(name).dropDatabase();
    await client.close();
    await stop();
  });

  return { name, uri: (): string => uri, client: (): MongoClient => client, db: (): Db => client.db(name) };
}
