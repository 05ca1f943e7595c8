import { fieldsOf, namespaceOf } from '../command-fields.ts';
import { MongoError } from '../errors.ts';
import { ID_INDEX, type IndexSpec } from '../store/unique-index.ts';
import { keyOf } from '../values/codec.ts';
import type { Document } from '../values/document.ts';
import { show } from '../values/show.ts';
import type { Handler } from './handler.ts';

/** https://www.mongodb.com/docs/manual/reference/command/listIndexes/ */
export const listIndexes: Handler = (command, { store, cursors }) => {
  const namespace = namespaceOf(command);
  const collection = store.collection(namespace);
  if (!collection) throw new MongoError('NamespaceNotFound', `ns does not exist: ${namespace}`);
  return { cursor: cursors.open(namespace, [...collection.indexes.values()]) };
};

/**
 * https://www.mongodb.com/docs/manual/reference/command/createIndexes/
 * Only `unique` indexes do anything. The others are kept and listed: queries are answered alike without them,
 * save that `expireAfterSeconds` expires nothing.
 */
export const createIndexes: Handler = (command, { store }) => {
  const namespace = namespaceOf(command);
  const specs = fieldsOf('createIndexes', command.body).documents('indexes').map(readSpec);
  const createdCollectionAutomatically = store.createCollection(namespace);
  const indexes = store.collection(namespace)?.indexes ?? new Map<string, IndexSpec>();
  const numIndexesBefore = indexes.size;
  for (const spec of specs) if (!exists(spec, indexes)) store.createIndex(namespace, spec);
  const numIndexesAfter = indexes.size;
  return {
    numIndexesBefore,
    numIndexesAfter,
    createdCollectionAutomatically,
    ...(numIndexesAfter === numIndexesBefore && { note: 'all indexes already exist' }),
  };
};

/** https://www.mongodb.com/docs/manual/reference/command/dropIndexes/ : `index` is a name, several, a key or '*' */
export const dropIndexes: Handler = (command, { store }) => {
  const namespace = namespaceOf(command);
  const collection = store.collection(namespace);
  if (!collection) throw new MongoError('NamespaceNotFound', `ns not found ${namespace}`);
  const nIndexesWas = collection.indexes.size;
  for (const name of namesToDrop(command.body.index, collection.indexes)) store.dropIndex(namespace, name);
  return { nIndexesWas };
};

function namesToDrop(wanted: unknown, indexes: ReadonlyMap<string, IndexSpec>): string[] {
  if (wanted === '*') return [...indexes.keys()].filter((name) => name !== ID_INDEX.name);
  return (Array.isArray(wanted) ? wanted : [wanted]).map((item: unknown) => {
    const spec =
      typeof item === 'string'
        ? indexes.get(item)
        : [...indexes.values()].find(({ key }) => keyOf(key) === keyOf(item));
    if (!spec) {
      const what = typeof item === 'string' ? `name [${item}]` : `key ${show(item)}`;
      throw new MongoError('IndexNotFound', `index not found with ${what}`);
    }
    if (spec.name === ID_INDEX.name) throw new MongoError('InvalidOptions', 'cannot drop _id index');
    return spec.name;
  });
}

function readSpec(body: Document): IndexSpec {
  const fields = fieldsOf('createIndexes.indexes', body);
  const key = fields.document('key');
  if (Object.keys(key).length === 0) throw new MongoError('CannotCreateIndex', 'Index keys cannot be empty.');
  const { locale = 'simple' } = fields.document('collation', {});
  if (fields.boolean('unique') && locale !== 'simple') {
    throw new MongoError(
      'CommandNotSupported',
      'A unique index with a collation is not supported by the embedded database',
    );
  }
  return { v: 2, ...body, key, name: fields.string('name') };
}

/** True if just this index is there already. Throws if the name or the key is taken by a different one. */
function exists(spec: IndexSpec, indexes: ReadonlyMap<string, IndexSpec>): boolean {
  if (keyOf(spec.key) === keyOf(ID_INDEX.key)) return true;
  const named = indexes.get(spec.name);
  if (named && keyOf(significant(named)) === keyOf(significant(spec))) return true;
  if (named) {
    throw new MongoError(
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${show(spec)}, existing index: ${show(named)}`,
    );
  }
  const twin = [...indexes.values()].find(
    ({ name: _, ...rest }) => keyOf(significant(rest)) === keyOf(significant({ ...spec, name: undefined })),
  );
  if (twin) {
    throw new MongoError('IndexOptionsConflict', `Index already exists with a different name: ${twin.name}`);
  }
  return false;
}

/** What makes an index the index it is, in one order. */
function significant(spec: Document): Document {
  const { name, key, unique = false, sparse = false, partialFilterExpression, expireAfterSeconds, collation } = spec;
  return { name, key, unique, sparse, partialFilterExpression, expireAfterSeconds, collation };
}
