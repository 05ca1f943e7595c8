import type Backbone from 'backbone';
import type { SyncOptions } from './backbone-internals.ts';
import type { Live } from './live.ts';
import { overlay } from './overlay.ts';
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
  const { sync } = target as unknown as { sync: Sync };
  if (sync === follow || followed.has(sync)) return;
  // Not enumerable: models are compared and copied by their keys.
  if (!Object.hasOwn(target, 'sync')) Object.defineProperty(target, 'sync', FOLLOW);
  else overlay(target, 'sync', (under) => remembered((...request) => followWith(target, under as Sync, ...request)));
}

/** The functions put before a `sync` that an object had for itself. */
const followed = new WeakSet<Sync>();

function remembered(sync: Sync): Sync {
  followed.add(sync);
  return sync;
}

function follow(this: { sync: Sync }, method: SyncMethod, target: Backbone.Model, options: SyncOptions): unknown {
  return followWith(this, Object.getPrototypeOf(this).sync, method, target, options);
}

/** One for all: most models take their `sync` from their prototype. */
const FOLLOW = { value: follow, configurable: true, writable: true };

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
