import { VERSION_FIELD } from '../documents/document-version.ts';
import { idKey } from '../id-key.ts';
import type { Driver } from '../supported-mongoose.ts';
import { countedInsert, countedReplacement, countedUpdate } from './counted-update.ts';
import { isModified } from './is-modified.ts';
import {
  type FoundAndModified,
  type NativeCollection,
  type Options,
  type Raw,
  readOne,
  sameView,
} from './native-collection.ts';
import { stored } from './stored.ts';
import type { Write, WriteSink } from './write.ts';

/** How often a document that others keep changing is picked again before it is taken as it comes. */
const MOST_PICKS = 10;

/**
 * The writes to one document. Those that answer with counts only are done as their `findOneAnd…` twins, so that
 * the database itself says, in the same step, which document it was and how it is stored: nothing can come between.
 */
export function singleWrites(native: NativeCollection, sink: WriteSink, driver: Driver) {
  const findById = (id: unknown, options: Options) => readOne(native, id, options);

  async function updateOne(filter: Raw, update: Raw | Raw[], options: Options = {}): Promise<unknown> {
    const returnDocument = sink.preImages ? 'before' : 'after';
    const { projection: _, ...others } = options;
    const asked = { ...others, returnDocument, includeResultMetadata: true } as const;
    // For the count alone: which document it was, and how it is stored, the database says in the step of the write.
    const picked = sink.preImages ? null : await pick(filter, options).catch(() => null);
    const found = (await native.findOneAndUpdate(filter, update, asked)) as FoundAndModified;
    const existed = found.lastErrorObject?.updatedExisting === true;
    const upserted = found.lastErrorObject?.upserted;
    const id = existed ? found.value?._id : upserted;
    const reading = sink.preImages && id !== undefined ? findById(id, options) : Promise.resolve(found.value);
    const after = await reading.catch(() => null);
    await sink.tell(options, async () => {
      if (!existed && upserted === undefined) return [];
      return written(existed, existed && sink.preImages ? found.value : null, await reading);
    });
    const isSame = existed && isUnmodified(sink.preImages ? found.value : picked, after);
    return {
      acknowledged: true,
      matchedCount: existed ? 1 : 0,
      modifiedCount: existed && !isSame ? 1 : 0,
      upsertedCount: upserted === undefined ? 0 : 1,
      upsertedId: upserted ?? null,
    };
  }

  function pick(filter: Raw, options: Options): Promise<Raw | null> {
    return native.findOne(filter, { ...sameView(options), ...(options.sort ? { sort: options.sort } : {}) });
  }

  /** Of two that are one write apart; of others nobody knows. */
  function isUnmodified(before: Raw | null, after: Raw | null): boolean {
    if (!before || !after || idKey(before) !== idKey(after)) return false;
    const isNext = after[VERSION_FIELD] === Number(before[VERSION_FIELD] ?? 0) + 1;
    return isNext && !isModified(before, after, driver);
  }

  async function findOneAndUpdate(filter: Raw, update: Raw | Raw[], options: Options = {}): Promise<unknown> {
    const wantsAfter = options.returnDocument === 'after';
    const picks = isProjected(options) || (wantsAfter && sink.preImages);
    const { found, picked } = await modify(filter, options, picks, (narrowed, asked) =>
      native.findOneAndUpdate(narrowed, update, asked),
    );
    await sink.tell(options, async () => {
      const existed = found.lastErrorObject?.updatedExisting === true;
      const id = existed ? (picked ?? found.value)?._id : found.lastErrorObject?.upserted;
      if (id === undefined) return [];
      const after = wantsAfter && !isProjected(options) ? found.value : await findById(id, options);
      return written(existed, picked ?? (wantsAfter ? null : found.value), after);
    });
    return options.includeResultMetadata ? found : found.value;
  }

  return {
    async insertOne(document: Raw, options: Options = {}) {
      const counted = countedInsert(document);
      const result = await native.insertOne(counted, options);
      document._id ??= counted._id; // the driver makes an id where there is none, and callers look for it here
      await sink.tell(options, () => [{ type: 'create', after: stored(counted, driver) }]);
      return result;
    },

    updateOne: (filter: Raw, update: Raw | Raw[], options?: Options) =>
      updateOne(filter, countedUpdate(update), options),

    replaceOne: (filter: Raw, replacement: Raw, options?: Options) =>
      updateOne(filter, countedReplacement(replacement), options),

    findOneAndUpdate: (filter: Raw, update: Raw | Raw[], options?: Options) =>
      findOneAndUpdate(filter, countedUpdate(update), options),

    findOneAndReplace: (filter: Raw, replacement: Raw, options?: Options) =>
      findOneAndUpdate(filter, countedReplacement(replacement), options),

    async deleteOne(filter: Raw, options: Options = {}) {
      const { projection: _, ...others } = options;
      const asked = { ...others, includeResultMetadata: true };
      const { value } = (await native.findOneAndDelete(filter, asked)) as FoundAndModified;
      await sink.tell(options, () => (value ? [{ type: 'remove', before: value }] : []));
      return { acknowledged: true, deletedCount: value ? 1 : 0 };
    },

    async findOneAndDelete(filter: Raw, options: Options = {}) {
      const { found, picked } = await modify(filter, options, isProjected(options), (narrowed, asked) =>
        native.findOneAndDelete(narrowed, asked),
      );
      const before = found.value && (picked ?? found.value);
      await sink.tell(options, () => (before ? [{ type: 'remove', before }] : []));
      return options.includeResultMetadata ? found : found.value;
    },
  };

  /**
   * Runs a `findOneAnd…`. Its answer may not say enough: a projection hides fields, and it is either the document
   * before or the one after. Then the document is picked first, and the write holds only if it is still the same.
   */
  async function modify(
    filter: Raw,
    options: Options,
    picks: boolean,
    run: (filter: Raw, options: Options) => Promise<unknown>,
  ): Promise<{ found: FoundAndModified; picked?: Raw }> {
    const asked = { ...options, includeResultMetadata: true };
    for (let count = 0; picks && count < MOST_PICKS; count += 1) {
      const picked = await pick(filter, options);
      if (!picked) break;
      const same = { _id: picked._id, [VERSION_FIELD]: picked[VERSION_FIELD] ?? null };
      const found = (await run({ $and: [filter, same] }, { ...asked, upsert: false })) as FoundAndModified;
      if (found.value || found.lastErrorObject?.updatedExisting) return { found, picked };
    }
    return { found: (await run(filter, asked)) as FoundAndModified };
  }
}

/** A document that is gone again is not reported: the delete itself is. */
function written(existed: boolean, before: Raw | null, after: Raw | null): Write[] {
  if (!after) return [];
  if (!existed) return [{ type: 'create', after }];
  return [before ? { type: 'update', before, after } : { type: 'update', after }];
}

function isProjected({ projection }: Options): boolean {
  return projection !== undefined && projection !== null && Object.keys(projection).length > 0;
}
