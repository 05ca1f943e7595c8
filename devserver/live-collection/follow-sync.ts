import type Backbone from 'backbone';
import type { SyncOptions } from './backbone-internals.ts';
import type { Live } from './live.ts';
import { cover } from './override-method.ts';
import type { SyncMethod } from './registry.ts';

/**
 * What makes a collection live, by collection; all others behave as Backbone's. Also those that do not listen just now: a
 * request that leaves then may settle when they do again. One model's request may concern several.
 */
export const lives = new Map<Backbone.Collection, Live>();

/** Where what is followed keeps the object whose `sync` is under ours. */
const UNDER = Symbol();
type Followed = (Backbone.Model | Backbone.Collection) & { [UNDER]?: { sync: typeof sync } };

/**
 * Puts a `sync` of its own on a model or collection, before the one it has. Every request passes there, also that of a
 * `wait: true` create, whose model no collection knows yet. One function for all, for a model must be cheap.
 */
export function followSync(target: Followed): void {
  if (!(UNDER in target)) cover(target, UNDER, { value: cover(target, 'sync', FOLLOWED), writable: true });
}

const FOLLOWED: PropertyDescriptor & ThisType<Followed> = {
  get: () => sync,
  /** A `sync` that the application gives it later goes under ours, too. */
  set(own: typeof sync) {
    this[UNDER] = { sync: own };
  },
};

function sync(this: Followed, method: SyncMethod, model: unknown, options: SyncOptions): unknown {
  let send = () => this[UNDER]?.sync.call(this, method, model, options);
  for (const { follow } of lives.values()) send = follow(method, this as never, options, send);
  return send();
}
