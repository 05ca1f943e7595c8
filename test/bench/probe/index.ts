/** What the probe costs the page it looks at, and whether the panel keeps up, in real browsers with real DevTools. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BrowserName, browserNames, type LiveBrowser } from '../../support/browser.ts';
import { launch } from '../../support/launch.ts';
import { writeToyExtension } from '../../support/toy-extension.ts';
import type { Section } from '../figure.ts';
import { type Child, startChild } from '../server/child.ts';
import { attaching } from './attaching.ts';
import { endToEnd } from './end-to-end.ts';
import { flood } from './flood.ts';
import { largeFrame } from './large-frame.ts';
import { mainThread } from './main-thread.ts';
import { size } from './size.ts';
import { subscribing } from './subscribing.ts';

const inRoot = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Two browsers of one kind, and the pages for both. */
export interface Bench {
  name: BrowserName;
  origin: string;
  site: Child;
  /** With the extension. */
  ours: LiveBrowser;
  /** With an extension that has an empty panel and nothing else, so that DevTools can be open in both. */
  bare: LiveBrowser;
}

/** All parts in both browsers, unless `PROBE_BENCH` names some of either: `chromium,flood` for one part in one browser. */
const asked = process.env.PROBE_BENCH?.split(',');
const parts = { endToEnd, flood, largeFrame, mainThread, attaching, subscribing };
const partNames = ['size', ...Object.keys(parts)];
const isAsked = (name: string, among: readonly string[]) =>
  asked?.includes(name) === true || asked?.some((one) => among.includes(one)) !== true;

export const probe: Section = async function* () {
  await promisify(execFile)(process.execPath, [
    inRoot('node_modules/tsx/dist/cli.mjs'),
    inRoot('extension/build/index.ts'),
    'chrome',
    'firefox',
  ]);
  if (isAsked('size', partNames)) yield* size(inRoot('dist/chrome'));
  const toy = await writeToyExtension();
  const site = await startChild('../probe/site-process.ts');
  try {
    const origin = await site.ask<string>('origin');
    for (const name of browserNames) {
      if (!isAsked(name, browserNames)) continue;
      const ours = await launch(name, { extension: inRoot(name === 'chromium' ? 'dist/chrome' : 'dist/firefox') });
      const bare = await launch(name, { extension: toy });
      try {
        for (const [partName, part] of Object.entries(parts)) {
          if (!isAsked(partName, partNames)) continue;
          for await (const measured of part({ name, origin, site, ours, bare }))
            yield { ...measured, name: `${name}: ${measured.name}` };
        }
      } finally {
        await Promise.all([ours.close(), bare.close()]);
      }
    }
  } finally {
    site.end();
    await rm(toy, { recursive: true });
  }
};
