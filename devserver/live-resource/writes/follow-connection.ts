import type { LiveModel } from '../documents/live-model.ts';
import type { Drops } from './drops.ts';

/** What of a Mongoose connection is followed. */
interface Connection {
  dropCollection(name: string, ...rest: unknown[]): Promise<unknown>;
  dropDatabase(...args: unknown[]): Promise<unknown>;
  /** Mongoose 8.9 and later. */
  bulkWrite?(operations: readonly { model?: unknown }[], ...rest: unknown[]): Promise<unknown>;
}

interface Heard extends Drops {
  /** The name of the collection in the database. */
  readonly collection: string;
  readonly modelName: string;
  readonly isHeard: () => boolean;
}

const followed = new WeakMap<Connection, Map<string, Heard>>();

/**
 * Makes what a connection does to a followed collection heard: `dropCollection` and `dropDatabase`. `bulkWrite`, which sends the
 * writes of many models in one command that says of no document what became of it, is refused for a model that somebody
 * listens to: it rejects before anything is written.
 */
export function followConnection(model: LiveModel, drops: Drops, isHeard: () => boolean): void {
  const connection = model.db as unknown as Connection;
  const collection = model.collection.collectionName;
  const heard = followed.get(connection) ?? wrapped(connection);
  heard.set(collection, { ...drops, collection, modelName: model.modelName, isHeard });
}

function wrapped(connection: Connection): Map<string, Heard> {
  const heard = new Map<string, Heard>();
  followed.set(connection, heard);
  const { dropCollection, dropDatabase, bulkWrite } = connection;
  const set = (name: string, value: unknown) =>
    Object.defineProperty(connection, name, { value, configurable: true, writable: true });

  set('dropCollection', async (name: string, ...rest: unknown[]) => {
    await heard.get(name)?.empty();
    return dropCollection.call(connection, name, ...rest);
  });
  set('dropDatabase', async (...args: unknown[]) => {
    for (const each of heard.values()) await each.empty();
    return dropDatabase.call(connection, ...args);
  });
  if (bulkWrite) {
    set('bulkWrite', async (operations: readonly { model?: unknown }[], ...rest: unknown[]) => {
      const unheard = Array.isArray(operations) ? operations.map((each) => heardBy(each?.model, heard)) : [];
      const first = unheard.find((each) => each !== undefined);
      if (first) {
        throw new Error(
          `connection.bulkWrite cannot be heard, and somebody listens to ${first.modelName}. Use ${first.modelName}.bulkWrite, or a change stream as the source.`,
        );
      }
      return bulkWrite.call(connection, operations, ...rest);
    });
  }
  return heard;
}

function heardBy(model: unknown, heard: Map<string, Heard>): Heard | undefined {
  const isModel = (each: Heard) =>
    typeof model === 'string'
      ? each.modelName === model
      : (model as LiveModel | undefined)?.collection?.collectionName === each.collection;
  return [...heard.values()].find((each) => each.isHeard() && isModel(each));
}
