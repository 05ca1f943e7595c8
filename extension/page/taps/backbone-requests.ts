import type { Undo } from '../../channel/channel.ts';
import { type Around, aroundCalls, undoAll } from '../patch.ts';
import { isObject } from './backbone-objects.ts';
import type { ForeignCollection, Settlement } from './foreign-collection.ts';
import type { Tap } from './tap.ts';

type Callback = (this: unknown, ...args: unknown[]) => unknown;

export interface BackboneRequests {
  /** Sees the requests that this model or collection makes from now on, wherever its `sync` comes from. */
  follow(target: object): void;
  undo: Undo;
}

/**
 * Sees requests where Backbone makes them, at `sync`: also those of models that are in no collection yet or no more. How
 * they end is seen at the callbacks that Backbone itself hands on, before it acts on them.
 *
 * @param concerned the foreign collections that a request of this model or collection is about
 */
export function tapRequests(
  { guarded }: Tap,
  concerned: (target: unknown) => readonly ForeignCollection[],
): BackboneRequests {
  const undoes: Undo[] = [];
  const owners = new WeakSet<object>();
  /** Whose `sync` is under way: one of the page's own may call Backbone's, with callbacks of its own around ours. */
  const syncing = new Set<unknown>();
  let active = true;

  const sync: Around = (original, self, args) => {
    const [method, target, options] = args;
    if (typeof method !== 'string' || !isObject(target) || !isObject(options) || syncing.has(target))
      return Reflect.apply(original, self, args);
    guarded('backbone', () => {
      const collections = concerned(target);
      if (collections.length > 0) intercept(method, target, options, collections);
    });
    syncing.add(target);
    try {
      return Reflect.apply(original, self, args);
    } finally {
      syncing.delete(target);
    }
  };

  function intercept(
    method: string,
    target: object,
    options: Record<string, unknown>,
    collections: readonly ForeignCollection[],
  ): void {
    const { success, error } = options;
    if (typeof success !== 'function') return;
    const requests = collections.map((collection) => collection.request(method, target, options));
    let isSettled = false;

    const following = (callback: Callback, read: (args: unknown[]) => Settlement): Callback => {
      return function (...args) {
        if (isSettled || !active) return callback.apply(this, args);
        isSettled = true;
        guarded('backbone', () => {
          const settlement = read(args);
          for (const request of requests) request.settled(settlement);
        });
        try {
          return callback.apply(this, args);
        } finally {
          for (const collection of collections) collection.leave();
        }
      };
    };

    options.success = following(success as Callback, ([body, , xhr]) => ({
      ok: true,
      status: statusOf(xhr) || statusOf(options.xhr) || 200,
      body,
    }));
    if (typeof error === 'function')
      options.error = following(error as Callback, ([xhr]) => ({ ok: false, status: statusOf(xhr) }));
  }

  return {
    follow(target) {
      const owner = ownerOf(target, 'sync');
      if (!owner || owners.has(owner)) return;
      owners.add(owner);
      undoes.push(aroundCalls(owner, 'sync', sync));
    },
    undo() {
      active = false;
      undoAll(undoes.splice(0).reverse())();
    },
  };
}

/** The object in the chain that has the property for itself. */
function ownerOf(object: object, name: string): object | undefined {
  for (let owner: object | null = object; owner; owner = Object.getPrototypeOf(owner))
    if (Object.hasOwn(owner, name)) return owner;
  return undefined;
}

function statusOf(xhr: unknown): number {
  const status = isObject(xhr) ? xhr.status : undefined;
  return typeof status === 'number' ? status : 0;
}
