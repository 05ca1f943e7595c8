/** A map that forgets what was set longest ago once it holds more than `most`. */
export function recentMap<K, V>(
  most: number,
): Pick<Map<K, V>, 'get' | 'has' | 'delete' | 'size'> & {
  set(key: K, value: V): void;
} {
  const map = new Map<K, V>();
  return {
    get size() {
      return map.size;
    },
    get: (key) => map.get(key),
    has: (key) => map.has(key),
    delete: (key) => map.delete(key),
    set(key, value) {
      map.delete(key); // to the end: a Map iterates in the order of insertion
      map.set(key, value);
      if (map.size <= most) return;
      const oldest = map.keys().next();
      if (!oldest.done) map.delete(oldest.value);
    },
  };
}
