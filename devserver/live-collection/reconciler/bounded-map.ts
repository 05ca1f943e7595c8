/**
 * A map that remembers the most recently used keys and stays under a bound.
 *
 * Two generations: writes and reads move a key into the young one; when that holds half the limit it becomes the old
 * one, and what nobody touched since is forgotten. Constant time an operation, without the deletes and re-insertions
 * of a list-ordered LRU, which cost more than everything else a message needs.
 */
export interface BoundedMap<V> extends Iterable<[string, V]> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
}

/**
 * @param limit the most entries kept at any time, counting twice those that are in both generations; at least 2
 * @param forget is given the values of a generation that is dropped, also those that the younger one has
 */
export function createBoundedMap<V>(
  limit: number,
  entries: Iterable<readonly [string, V]> = [],
  forget?: (values: Iterable<V>) => void,
): BoundedMap<V> {
  let young = new Map<string, V>();
  let old = young;

  function set(key: string, value: V) {
    young.set(key, value);
    if (young.size * 2 < limit) return;
    if (old !== young) forget?.(old.values());
    old = young;
    young = new Map();
  }

  for (const [key, value] of entries) set(key, value);
  return {
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
    *[Symbol.iterator]() {
      for (const entry of old) if (!young.has(entry[0])) yield entry;
      yield* young;
    },
  };
}
