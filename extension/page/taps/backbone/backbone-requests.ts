import type { Undo } from '../../../channel/channel.ts';
import { type Around, aroundCalls, undoAll } from '../../patch/patch.ts';
import { apply } from '../../patch/proxy-function.ts';
import { at, isObject, ownerOf } from '../../values.ts';
import type { Tap } from '../tap.ts';
import type { ForeignCollection, Settlement } from './foreign-collection.ts';

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

  const sync: Around = (_self, [method, target, options]) => {
    if (typeof method !== 'string' || !isObject(target) || !isObject(options) || syncing.has(target)) return undefined;
    const collections = concerned(target);
    if (collections.length > 0) intercept(method, target, options, collections);
    syncing.add(target);
    return () => void syncing.delete(target);
  };

  function intercept(
    method: string,
    target: object,
    options: Record<string, unknown>,
    collections: readonly ForeignCollection[],
  ): void {
    if (typeof options.success !== 'function') return;
    const requests = collections.map((collection) => collection.request(method, target, options));
    let isSettled = false;

    const settling = (read: (args: unknown[]) => Settlement): Around => {
      return (_self, args) => {
        if (isSettled || !active) return undefined;
        isSettled = true;
        const settlement = read(args);
        for (const request of requests) request.settled(settlement);
        return () => {
          for (const collection of collections) collection.leave();
        };
      };
    };
    const success = settling(([body, , xhr]) => ({
      ok: true,
      status: statusOf(xhr) || statusOf(options.xhr) || 200,
      body,
      channelSeq: channelSeqOf(xhr) ?? channelSeqOf(options.xhr),
    }));
    aroundCalls(guarded, options, 'success', success);
    aroundCalls(
      guarded,
      options,
      'error',
      settling(([xhr]) => ({ ok: false, status: statusOf(xhr) })),
    );
  }

  return {
    follow(target) {
      const owner = ownerOf(target, 'sync');
      if (!owner || owners.has(owner)) return;
      owners.add(owner);
      undoes.push(aroundCalls(guarded, owner, 'sync', sync));
    },
    undo() {
      active = false;
      undoAll(guarded, undoes)();
    },
  };
}

/** Read from all headers: of one that it may not show, a browser complains in the page's console. */
function channelSeqOf(xhr: unknown): number | undefined {
  const read = at(xhr, 'getAllResponseHeaders');
  try {
    const seq = typeof read === 'function' && /^x-live-seq: *(\d+) *$/im.exec(String(apply(read, xhr, [])))?.[1];
    return seq ? Number(seq) : undefined;
  } catch {
    return undefined; // the page's own object may throw
  }
}

function statusOf(xhr: unknown): number {
  return Number(at(xhr, 'status')) || 0;
}
