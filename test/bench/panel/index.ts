/** What the panel bears: a million events, a flood, an hour's worth of a busy page; in a real Chromium. */
import { fileURLToPath } from 'node:url';
import type { Section } from '../figure.ts';
import { million } from './million.ts';

const built = (path: string) => fileURLToPath(new URL(`../../../dist/${path}`, import.meta.url));

export const panel: Section = async function* () {
  yield* million(built);
};
