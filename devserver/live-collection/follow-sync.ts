import type Backbone from 'backbone';
import type { SyncOptions } from './backbone-internals.ts';
import type { Live } from './live.ts';
import type { SyncMethod } from './registry.ts';

/**
 * The live collections, also those that do not listen just now: a request that leaves then may settle when they do again.
 * One model's request may concern several.
 */
export const alive = new Set<Live>();

type Sync = (method: SyncMethod, target: Backbone.Model, options: SyncOptions) => unknown;

/**
 * Puts a `sync` of its own on a model or collection, before the one it has. Every request passes there, also that of a
 * `wait: true` create, whose model no collection knows yet.
 */
export function followSync(target: Backbone.Model | Backbone.Collection): void {
  const syncing = target as unknown as { sync: Sync };
  const before = Object.getOwnPropertyDescriptor(syncing, 'sync');
  const own: Sync | undefined = before?.value;
  if (own && followed.has(own)) return;
  const sync: Sync = own === undefined ? follow : (...request) => followWith(syncing, own, ...request);
  followed.add(sync);
  // No more enumerable than it was: models are compared and copied by their keys.
  Object.defineProperty(syncing, 'sync', { configurable: true, writable: true, ...before, value: sync });
}

/** The functions that `followSync` has put in place. */
const followed = new WeakSet<Sync>();

function follow(this: { sync: Sync }, method: SyncMethod, target: Backbone.Model, options: SyncOptions): unknown {
  return followWith(this, Object.getPrototypeOf(this).sync, method, target, options);
}

function followWith(
  self: object,
  sync: Sync,
  method: SyncMethod,
  target: Backbone.Model,
  options: SyncOptions,
): unknown {
  let send = () => sync.call(self, method, target, options);
  for (const live of alive) {
    if (!live.concerns(self as never)) continue;
    const sendOn = send;
    send = () => live.follow(method, self as never, options, sendOn);
  }
  return send();
}
