import type { Collection } from './collection.ts';
import type { Collections, Store } from './store.ts';

/** The collections of a store as they were at one moment. */
export interface SnapshotCollections extends Collections {
  /** Makes a collection the snapshot's own; to be called before it changes on either side, and costs a copy. */
  keep(namespace: string): void;
}

/**
 * A snapshot of a store that copies nothing before it must: until `keep`, a collection is the store's.
 * `entries` lists those that were kept only: nothing that lists collections is allowed in a transaction.
 */
export function snapshotCollections(store: Store): SnapshotCollections {
  const kept = new Map<string, Collection | undefined>();
  return {
    get: (namespace) => (kept.has(namespace) ? kept.get(namespace) : store.collection(namespace)),
    set: (namespace, collection) => kept.set(namespace, collection),
    delete: (namespace) => kept.set(namespace, undefined),
    clear: () => kept.clear(),
    *entries() {
      for (const [namespace, collection] of kept) if (collection) yield [namespace, collection];
    },
    keep(namespace) {
      if (!kept.has(namespace)) kept.set(namespace, store.collection(namespace)?.copy());
    },
  };
}
