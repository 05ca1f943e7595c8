/** A map that remembers the newest `limit` keys: for links to what will most likely never be asked for again. */
export interface Recent<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  /** Makes the key the newest, if it is here. */
  touch(key: K): void;
  /** The oldest first. */
  entries(): IterableIterator<[K, V]>;
}

export function createRecent<K, V>(limit: number): Recent<K, V> {
  const values = new Map<K, V>();
  return {
    get: (key) => values.get(key),
    set(key, value) {
      values.set(key, value);
      if (values.size <= limit) return;
      for (const oldest of values.keys()) {
        values.delete(oldest);
        break;
      }
    },
    delete(key) {
      values.delete(key);
    },
    touch(key) {
      const value = values.get(key);
      if (value === undefined) return;
      values.delete(key);
      values.set(key, value);
    },
    entries: () => values.entries(),
  };
}
