import { MongoError } from '../errors.ts';
import { keyOf, MAX_DOCUMENT_BYTES, sizeOf } from '../values/codec.ts';
import { type Document, isOperatorExpression } from '../values/document.ts';
import { compareValues } from '../values/order.ts';
import { duplicateKey, ID_INDEX, type IndexSpec, type UniqueIndex, uniqueIndex } from './unique-index.ts';

/** Documents by `_id` in the order of insertion, and the indexes that restrict them. A stored document is never changed. */
export interface Collection {
  readonly size: number;
  readonly indexes: ReadonlyMap<string, IndexSpec>;
  /** The documents that can match the filter: when it asks for `_id`s those, in their order; otherwise all. */
  candidates(filter: Document): Iterable<Document>;
  /**
   * Throws if `document` may not be stored: too large, an `_id` already taken (unless it replaces that very document),
   * or a duplicate in a unique index.
   */
  check(document: Document, replaces?: Document): void;
  /** Throws if the documents as they are already break the index. */
  checkIndex(spec: IndexSpec): void;
  put(document: Document): void;
  remove(id: unknown): void;
  addIndex(spec: IndexSpec): void;
  removeIndex(name: string): void;
  /** Another collection with the same documents and indexes. */
  copy(): Collection;
}

/** An empty collection; `namespace` is for error messages. */
export function createCollection(namespace: string): Collection {
  const documents = new Map<string, Document>();
  const indexes = new Map<string, IndexSpec>([[ID_INDEX.name, ID_INDEX]]);
  const uniques = new Map<string, UniqueIndex>();

  /** The unique index of a spec, filled from the documents; with `strict` it throws at the first duplicate. */
  function build(spec: IndexSpec, strict: boolean): UniqueIndex {
    const index = uniqueIndex(namespace, spec);
    for (const [key, document] of documents) {
      if (strict) index.check(key, document);
      index.add(key, document);
    }
    return index;
  }

  return {
    indexes,
    get size() {
      return documents.size;
    },
    candidates(filter) {
      const ids = wantedIds(filter._id);
      if (!ids) return documents.values();
      const keys = new Set([...ids].sort(compareValues).map(keyOf));
      return [...keys].map((key) => documents.get(key)).filter((found) => found !== undefined);
    },
    check(document, replaces) {
      const size = sizeOf(document);
      if (size > MAX_DOCUMENT_BYTES) throw tooLarge(size, replaces !== undefined);
      const key = keyOf(document._id);
      if (!replaces && documents.has(key)) throw duplicateKey(namespace, ID_INDEX, [document._id]);
      for (const index of uniques.values()) index.check(key, document);
    },
    checkIndex(spec) {
      if (spec.unique) build(spec, true);
    },
    put(document) {
      const key = keyOf(document._id);
      const previous = documents.get(key);
      for (const index of uniques.values()) {
        if (previous) index.remove(previous);
        index.add(key, document);
      }
      documents.set(key, document);
    },
    remove(id) {
      const key = keyOf(id);
      const previous = documents.get(key);
      if (!previous) return;
      for (const index of uniques.values()) index.remove(previous);
      documents.delete(key);
    },
    addIndex(spec) {
      indexes.set(spec.name, spec);
      if (spec.unique) uniques.set(spec.name, build(spec, false));
    },
    removeIndex(name) {
      indexes.delete(name);
      uniques.delete(name);
    },
    copy() {
      const twin = createCollection(namespace);
      for (const document of documents.values()) twin.put(document);
      for (const spec of indexes.values()) if (spec !== ID_INDEX) twin.addIndex(spec);
      return twin;
    },
  };
}

function tooLarge(size: number, updated: boolean): MongoError {
  return updated
    ? new MongoError('Location17419', `Resulting document after update is larger than ${MAX_DOCUMENT_BYTES}`)
    : new MongoError('BadValue', `object to insert too large. size in bytes: ${size}, max size: ${MAX_DOCUMENT_BYTES}`);
}

/** The `_id`s that a condition on `_id` asks for, if it names them. */
function wantedIds(condition: unknown): unknown[] | undefined {
  if (condition === undefined || condition === null || condition instanceof RegExp) return undefined;
  if (!isOperatorExpression(condition)) return [condition];
  if (condition.$eq !== undefined) return [condition.$eq];
  const among: unknown = condition.$in;
  return Array.isArray(among) && !among.some((value) => value instanceof RegExp) ? among : undefined;
}
