/**
 * A map that remembers the most recently used keys and stays under a bound.
 *
 * Two generations: writes and reads move a key into the young one; when that holds half the limit it becomes the old
 * one, and what nobody touched since is forgotten. Constant time an operation, without the deletes and re-insertions
 * of a list-ordered LRU, which cost more than everything else a message needs.
 */
export interface BoundedMap<V> {
  /** Entries kept, those that are in both generations twice; never above the limit. */
  readonly size: number;
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
  entries(): IterableIterator<[string, V]>;
}

/** @param limit the most entries kept at any time, at least 2 */
export function createBoundedMap<V>(limit: number, entries: Iterable<readonly [string, V]> = []): BoundedMap<V> {
  const half = Math.max(1, Math.floor(limit / 2));
  let young = new Map<string, V>();
  let old = new Map<string, V>();

  function set(key: string, value: V) {
    young.set(key, value);
    if (young.size < half) return;
    old = young;
    young = new Map();
  }

  const map: BoundedMap<V> = {
    get size() {
      return young.size + old.size;
    },
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const aged = old.get(key);
      if (aged !== undefined) set(key, aged);
      return aged;
    },
    set,
    delete(key) {
      young.delete(key);
      old.delete(key);
    },
    *entries() {
      for (const entry of old) if (!young.has(entry[0])) yield entry;
      yield* young;
    },
  };
  for (const [key, value] of entries) set(key, value);
  return map;
}
