import { ownProperty } from './own-property.ts';

/** Calls reported of one stack; V8 stops after ten, most of which are the probe's and the page's library's. */
const DEPTH = 50;

/** Where the page called from, in the engine's own words; nothing when the page has it say something else. */
export function callStack(): string | undefined {
  const limit = ownProperty(Error, 'stackTraceLimit');
  // SpiderMonkey has no limit, and a page may have forbidden to change it.
  const isOpen = limit?.writable === true && typeof limit.value === 'number';
  if (isOpen) Error.stackTraceLimit = Math.max(DEPTH, limit.value);
  const stack: unknown = new Error().stack;
  if (isOpen) Error.stackTraceLimit = limit.value;
  return typeof stack === 'string' ? stack : undefined;
}
