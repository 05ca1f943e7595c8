import type { LiveModel } from '../documents/live-model.ts';

/** A document as MongoDB has it. */
export type Raw = Record<string, unknown>;
/** The driver's options of one operation; only what is looked at is named. */
export interface Options {
  session?: object | null;
  upsert?: boolean;
  projection?: Raw | null;
  sort?: unknown;
  collation?: unknown;
  hint?: unknown;
  returnDocument?: 'before' | 'after';
  includeResultMetadata?: boolean;
  ordered?: boolean;
  writeConcern?: { w?: unknown };
  [option: string]: unknown;
}
/** One entry of `bulkWrite`: its name and its fields. */
export type BulkOp = Record<string, Raw & { filter?: Raw; document?: Raw; update?: Raw | Raw[]; replacement?: Raw }>;

/** What `findOneAnd…` answers with `includeResultMetadata`. */
export interface FoundAndModified {
  value: Raw | null;
  lastErrorObject?: { n?: number; updatedExisting?: boolean; upserted?: unknown };
}

/**
 * The collection a model writes through: the driver's methods, buffered until the connection is there.
 * Every write path of Mongoose ends in one of these, after casting, defaults and every hook of the application.
 */
export interface NativeCollection {
  find(filter: Raw, options?: Options): unknown;
  findOne(filter: Raw, options?: Options): Promise<Raw | null>;
  insertOne(document: Raw, options?: Options): Promise<unknown>;
  insertMany(documents: Raw[], options?: Options): Promise<unknown>;
  updateOne(filter: Raw, update: Raw | Raw[], options?: Options): Promise<unknown>;
  updateMany(filter: Raw, update: Raw | Raw[], options?: Options): Promise<unknown>;
  replaceOne(filter: Raw, replacement: Raw, options?: Options): Promise<unknown>;
  deleteOne(filter: Raw, options?: Options): Promise<unknown>;
  deleteMany(filter: Raw, options?: Options): Promise<unknown>;
  findOneAndUpdate(filter: Raw, update: Raw | Raw[], options?: Options): Promise<unknown>;
  findOneAndReplace(filter: Raw, replacement: Raw, options?: Options): Promise<unknown>;
  findOneAndDelete(filter: Raw, options?: Options): Promise<unknown>;
  drop(options?: Options): Promise<unknown>;
  bulkWrite(operations: BulkOp[], options?: Options): Promise<unknown>;
}

export function collectionOf(model: LiveModel): NativeCollection {
  return model.collection as unknown as NativeCollection;
}

/** What a second command needs in order to see what the first one sees. */
export function sameView({ session, collation }: Options): Options {
  return { ...(session ? { session } : {}), ...(collation ? { collation } : {}) };
}

/** Reads the documents that a filter matches. */
export async function readAll(native: NativeCollection, filter: Raw, options: Options): Promise<Raw[]> {
  // A promise of the cursor where the connection is still being made, else the cursor itself.
  const cursor = (await native.find(filter, options)) as { toArray(): Promise<Raw[]> };
  return cursor.toArray();
}

/** Reads all documents of a collection, so many at a time. */
export async function* readBatches(native: NativeCollection, size: number): AsyncGenerator<Raw[]> {
  const cursor = (await native.find({}, { batchSize: size })) as AsyncIterable<Raw>;
  let batch: Raw[] = [];
  for await (const document of cursor) {
    batch.push(document);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Reads one document by its id, as it is now. */
export function readOne(native: NativeCollection, id: unknown, { session }: Options): Promise<Raw | null> {
  return native.findOne({ _id: id }, session ? { session } : {});
}
