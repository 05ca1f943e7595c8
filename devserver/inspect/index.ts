/**
 * How a page shows LiveCollection DevTools what no global of it leads to.
 *
 * @module inspect
 */

/** What a page shows to LiveCollection DevTools: libraries, or clients and collections of theirs, by whatever names. */
export type Inspected = object;

const HOOK = '__LIVECOLLECTION_DEVTOOLS__';

/**
 * Shows to the panel what no global of the page leads to, as in a bundle: `inspect({ Faye, Backbone })`, `{ client }`,
 * `{ collection }`. May be called before or after the panel comes. Without the extension it adds to a list that nobody
 * reads, which keeps what is in it alive.
 */
export function inspect(...items: readonly Inspected[]): void {
  const page = globalThis as { [HOOK]?: unknown[] };
  page[HOOK] ??= [];
  page[HOOK].push(...items);
}
