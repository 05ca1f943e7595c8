import { ObjectId } from 'bson';
import { MongoError } from '../errors.ts';
import type { Document } from '../values/document.ts';
import { type Collection, createCollection } from './collection.ts';
import { ID_INDEX, type IndexSpec } from './unique-index.ts';

/**
 * One change to the data, complete in itself: replaying the changes of a store in order gives its state.
 * `put` carries the whole document after the change, whether it was inserted, updated or replaced.
 */
export type Change =
  | { readonly type: 'createCollection'; readonly namespace: string }
  | { readonly type: 'dropCollection'; readonly namespace: string }
  | { readonly type: 'createIndex'; readonly namespace: string; readonly index: IndexSpec }
  | { readonly type: 'dropIndex'; readonly namespace: string; readonly name: string }
  | { readonly type: 'put'; readonly namespace: string; readonly document: Document }
  | { readonly type: 'remove'; readonly namespace: string; readonly id: unknown };

/** How a document was changed, where the change itself does not say. */
export type Operation = 'insert' | 'update' | 'replace';

/** A change, and how it came about. `before` is the document that it changes or removes. */
export interface Mutation {
  readonly change: Change;
  readonly operation?: Operation | undefined;
  readonly before?: Document | undefined;
}

/** Where a store has its collections: a Map does. */
export interface Collections {
  get(namespace: string): Collection | undefined;
  set(namespace: string, collection: Collection): unknown;
  delete(namespace: string): unknown;
  clear(): void;
  entries(): Iterable<[namespace: string, collection: Collection]>;
}

/** Called for what becomes of a store, while it does. */
export interface StoreWatcher {
  /** The journal has taken a change, which is made next. */
  changing(mutation: Mutation): void;
  /** What was there is replaced; changes that were told may have been taken back. */
  restored(): void;
}

/** All collections of all databases, by `db.collection`. Databases exist while they have one. */
export interface Store {
  collection(namespace: string): Collection | undefined;
  /** The names of the databases that have a collection. */
  databaseNames(): string[];
  /** The names of a database's collections, without the database. */
  collectionNames(db: string): string[];
  /** Makes the collection if need be; false if it was there. */
  createCollection(namespace: string): boolean;
  dropCollection(namespace: string): boolean;
  createIndex(namespace: string, index: IndexSpec): void;
  dropIndex(namespace: string, name: string): void;
  /** Stores a new document, giving it an `_id` if it has none, and answers it. Throws DuplicateKey, BSONObjectTooLarge. */
  insert(namespace: string, document: Document): Document;
  /** Puts `after` in the place of `before`; they have the same `_id`. Throws as `insert`. */
  replace(namespace: string, before: Document, after: Document, operation?: Exclude<Operation, 'insert'>): void;
  remove(namespace: string, document: Document): void;
  /** Makes changes that were checked: all, or none if the journal does not take them. */
  commit(mutations: readonly Mutation[]): void;
  /** The fewest changes that make an empty store like this one, as of now. */
  changes(): Change[];
  /** Forgets everything, and makes the changes that `read` tells, which do not go to the journal. */
  restore(read: (apply: (change: Change) => void) => void): void;
  /** Answers its own undo. */
  watch(watcher: StoreWatcher): () => void;
}

/**
 * An empty store. Every change is checked, then told to `journal`, then made: in that order and nowhere else,
 * so that what the journal has heard is exactly what the store holds.
 */
export function createStore(
  journal: (changes: readonly Change[]) => void = () => {},
  collections: Collections = new Map<string, Collection>(),
): Store {
  const watchers = new Set<StoreWatcher>();

  function existing(namespace: string): Collection {
    const collection = collections.get(namespace);
    if (!collection) throw new MongoError('NamespaceNotFound', `ns does not exist: ${namespace}`);
    return collection;
  }

  function commit(change: Change, operation?: Operation, before?: Document): void {
    commitAll([{ change, operation, before }]);
  }

  function commitAll(mutations: readonly Mutation[]): void {
    journal(mutations.map(({ change }) => change));
    for (const mutation of mutations) {
      for (const watcher of watchers) watcher.changing(mutation);
      apply(mutation.change);
    }
  }

  function apply(change: Change): void {
    const { namespace } = change;
    switch (change.type) {
      case 'createCollection':
        collections.set(namespace, createCollection(namespace));
        break;
      case 'dropCollection':
        collections.delete(namespace);
        break;
      case 'createIndex':
        existing(namespace).addIndex(change.index);
        break;
      case 'dropIndex':
        existing(namespace).removeIndex(change.name);
        break;
      case 'put':
        existing(namespace).put(change.document);
        break;
      case 'remove':
        existing(namespace).remove(change.id);
        break;
    }
  }

  function ensureCollection(namespace: string): boolean {
    if (collections.get(namespace)) return false;
    commit({ type: 'createCollection', namespace });
    return true;
  }

  return {
    collection: (namespace) => collections.get(namespace),
    databaseNames: () => [...new Set(Array.from(collections.entries(), ([name]) => name.slice(0, name.indexOf('.'))))],
    collectionNames: (db) =>
      Array.from(collections.entries(), ([name]) => name)
        .filter((name) => name.startsWith(`${db}.`))
        .map((name) => name.slice(db.length + 1)),
    createCollection: ensureCollection,
    dropCollection(namespace) {
      if (!collections.get(namespace)) return false;
      commit({ type: 'dropCollection', namespace });
      return true;
    },
    createIndex(namespace, index) {
      existing(namespace).checkIndex(index);
      commit({ type: 'createIndex', namespace, index });
    },
    dropIndex(namespace, name) {
      commit({ type: 'dropIndex', namespace, name });
    },
    insert(namespace, document) {
      ensureCollection(namespace);
      const stored = withIdFirst(document);
      existing(namespace).check(stored);
      commit({ type: 'put', namespace, document: stored }, 'insert');
      return stored;
    },
    replace(namespace, before, after, operation = 'replace') {
      existing(namespace).check(after, before);
      commit({ type: 'put', namespace, document: after }, operation, before);
    },
    remove(namespace, document) {
      commit({ type: 'remove', namespace, id: document._id }, undefined, document);
    },
    commit: commitAll,
    changes: () => [...collections.entries()].flatMap(([namespace, collection]) => changesOf(namespace, collection)),
    restore(read) {
      collections.clear();
      read(apply);
      for (const watcher of watchers) watcher.restored();
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}

function changesOf(namespace: string, collection: Collection): Change[] {
  const changes: Change[] = [{ type: 'createCollection', namespace }];
  for (const document of collection.candidates({})) changes.push({ type: 'put', namespace, document });
  for (const index of collection.indexes.values()) {
    if (index !== ID_INDEX) changes.push({ type: 'createIndex', namespace, index });
  }
  return changes;
}

/** MongoDB stores `_id` as the first field, wherever the client wrote it, and makes one up where there is none. */
function withIdFirst({ _id = new ObjectId(), ...fields }: Document): Document {
  if (Array.isArray(_id) || _id instanceof RegExp) {
    throw new MongoError('BadValue', `The '_id' value cannot be of type ${Array.isArray(_id) ? 'array' : 'regex'}`);
  }
  return { _id, ...fields };
}
