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

const followed = new WeakSet<object>();

/**
 * Puts a `sync` of its own on a model or collection, before the one it has. Every request passes there, also that of a
 * `wait: true` create, whose model no collection knows yet.
 */
export function followSync(target: Backbone.Model | Backbone.Collection): void {
  if (followed.has(target)) return;
  followed.add(target);
  overlay(target, 'sync', (sync) => (method: SyncMethod, model: unknown, options: SyncOptions) => {
    let send = () => sync(method, model, options);
    for (const live of alive) {
      if (!live.concerns(target as never)) continue;
      const sendOn = send;
      send = () => live.follow(method, target as never, options, sendOn);
    }
    return send();
  });
}
