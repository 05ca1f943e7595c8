import type { LiveModel } from '../documents/live-model.ts';
import { type Driver, driverOf } from '../supported-mongoose.ts';
import { afterCommit } from './after-commit.ts';
import { bulkBuilder } from './bulk-builder.ts';
import { bulkWrites } from './bulk-write.ts';
import { drops } from './drops.ts';
import { followConnection } from './follow-connection.ts';
import { manyWrites } from './many-writes.ts';
import { collectionOf, type NativeCollection, type Options } from './native-collection.ts';
import { singleWrites } from './single-writes.ts';
import type { Write, WriteSink } from './write.ts';

/** Called for every write through a collection. What it returns is awaited before the write's own promise resolves. */
export interface WriteListener {
  /** The writes of one operation, in their order. Must not reject. */
  tell(writes: readonly Write[]): Promise<void>;
  /** What could not be told, because it could not be read again. */
  failed(error: unknown): void;
  /** Shall an update bring the document as it was before, too? */
  readonly preImages: boolean;
}

interface Followed {
  readonly listeners: Set<WriteListener>;
}

const followed = new WeakMap<object, Followed>();

/**
 * Tells a listener of every write that goes through a model's collection: each of Mongoose's write paths, and
 * `Model.collection`'s own methods. Models that share a collection (discriminators do) share its listeners.
 * @returns its own undo; the versions are counted on
 */
export function followWrites(model: LiveModel, listener: WriteListener): () => void {
  const collection = collectionOf(model);
  const { listeners } = followed.get(collection) ?? follow(model, collection, driverOf(model));
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function follow(model: LiveModel, collection: NativeCollection, driver: Driver): Followed {
  const listeners = new Set<WriteListener>();
  followed.set(collection, { listeners });

  const sink: WriteSink = {
    get preImages() {
      return [...listeners].some((listener) => listener.preImages);
    },
    get isHeard() {
      return listeners.size > 0;
    },
    async tell(options, find) {
      try {
        const writes = await find();
        if (writes.length === 0) return;
        await afterCommit(options.session, async () => {
          for (const listener of listeners) await listener.tell(writes);
        });
      } catch (error) {
        for (const listener of listeners) listener.failed(error);
      }
    },
  };

  const native = ownMethods(collection);
  const bulk = bulkWrites(native, sink, driver);
  const dropped = drops(native, sink);
  followConnection(model, dropped, () => sink.isHeard);
  const wrapped = {
    ...singleWrites(native, sink, driver),
    ...manyWrites(native, sink, driver),
    ...bulk,
    drop: dropped.drop,
  };
  for (const [name, ordered] of [
    ['initializeOrderedBulkOp', true],
    ['initializeUnorderedBulkOp', false],
  ] as const) {
    const value = (options?: Options) => bulkBuilder(bulk.bulkWrite, ordered, options);
    Object.defineProperty(collection, name, { value, configurable: true, writable: true });
  }
  for (const [name, write] of Object.entries(wrapped)) wrap(collection, name, write as Method, native);
  return { listeners };
}

type Method = (...args: unknown[]) => Promise<unknown>;

/** What we call ourselves: Mongoose calls a buffered method again by its name, and must not come back to us then. */
const ours = new WeakSet<object>();

function ownMethods(collection: NativeCollection): NativeCollection {
  return new Proxy(collection, {
    get(target, name) {
      const method: unknown = Reflect.get(Object.getPrototypeOf(target), name, target);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        const options = { ...(args.pop() as Options) };
        ours.add(options);
        return method.call(target, ...args, options);
      };
    },
  });
}

function wrap(collection: NativeCollection, name: string, write: Method, native: NativeCollection): void {
  const place = name === 'drop' ? 0 : /update|replace/i.test(name) ? 2 : 1;
  const method: Method = async (...args) => {
    const options = args[place] as Options | undefined;
    const original = Reflect.get(native, name) as Method;
    if (typeof options === 'object' && options !== null && ours.has(options)) return original(...args);
    // Nobody knows what became of a write that the database was asked not to acknowledge.
    if (options?.writeConcern?.w === 0) return original(...args);
    return write(...args);
  };
  Object.defineProperty(collection, name, { value: method, configurable: true, writable: true });
}
