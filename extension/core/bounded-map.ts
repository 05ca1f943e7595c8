/** A map that remembers the newest `limit` keys: for links to what will most likely never be asked for again. */
export interface Recent<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  /** The oldest first. */
  entries(): IterableIterator<[K, V]>;
}

export function createRecent<K, V>(limit: number): Recent<K, V> {
  const values = new Map<K, V>();
  // Whatever it has come by is deleted at once: what it comes to next is the oldest.
  const oldest = values.keys();
  return {
    get: (key) => values.get(key),
    set(key, value) {
      values.set(key, value);
      if (values.size <= limit) return;
      const { value: gone } = oldest.next();
      if (gone !== undefined) values.delete(gone);
    },
    delete(key) {
      values.delete(key);
    },
    entries: () => values.entries(),
  };
}

/** The same, but what is asked for is as good as new: what is made up later cannot push out what is in use. */
export function createRecentlyUsed<K, V>(limit: number): Recent<K, V> {
  const recent = createRecent<K, V>(limit);
  /** Most is asked of the same as before. */
  let newest: K | undefined;
  let its: V | undefined;

  function set(key: K, value: V): void {
    if (key !== newest) recent.delete(key);
    recent.set(key, value);
    newest = key;
    its = value;
  }

  return {
    entries: recent.entries,
    get(key) {
      if (key === newest && its !== undefined) return its;
      const value = recent.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
    set,
    delete(key) {
      recent.delete(key);
      if (key === newest) newest = its = undefined;
    },
  };
}
