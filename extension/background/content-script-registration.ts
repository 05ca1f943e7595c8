import type { Browser, Scripting } from 'webextension-polyfill';
import { patternOf } from '../site.ts';
import type { AlwaysHere } from './always-on-sites.ts';

type Script = Scripting.RegisteredContentScript;

const common = {
  allFrames: true,
  matchOriginAsFallback: true,
  runAt: 'document_start',
  persistAcrossSessions: false,
} as const satisfies Partial<Script>;

/** The scripts that run in every tab of permitted sites while anybody inspects; see `page/inspected.ts` for the probe's part. */
const forInspected = [
  { id: 'probe', js: ['early.js'], world: 'MAIN' },
  { id: 'content', js: ['content.js'], world: 'ISOLATED' },
] as const;

/**
 * The same probe, unasked, where the user wants it always. A file of its own: of two scripts that share one, Chromium runs
 * it for the first only (seen in Chromium 156), and that may be the one that nobody accepted.
 */
const forAlways = { id: 'always', js: ['always.js'], world: 'MAIN' } as const;

/** Which scripts the browser injects by itself before a document's first script, and where. */
export interface Registration {
  /** Is anything registered for inspected tabs? */
  isForInspected(): Promise<boolean>;
  /** Brings what is registered in line with who inspects, what is permitted, and where the probe is to be always. */
  update(anyInspected: boolean): Promise<void>;
}

export function createRegistration(
  { scripting, permissions }: Pick<Browser, 'scripting' | 'permissions'>,
  alwaysHere: Pick<AlwaysHere, 'sites'>,
): Registration {
  const registered = async () => (await scripting.getRegisteredContentScripts()).map(({ id }) => id);

  async function wanted(anyInspected: boolean): Promise<Script[]> {
    const matches = (await permissions.getAll()).origins ?? [];
    const always = await alwaysHere.sites();
    const permitted = await Promise.all(always.map((site) => permissions.contains({ origins: [patternOf(site)] })));
    const alwaysMatches = always.filter((_site, index) => permitted[index]).map(patternOf);
    const scripts: Script[] = [];
    if (anyInspected && matches.length > 0)
      for (const { js, ...script } of forInspected) scripts.push({ ...common, ...script, js: [...js], matches });
    if (alwaysMatches.length > 0)
      scripts.push({ ...common, ...forAlways, js: [...forAlways.js], matches: alwaysMatches });
    return scripts;
  }

  return {
    isForInspected: async () => (await registered()).includes(forInspected[0].id),
    async update(anyInspected) {
      const scripts = await wanted(anyInspected);
      const there = await registered();
      const gone = there.filter((id) => !scripts.some((script) => script.id === id));
      const fresh = scripts.filter(({ id }) => !there.includes(id));
      const kept = scripts.filter(({ id }) => there.includes(id));
      if (gone.length > 0) await scripting.unregisterContentScripts({ ids: gone });
      if (fresh.length > 0) await scripting.registerContentScripts(fresh);
      if (kept.length > 0) await scripting.updateContentScripts(kept);
    },
  };
}
