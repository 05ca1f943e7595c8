/** As much of the browser's storage as the panel needs. */
export type Stored = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface StorageFound {
  storage: Stored;
  /** The browser lets nothing be stored: what is stored is gone with this page. */
  blocked: boolean;
}

/**
 * The browser's storage, or one in memory. Where site data is blocked (a setting of Chromium's, and a policy of
 * enterprises), the very property throws a SecurityError: https://html.spec.whatwg.org/multipage/webstorage.html#dom-localstorage
 *
 * @param find reads the property
 */
export function findStorage(find: () => Stored): StorageFound {
  try {
    const storage = find();
    storage.getItem('');
    return { storage, blocked: false };
  } catch {
    return { storage: inMemory(), blocked: true };
  }
}

function inMemory(): Stored {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}
