import { VERSION_FIELD } from '../documents/document-version.ts';
import { idKey } from '../id-key.ts';
import type { Driver } from '../supported-mongoose.ts';
import { countedInsert, countedUpdate } from './counted-update.ts';
import { isModified } from './is-modified.ts';
import { type NativeCollection, type Options, type Raw, readAll, readOne, sameView } from './native-collection.ts';
import { stored } from './stored.ts';
import type { WriteSink } from './write.ts';

/** Beyond this many ids a filter comes near MongoDB's 16 MiB a command, and the write keeps its own filter. */
const MOST_IDS_IN_A_FILTER = 100_000;

/**
 * The writes to many documents, which answer with counts. The documents are read first and the filter is narrowed
 * to them, so that one that comes to match in between is not written unheard; afterwards they are read again.
 */
export function manyWrites(native: NativeCollection, sink: WriteSink, driver: Driver) {
  /** How many have the same fields as before, but for the version that every write counts. */
  async function countSame(before: Raw[], options: Options): Promise<number> {
    if (before.length === 0) return 0;
    const known = new Map(before.map((document) => [idKey(document), document]));
    const now = await readAll(native, among(before), sameView(options));
    return now.filter((after) => {
      const previous = known.get(idKey(after));
      return previous !== undefined && !isModified(previous, after, driver);
    }).length;
  }

  return {
    async insertMany(documents: Raw[], options: Options = {}) {
      const counted = documents.map(countedInsert);
      let isStored = (_index: number) => true;
      try {
        return await native.insertMany(counted, options);
      } catch (error) {
        isStored = storedDespite(error, options);
        throw error;
      } finally {
        for (const [index, document] of documents.entries()) document._id ??= counted[index]?._id;
        await sink.tell(options, () =>
          counted
            .filter((_document, index) => isStored(index))
            .map((document) => ({ type: 'create', after: stored(document, driver) })),
        );
      }
    },

    async updateMany(filter: Raw, update: Raw | Raw[], options: Options = {}) {
      const before = await readAll(native, filter, sameView(options));
      const upserts = before.length === 0 && options.upsert === true;
      let upsertedId: unknown;
      try {
        const narrowed = upserts ? filter : narrow(filter, before);
        const result = await native.updateMany(narrowed, countedUpdate(update), options);
        upsertedId = (result as { upsertedId?: unknown } | null)?.upsertedId ?? undefined;
        const { matchedCount } = result as { matchedCount?: number };
        const same = await countSame(before, options).catch(() => 0);
        return { ...(result as object), ...(matchedCount ? { modifiedCount: matchedCount - same } : {}) };
      } finally {
        // Also after an error: it may have come after the first hundred documents.
        await sink.tell(options, async () => {
          const created = upsertedId === undefined ? null : await readOne(native, upsertedId, options);
          if (created) return [{ type: 'create', after: created }];
          return changedSince(native, before, sink.preImages, options);
        });
      }
    },

    async deleteMany(filter: Raw, options: Options = {}) {
      const before = await readAll(native, filter, sameView(options));
      try {
        return await native.deleteMany(narrow(filter, before), options);
      } finally {
        await sink.tell(options, async () => {
          const left = await readAll(native, among(before), { ...sameView(options), projection: { _id: 1 } });
          const present = new Set(left.map(idKey));
          return before
            .filter((document) => !present.has(idKey(document)))
            .map((document) => ({ type: 'remove', before: document }));
        });
      }
    },
  };
}

/** Of documents read before a write, those that have another version now. */
async function changedSince(native: NativeCollection, before: Raw[], preImages: boolean, options: Options) {
  if (before.length === 0) return [];
  const known = new Map(before.map((document) => [idKey(document), document]));
  const now = await readAll(native, among(before), sameView(options));
  return now.flatMap((after) => {
    const previous = known.get(idKey(after));
    if (!previous || previous[VERSION_FIELD] === after[VERSION_FIELD]) return [];
    return [preImages ? { type: 'update' as const, before: previous, after } : { type: 'update' as const, after }];
  });
}

/** Which documents of an `insertMany` are stored although it failed: the driver lists those that are not. */
function storedDespite(error: unknown, { ordered = true }: Options): (index: number) => boolean {
  const list: unknown = (error as { writeErrors?: unknown } | null)?.writeErrors;
  // Without a list nobody knows; of what the driver cannot vouch for nothing is told.
  if (list === undefined || list === null) return () => false;
  const failed = new Set([list].flat().map((each) => Number((each as { index?: unknown }).index)));
  const first = Math.min(...failed);
  return (index) => (ordered ? index < first : !failed.has(index));
}

function among(documents: Raw[]): Raw {
  return { _id: { $in: documents.map((document) => document._id) } };
}

function narrow(filter: Raw, documents: Raw[]): Raw {
  return documents.length > MOST_IDS_IN_A_FILTER ? filter : { $and: [filter, among(documents)] };
}
