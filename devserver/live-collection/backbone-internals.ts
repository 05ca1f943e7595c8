import type Backbone from 'backbone';

/**
 * The methods below Backbone's public ones that a live collection overrides or calls; alike in Backbone 1.4 to 1.6.
 * `@types/backbone` declares them private, or not at all.
 */
export interface Internals<M extends Backbone.Model = Backbone.Model> {
  _prepareModel(attributes: unknown, options?: object): M | false;
  /** Listens to a model, and finds it by id and by cid. */
  _addReference(model: M): void;
  /** By id and by cid. */
  _byId: Record<string, M>;
  _events?: Record<string, unknown>;
}

/** The options of `sync`, as `save`, `destroy` and `fetch` fill them. */
export interface SyncOptions {
  success?: (response: unknown, ...rest: unknown[]) => unknown;
  error?: (xhr: unknown, ...rest: unknown[]) => unknown;
  headers?: Record<string, string>;
  url?: string;
  wait?: boolean;
  parse?: boolean;
  reset?: boolean;
  add?: boolean;
  merge?: boolean;
  remove?: boolean;
  data?: unknown;
  attrs?: unknown;
  xhr?: unknown;
  /** Set by a live collection's own resync. */
  resync?: boolean;
  /** Names the request as it was named before, by a recording that is being played. */
  token?: string;
}

/** What Backbone's handlers find in their options when a change came from elsewhere than this page's own code. */
export const LIVE: Backbone.AddOptions & { live: true } = { live: true };

export function internals<M extends Backbone.Model>(collection: Backbone.Collection<M>): Internals<M> {
  return collection as unknown as Internals<M>;
}

/** Has anybody asked for this event by name? A handler that only listens to `all` expects Backbone's own events there. */
export function hears(collection: Backbone.Collection, event: string): unknown {
  return internals(collection)._events?.[event];
}

export function tell(collection: Backbone.Collection, event: string, of: unknown): void {
  if (hears(collection, event)) collection.trigger(event, of);
}

/** Collections of which the console says already that they are not live. */
const warned = new WeakSet<object>();

/**
 * Triggers `live:error`. Where nobody listens for it, a developer is told by the console that the collection is not what
 * they think: once a collection, and not in a bundle that is made for production.
 */
export function tellError(collection: Backbone.Collection, error: Error): void {
  if (!hears(collection, 'live:error') && !isProduction() && !warned.has(collection)) {
    warned.add(collection);
    console.warn(`LiveCollection: ${error.message} (Listen for "live:error" to handle this.)`);
  }
  collection.trigger('live:error', error);
}

/** As bundlers have it: they put the value in the place of these words. */
function isProduction(): boolean {
  try {
    return process.env.NODE_ENV === 'production';
  } catch {
    return false; // a page has no `process`
  }
}

/** What the URL of a model or collection is, or gives. */
export function urlOf(target: { url?: string | (() => string) }): string | undefined {
  return typeof target.url === 'function' ? target.url() : target.url;
}
