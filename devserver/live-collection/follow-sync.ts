import Backbone from 'backbone';
import type { SyncOptions } from './backbone-internals.ts';
import type { Live } from './live.ts';
import type { SyncMethod } from './registry.ts';

/**
 * What makes a collection live, by collection; all others behave as Backbone's. Also those that do not listen just now: a
 * request that leaves then may settle when they do again. One model's request may concern several.
 */
export const lives = new Map<Backbone.Collection, Live>();

type Sync = (method: SyncMethod, model: unknown, options: SyncOptions) => unknown;
type Followed = Backbone.Model | Backbone.Collection;

/** The `sync` that a model or collection had of its own before it was followed. */
const own = new WeakMap<object, Sync>();
/** The `sync` in whose place ours stands for the time of a request. */
const replaced = new Map<object, Sync>();
/** Requests that are being sent: one that passes here twice is one request. */
const leaving = new Set<SyncOptions>();

/**
 * Puts a `sync` on a model or collection, before the one it has. Every request passes there, also that of a `wait: true`
 * create, whose model no collection knows yet. It is an ordinary property: an application may wrap it, spy on it, bind it,
 * hand it to another object and put it back. One function for all, for a model must be cheap.
 */
export function followSync(target: Followed): void {
  if (target.sync === sync) return;
  if (Object.hasOwn(target, 'sync')) own.set(target, target.sync as Sync);
  // Not enumerable: models and collections are compared and copied by their keys.
  Object.defineProperty(target, 'sync', { value: sync, writable: true, configurable: true });
}

/**
 * Sends the request of a collection that was given another `sync` since, which may never come to ours.
 *
 * @param request makes the request, by the collection's `sync`
 */
export function followed<T>(target: Backbone.Collection, request: () => T): T {
  const given = target.sync as Sync;
  if (given === sync || !lives.has(target)) return request();
  const wasOwn = Object.hasOwn(target, 'sync');
  replaced.set(target, given);
  target.sync = sync as never;
  try {
    return request();
  } finally {
    replaced.delete(target);
    // The request may have changed it itself.
    if (target.sync === (sync as never)) {
      if (wasOwn) target.sync = given as never;
      else Reflect.deleteProperty(target, 'sync');
    }
  }
}

function sync(this: Followed, method: SyncMethod, model: unknown, options: SyncOptions): unknown {
  if (leaving.has(options)) return under(this).call(this, method, model, options);
  let send = () => (replaced.get(this) ?? under(this)).call(this, method, model, options);
  for (const { follow } of lives.values()) send = follow(method, this as never, options, send);
  leaving.add(options);
  try {
    return send();
  } finally {
    leaving.delete(options);
  }
}

/** What is below ours: its own, or the first of its classes that is another. */
function under(target: Followed): Sync {
  const before = own.get(target);
  if (before) return before;
  for (let at: object | null = target; at; at = Object.getPrototypeOf(at)) {
    const found = Object.hasOwn(at, 'sync') ? (at as { sync: Sync }).sync : sync;
    if (at !== target && found !== sync) return found;
  }
  return Backbone.sync as unknown as Sync;
}
