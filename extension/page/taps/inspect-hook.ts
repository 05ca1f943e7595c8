import type { Undo } from '../../channel/channel.ts';
import { aroundCalls, undoAll } from '../patch/patch.ts';
import { watchProperty } from '../patch/watched-property.ts';
import { type Acquaintances, meetIn, type Reach } from './meeting.ts';
import type { Tap } from './tap.ts';

/** The list into which a page puts what no global leads to. */
export const INSPECT_HOOK = '__LIVECOLLECTION_DEVTOOLS__';

/** A page hands over what it has on purpose: its getters are called, as those of a bundler's namespaces have to be. */
const HANDED: Reach = { depth: 2, properties: 50, objects: 200, read: Reflect.get };
/** What a page hands over by mistake, in a loop. */
const MAX_ITEMS = 1_000;

/**
 * Takes what the page puts into its list, before or after us:
 * `(globalThis.__LIVECOLLECTION_DEVTOOLS__ ??= []).push({ Faye, Backbone })`.
 */
export function tapInspectHook({ guarded }: Tap, window: object, acquaintances: Acquaintances): Undo {
  const undoes: Undo[] = [];
  let taken = 0;

  function take(items: ArrayLike<unknown>): void {
    for (let n = 0; n < items.length && taken < MAX_ITEMS; n += 1, taken += 1) meetIn(items[n], acquaintances, HANDED);
  }

  const hook = watchProperty(window, INSPECT_HOOK, (list) =>
    guarded('hook', () => {
      if (!Array.isArray(list)) return;
      take(list);
      const pushed = aroundCalls(guarded, list, 'push', (_list, items) => {
        take(items);
        return undefined;
      });
      undoes.push(pushed);
    }),
  );
  undoes.push(hook.undo);
  return undoAll(guarded, undoes);
}
