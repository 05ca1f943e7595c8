import type { Storage } from 'webextension-polyfill';

/** The name under which the sites are kept. */
const KEY = 'alwaysHere';

/** The sites on which the user wants the probe in every tab, whether or not DevTools is open. */
export interface AlwaysHere {
  sites(): Promise<string[]>;
  /** Adds a site, or takes it away. */
  set(site: string, on: boolean): Promise<void>;
}

/** Kept in the extension's local storage, in which nothing but this is. */
export function createAlwaysHere(storage: Pick<Storage.StorageArea, 'get' | 'set'>): AlwaysHere {
  async function sites(): Promise<string[]> {
    const { [KEY]: kept } = await storage.get(KEY);
    return Array.isArray(kept) ? kept.filter((site) => typeof site === 'string') : [];
  }
  return {
    sites,
    async set(site, on) {
      const others = (await sites()).filter((kept) => kept !== site);
      await storage.set({ [KEY]: on ? [...others, site] : others });
    },
  };
}
