import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type Backbone from 'backbone';
import underscore from 'underscore';
import { vi } from 'vitest';
import type { LiveCollectionClass } from '../../devserver/live-collection/index.ts';

/** The packages by which each supported Backbone is installed. */
export const BACKBONES = { '1.4': 'backbone-1.4', '1.5': 'backbone-1.5', '1.6': 'backbone' } as const;

/** Those and the older ones, which pages still have that are looked at. */
export const ALL_BACKBONES = {
  '1.0': 'backbone-1.0',
  '1.1': 'backbone-1.1',
  '1.2': 'backbone-1.2',
  '1.3': 'backbone-1.3',
  ...BACKBONES,
} as const;

export type BackboneVersion = keyof typeof BACKBONES;

export interface Library {
  Backbone: typeof Backbone;
  LiveCollection: LiveCollectionClass;
}

/** Loads the library again, on this version of Backbone: nothing of an earlier load is shared but Backbone itself. */
export async function loadOn(version: BackboneVersion): Promise<Library> {
  vi.resetModules();
  const loaded = (await vi.importActual<{ default: typeof Backbone }>(BACKBONES[version])).default;
  vi.doMock('backbone', () => ({ default: loaded }));
  const { LiveCollection } = await import('../../devserver/live-collection/index.ts');
  return { Backbone: loaded, LiveCollection };
}

const require = createRequire(import.meta.url);

/** The source of this version of Backbone, as a script tag would bring it. */
export async function backboneScript(version: keyof typeof ALL_BACKBONES): Promise<string> {
  return readFile(require.resolve(ALL_BACKBONES[version]), 'utf8');
}

/** Runs it as a script of a page whose window this is: without modules, which it would prefer. */
export function runBackboneScript(source: string, window: object): typeof Backbone {
  Object.assign(window, { _: underscore, self: window });
  new Function('self', 'exports', 'define', 'require', source).call(window, window);
  return Reflect.get(window, 'Backbone');
}
