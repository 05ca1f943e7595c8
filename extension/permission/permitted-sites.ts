import type { AlwaysHere } from '../background/always-on-sites.ts';
import { siteOfPattern } from '../site.ts';

/** A site that the extension may read. */
export interface PermittedSite {
  /** `http://todo.test`; a pattern like `https://*.test/*` where the user gave permission for several at once. */
  site: string;
  /** It needed no permission: it is one of the manifest's. */
  fromTheStart: boolean;
  /** The probe is there in every tab, whether or not DevTools is open. */
  always: boolean;
}

/** What is permitted now, what the user gave first. */
export async function permittedSites(
  { getAll }: { getAll(): Promise<{ origins?: string[] }> },
  alwaysHere: Pick<AlwaysHere, 'sites'>,
  manifestPatterns: readonly string[],
): Promise<PermittedSite[]> {
  const [{ origins = [] }, always] = await Promise.all([getAll(), alwaysHere.sites()]);
  return origins
    .map((pattern) => {
      const site = siteOfPattern(pattern);
      return { site, fromTheStart: manifestPatterns.includes(pattern), always: always.includes(site) };
    })
    .sort((one, other) => Number(one.fromTheStart) - Number(other.fromTheStart));
}
