import type { Section } from './figure.ts';

/** The sections by name, each loaded when it is asked for. */
export const sections: Record<string, () => Promise<Section>> = {
  server: async () => (await import('./server/index.ts')).server,
  soak: async () => (await import('./soak.ts')).soaking,
  'live-collection': async () => (await import('./live-collection/index.ts')).liveCollection,
  probe: async () => (await import('./probe/index.ts')).probe,
  panel: async () => (await import('./panel/index.ts')).panel,
  insight: async () => (await import('./insight/index.ts')).insight,
};
