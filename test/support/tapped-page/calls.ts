/** A page's own calls, right and wrong, and all that it can notice of them. Runs alike with the taps and without. */

import { appearances } from './appearances.ts';
import { awkwardFetches } from './awkward-fetches.ts';
import { bayeuxCalls } from './bayeux-calls.ts';
import { mistakes } from './mistakes.ts';
import { requestCalls } from './request-calls.ts';

const parts = { appearances, mistakes, bayeuxCalls, requestCalls, awkwardFetches };

export type CallsPart = keyof typeof parts;

declare global {
  interface Window {
    calls: Record<CallsPart, () => Promise<unknown>>;
  }
}
window.calls = parts;
