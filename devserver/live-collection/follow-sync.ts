import type Backbone from 'backbone';
import type { SyncOptions } from './backbone-internals.ts';
import { lives } from './lives.ts';
import { isInFlight } from './own-requests.ts';
import type { SyncMethod } from './registry.ts';

type Target = Backbone.Model | Backbone.Collection;
type Method = (this: Target, ...args: never[]) => unknown;
type Methods = Record<string, Method>;

/** The methods of a model from which Backbone calls `sync`. */
const SENDERS = ['save', 'destroy', 'fetch'];
const covered = new WeakSet<Target>();
/** Each `sync` that follows, by the function that it calls. */
const followers = new WeakMap<Method, Method>();
const isFollower = new WeakSet<Method>();
/** What the targets of one prototype get; one function for all, since a model must be cheap. */
const covers = new WeakMap<object, PropertyDescriptorMap>();

/**
 * Puts a `sync` before the one that a model or collection has: an ordinary property, which the application may wrap, spy on,
 * bind, copy and replace. Every request passes there, also that of a `wait: true` create, whose model no collection knows yet.
 */
export function followSync(target: Target): void {
  if (covered.has(target)) return;
  covered.add(target);
  const prototype = Object.getPrototypeOf(target) as Methods;
  let cover = covers.get(prototype);
  if (!cover) {
    const names = 'models' in target ? ['sync'] : ['sync', ...SENDERS];
    cover = Object.fromEntries(names.map((name) => [name, property(before(prototype, name))]));
    covers.set(prototype, cover);
  }
  const own = Object.keys(cover).filter((name) => Object.hasOwn(target, name));
  const methods = target as unknown as Methods;
  Object.defineProperties(target, {
    ...cover,
    ...Object.fromEntries(own.map((name) => [name, property(before({ [name]: methods[name] as Method }, name))])),
  });
}

/** No more enumerable than a method: models and collections are compared and copied by their keys. */
function property(value: Method): PropertyDescriptor {
  return { value, writable: true, configurable: true };
}

/** A method that does its part and then calls what `owner` has under this name by then. */
function before(owner: Methods, name: string): Method {
  let last = owner[name] as Method;
  const method: Method = function (this: Target, ...args) {
    const now = owner[name];
    // A class that takes over the method of one of its instances is not to call it for ever.
    if (now && now !== method) last = now;
    return name === 'sync' ? follow(this, last, args) : send(this, last, args);
  };
  if (name === 'sync') isFollower.add(method);
  return method;
}

function follow(target: Target, sync: Method, args: never[]): unknown {
  const [method, , options = {}] = args as unknown as [SyncMethod, unknown, SyncOptions?];
  let leave = () => sync.apply(target, args);
  // One `sync` may call another, at once or later: it is one request.
  if (!isInFlight(options)) for (const live of lives.values()) leave = live.follow(method, target, options, leave);
  return leave();
}

/** Calls a method that sends. Where the application has put a `sync` in place of the library's, the library's goes before it meanwhile. */
function send(target: Target, method: Method, args: never[]): unknown {
  const own = target.sync as Method | undefined;
  if (!own || isFollower.has(own)) return method.apply(target, args);
  const former = Object.getOwnPropertyDescriptor(target, 'sync');
  let mine = followers.get(own);
  if (!mine) {
    mine = before({ sync: own }, 'sync');
    followers.set(own, mine);
  }
  Object.defineProperty(target, 'sync', { ...property(mine), enumerable: former?.enumerable ?? false });
  try {
    return method.apply(target, args);
  } finally {
    if ((target.sync as Method) === mine) {
      if (former) Object.defineProperty(target, 'sync', former);
      else Reflect.deleteProperty(target, 'sync');
    }
  }
}

/** Makes a request of a live collection, by whatever `sync` it has by then. */
export function followed<T>(target: Backbone.Collection, request: () => T): T {
  return lives.has(target) ? (send(target, request, []) as T) : request();
}
