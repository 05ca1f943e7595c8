import { resolve } from 'mingo/util';
import { MongoError } from '../errors.ts';
import { matcher } from '../query/query.ts';
import { keyOf } from '../values/codec.ts';
import { type Document, isDocument } from '../values/document.ts';
import { show } from '../values/show.ts';

/** An index as `createIndexes` takes it and `listIndexes` gives it back. */
export interface IndexSpec extends Document {
  readonly name: string;
  readonly key: Document;
}

/** The index that every collection has. */
export const ID_INDEX: IndexSpec = { v: 2, key: { _id: 1 }, name: '_id_' };

/** What keeps one unique index: nothing is ever searched by it. */
export interface UniqueIndex {
  /** Throws DuplicateKey, in MongoDB's words, if the document with this key may not stand beside the others. */
  check(id: string, document: Document): void;
  add(id: string, document: Document): void;
  remove(document: Document): void;
}

/**
 * Holds each value of the indexed fields to one document. Arrays are multikey: each element is an entry.
 * A missing field counts as null, unless the index is `sparse` and all of its fields are missing,
 * or a `partialFilterExpression` leaves the document out.
 */
export function uniqueIndex(namespace: string, spec: IndexSpec): UniqueIndex {
  const paths = Object.keys(spec.key);
  const owners = new Map<string, string>();
  const covers = isDocument(spec.partialFilterExpression) ? matcher(spec.partialFilterExpression) : () => true;

  /** The entries of a document, by their key: the combinations of the values at the indexed paths. */
  function entries(document: Document): Map<string, unknown[]> {
    const values = paths.map((path) => resolve(document, path));
    if (!covers(document) || (spec.sparse && values.every((value) => value === undefined))) return new Map();
    let tuples: unknown[][] = [[]];
    for (const value of values) {
      const elements: unknown[] = Array.isArray(value) && value.length > 0 ? value : [value];
      tuples = tuples.flatMap((tuple) => elements.map((element) => [...tuple, element ?? null]));
    }
    return new Map(tuples.map((tuple) => [keyOf(tuple), tuple]));
  }

  return {
    check(id, document) {
      for (const [key, tuple] of entries(document)) {
        const owner = owners.get(key);
        if (owner !== undefined && owner !== id) throw duplicateKey(namespace, spec, tuple);
      }
    },
    add(id, document) {
      for (const key of entries(document).keys()) owners.set(key, id);
    },
    remove(document) {
      for (const key of entries(document).keys()) owners.delete(key);
    },
  };
}

/** MongoDB's error 11000, with the fields that Mongoose and its users read. */
export function duplicateKey(namespace: string, { name, key }: IndexSpec, values: unknown[]): MongoError {
  const keyValue = Object.fromEntries(Object.keys(key).map((path, at) => [path, values[at]]));
  return new MongoError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespace} index: ${name} dup key: ${show(keyValue)}`,
    { keyPattern: key, keyValue },
  );
}
