import type { Section } from './figure.ts';

/** The sections by name, each loaded when it is asked for. */
export const sections: Record<string, () => Promise<Section>> = {
  'live-collection': async () => (await import('./live-collection/index.ts')).liveCollection,
};
