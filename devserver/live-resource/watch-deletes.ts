import type { Schema } from 'mongoose';
import type { LiveDocument, LiveModel, LiveQuery } from './live-model.ts';
import type { GuardedListeners } from './write-listeners.ts';

/** Beyond this many ids a filter comes near MongoDB's 16 MiB a command, and the delete keeps its own filter. */
const MOST_IDS_IN_A_FILTER = 100_000;

/**
 * Reports what deletes removed.
 *
 * `deleteOne` and `deleteMany` answer with a count, so the documents are read in the pre hook and the filter is
 * narrowed to them: what was read is then what is removed, and a document that came or changed in between is not
 * removed unheard. `doc.deleteOne()` runs the same query. `findOneAndDelete` answers with the document itself.
 */
export function watchDeletes(schema: Schema, listeners: GuardedListeners): void {
  const found = new WeakMap<object, LiveDocument[]>();

  schema.pre(['deleteOne', 'deleteMany'], { document: false, query: true }, async function (this: LiveQuery) {
    const query = this.model.find(this.getFilter()).setOptions(sameView(this));
    const documents = (await (isDeleteOne(this) ? query.limit(1) : query)) as LiveDocument[];
    found.set(this, documents);
    if (documents.length <= MOST_IDS_IN_A_FILTER) {
      this.setQuery({ $and: [this.getFilter(), { _id: { $in: documents.map((document) => document._id) } }] });
    }
  });

  schema.post(
    ['deleteOne', 'deleteMany'],
    { document: false, query: true },
    async function (this: LiveQuery, result: unknown) {
      const documents = found.get(this) ?? [];
      found.delete(this);
      for (const document of await removed(this, documents, deletedCount(result))) {
        await listeners.tell('onRemove', document);
      }
    },
  );

  schema.post('findOneAndDelete', async function (this: LiveQuery, result: unknown) {
    const document = asDocument(this.model, result);
    if (document) await listeners.tell('onRemove', document);
  });
}

/** All of them, or, if others deleted some first, those that nobody finds any more. */
async function removed(query: LiveQuery, documents: LiveDocument[], count: number): Promise<LiveDocument[]> {
  if (count === 0) return [];
  if (count >= documents.length) return documents;
  const ids = documents.map((document) => document._id);
  const left = (await query.model.distinct('_id', { _id: { $in: ids } }).setOptions(sameView(query))) as unknown[];
  const present = new Set(left.map(String));
  return documents.filter((document) => !present.has(String(document._id)));
}

/** `findOneAndDelete` resolves with a document, with a plain object (`lean`), or with `{value}` (`includeResultMetadata`). */
function asDocument(model: LiveModel, result: unknown): LiveDocument | undefined {
  if (typeof result !== 'object' || result === null) return undefined;
  if (result instanceof model) return result as unknown as LiveDocument;
  if ('lastErrorObject' in result) return 'value' in result ? asDocument(model, result.value) : undefined;
  return model.hydrate(result) as unknown as LiveDocument;
}

/** What a second query needs in order to see what the first one sees. */
function sameView(query: LiveQuery): Record<string, unknown> {
  const { session, collation } = query.getOptions();
  return { ...(session ? { session } : {}), ...(collation ? { collation } : {}) };
}

function isDeleteOne(query: LiveQuery): boolean {
  return 'op' in query && query.op === 'deleteOne';
}

function deletedCount(result: unknown): number {
  if (typeof result !== 'object' || result === null || !('deletedCount' in result)) return 0;
  return typeof result.deletedCount === 'number' ? result.deletedCount : 0;
}
