import type Backbone from 'backbone';
import { vi } from 'vitest';
import type { LiveCollectionClass } from '../../devserver/live-collection/index.ts';

/** The packages by which each supported Backbone is installed. */
export const BACKBONES = { '1.4': 'backbone-1.4', '1.5': 'backbone-1.5', '1.6': 'backbone' } as const;

export type BackboneVersion = keyof typeof BACKBONES;

export interface Library {
  Backbone: typeof Backbone;
  LiveCollection: LiveCollectionClass;
}

/** Loads the library anew, on this version of Backbone: nothing of an earlier load is shared but Backbone itself. */
export async function loadOn(version: BackboneVersion): Promise<Library> {
  vi.resetModules();
  const loaded = (await vi.importActual<{ default: typeof Backbone }>(BACKBONES[version])).default;
  vi.doMock('backbone', () => ({ default: loaded }));
  const { LiveCollection } = await import('../../devserver/live-collection/index.ts');
  return { Backbone: loaded, LiveCollection };
}
