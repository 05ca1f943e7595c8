import { VERSION_FIELD } from '../documents/document-version.ts';
import { idKey } from '../id-key.ts';
import type { Driver } from '../supported-mongoose.ts';
import { countedInsert, countedReplacement, countedUpdate } from './counted-update.ts';
import { isModified } from './is-modified.ts';
import { type BulkOp, type NativeCollection, type Options, type Raw, readAll, sameView } from './native-collection.ts';
import type { Write, WriteSink } from './write.ts';

/** So many filters are asked for in one query. */
const FILTERS_A_QUERY = 500;

/**
 * `bulkWrite`, and `bulkSave`, which runs it: one command, many operations, counts as the answer. What its filters
 * match is read before and after; each document is reported once, with what became of it in the end:
 *
 *   absent, then present               created
 *   present, with another version      updated
 *   present, then absent               removed
 *   inserted and deleted in one batch  nothing
 */
export function bulkWrites(native: NativeCollection, sink: WriteSink, driver: Driver) {
  return {
    async bulkWrite(operations: BulkOp[], options: Options = {}): Promise<unknown> {
      const counted = operations.map((operation) => countedOperation(operation, driver));
      const inserted = counted.flatMap(({ insertOne }) => (insertOne?.document ? [insertOne.document] : []));
      const before = await matched(native, operations, inserted, options);
      const touched = { _id: { $in: [...before.values(), ...inserted].map((document) => document._id) } };
      const readAfter = (upsertedIds: unknown[]) =>
        readAll(native, { _id: { $in: [...touched._id.$in, ...upsertedIds] } }, sessionOf(options));
      let result: unknown;
      let after: Promise<Raw[]> = Promise.resolve([]);
      try {
        result = await native.bulkWrite(counted.map(narrowedTo(touched)), options);
        after = readAfter(idsIn(result));
      } catch (error) {
        after = readAfter(idsIn((error as { result?: unknown } | null)?.result));
        throw error;
      } finally {
        // Also after an error: what went before it is stored.
        await sink.tell(options, async () => difference(before, await after, sink.preImages));
      }
      return withModifiedCount(result, unmodified(before, await after.catch(() => []), driver));
    },
  };
}

/** How many documents one operation matched, and left as they were but for the version. Of more operations nobody knows. */
function unmodified(before: Map<string, Raw>, after: Raw[], driver: Driver): number {
  return after.filter((document) => {
    const previous = before.get(idKey(document));
    if (!previous || document[VERSION_FIELD] !== Number(previous[VERSION_FIELD] ?? 0) + 1) return false;
    return !isModified(previous, document, driver);
  }).length;
}

/** The driver's result, whose own count takes the version for a change. */
function withModifiedCount(result: unknown, unmodifiedCount: number): unknown {
  if (typeof result !== 'object' || result === null || unmodifiedCount === 0) return result;
  const { modifiedCount } = result as { modifiedCount?: unknown };
  if (typeof modifiedCount !== 'number') return result;
  const value = Math.max(0, modifiedCount - unmodifiedCount);
  return Object.defineProperty(result, 'modifiedCount', {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

function countedOperation(operation: BulkOp, { ObjectId }: Driver): BulkOp {
  const [name, fields] = Object.entries(operation)[0] ?? ['', {}];
  if (fields.document) {
    const document = countedInsert(fields.document);
    document._id ??= new ObjectId(); // as the driver would; here it must be known beforehand
    return { [name]: { ...fields, document } };
  }
  if (fields.update) return { [name]: { ...fields, update: countedUpdate(fields.update) } };
  if (fields.replacement) {
    const { replacement, ...others } = fields;
    return { updateOne: { ...others, update: countedReplacement(replacement) } };
  }
  return operation;
}

/** An upsert must see every document that matches, or it makes a second one. */
function narrowedTo(touched: Raw) {
  return (operation: BulkOp): BulkOp => {
    const [name, fields] = Object.entries(operation)[0] ?? ['', {}];
    if (!fields.filter || fields.upsert === true) return operation;
    return { [name]: { ...fields, filter: { $and: [fields.filter, touched] } } };
  };
}

/** Every document that an operation may touch, by id; also one that an insert will run into. */
async function matched(
  native: NativeCollection,
  operations: BulkOp[],
  inserted: Raw[],
  options: Options,
): Promise<Map<string, Raw>> {
  const filters: { filter: Raw; collation?: unknown }[] = operations.flatMap((operation) => {
    const { filter, collation } = Object.values(operation)[0] ?? {};
    return filter ? [{ filter, ...(collation ? { collation } : {}) }] : [];
  });
  const found = new Map<string, Raw>();
  const read = async (filter: Raw, collation?: unknown) => {
    const view = { ...sessionOf(options), ...(collation ? { collation } : {}) };
    for (const document of await readAll(native, filter, view)) found.set(idKey(document), document);
  };
  const alike = filters.filter(({ collation }) => !collation).map(({ filter }) => filter);
  for (let at = 0; at < alike.length; at += FILTERS_A_QUERY) {
    await read({ $or: alike.slice(at, at + FILTERS_A_QUERY) });
  }
  if (inserted.length > 0) await read({ _id: { $in: inserted.map((document) => document._id) } });
  for (const { filter, collation } of filters) if (collation) await read(filter, collation);
  return found;
}

function difference(before: Map<string, Raw>, after: Raw[], preImages: boolean): Write[] {
  const gone = new Map(before);
  const writes: Write[] = [];
  for (const document of after) {
    const key = idKey(document);
    const previous = before.get(key);
    gone.delete(key);
    if (!previous) writes.push({ type: 'create', after: document });
    else if (previous[VERSION_FIELD] !== document[VERSION_FIELD]) {
      writes.push({ type: 'update', after: document, ...(preImages ? { before: previous } : {}) });
    }
  }
  return [...writes, ...[...gone.values()].map((document) => ({ type: 'remove' as const, before: document }))];
}

function idsIn(result: unknown): unknown[] {
  const ids: unknown = (result as { upsertedIds?: unknown } | null)?.upsertedIds;
  return typeof ids === 'object' && ids !== null ? Object.values(ids) : [];
}

function sessionOf(options: Options): Options {
  return sameView({ session: options.session ?? null });
}
