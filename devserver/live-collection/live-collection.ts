/**
 * A `Backbone.Collection` that follows the server: it subscribes to the Faye channel named after its URL, and every
 * change that the server publishes there finds its way into the collection, once.
 *
 *     const Todos = LiveCollection.extend({ url: '/api/todos', model: Todo, client: new Faye.Client('/faye') });
 *     const todos = new Todos();
 *     todos.fetch();
 */
import Backbone from 'backbone';
import { internals, type SyncOptions } from './backbone-internals.ts';
import { channelOf, UnmappedUrlError } from './channel.ts';
import { followSync, listening } from './follow-sync.ts';
import { createLive, type Live } from './live.ts';
import type { Decision, Facts, Limits } from './reconciler.ts';
import type { LiveClient } from './subscription.ts';

/** What a `live:decision` handler gets. */
export interface LiveDecision {
  decision: Decision;
  id?: string;
  facts: Facts;
  /** Counts the collection's inputs: verdicts with one number have one cause. */
  input: number;
}

export interface LiveOptions {
  /** The Faye client to listen with. */
  client?: LiveClient;
  /** The channel, where it is not the URL's path. */
  channel?: string;
  /** false: make a plain collection, which `listen()` brings to life. */
  listen?: boolean;
}

/**
 * Events, beside all of Backbone's:
 *
 * - `live:decision` (LiveDecision) for every message, response and snapshot: what was decided, and the facts behind it;
 * - `live:gap` ({got, missing}) when messages were lost; a resync follows by itself;
 * - `live:resync` ({seq, rows, removed, kept}) after a snapshot was merged in;
 * - `live:error` (Error) when the URL is no channel, the subscription was refused, or a snapshot could not be fetched.
 */
export interface LiveCollection<M extends Backbone.Model = Backbone.Model> extends Backbone.Collection<M> {
  client: LiveClient | undefined;
  /** The channel, where it is not the URL's path. */
  channel: string | undefined;
  /** The attribute in which the REST API returns a document's version. Default `_v`. */
  versionAttribute: string;
  /** Name own requests to the server by the header `X-Live-Request-Id`. Default: for URLs of the document's own origin. */
  nameRequests: boolean | undefined;
  /** After how many ms without an answer a request is believed lost. Default 60,000. */
  releaseAfter: number | undefined;
  /** How many deleted, seen and failed documents are remembered. Defaults 2,000, 20,000 and 100. */
  limits: Limits | undefined;
  /** Is it subscribed, or about to be? */
  readonly listening: boolean;
  /** Does a document belong here? One that no longer does leaves. */
  accepts(body: unknown): boolean;
  /** Subscribes; happens by itself at construction when there are a client and a URL. Harmless when it listens already. */
  listen(): this;
  /** Cancels the subscription; models stay. `listen()` takes it up again and catches up. */
  unlisten(): this;
  /** Unsubscribes and forgets all live state; a plain collection remains. */
  dispose(): void;
  /** Fetches a snapshot and merges it. Rejects when it cannot be fetched, or when the collection does not listen. */
  resync(): Promise<void>;
}

export interface LiveCollectionClass {
  new <M extends Backbone.Model = Backbone.Model>(
    models?: readonly (M | object)[] | null,
    options?: LiveOptions & Record<string, unknown>,
  ): LiveCollection<M>;
  readonly prototype: LiveCollection;
  extend<P extends object, S extends object>(
    properties: P & ThisType<LiveCollection & P>,
    classProperties?: S,
  ): LiveCollectionClass & S & { new (...args: unknown[]): LiveCollection & P };
  /** The client of every collection that has none of its own. */
  client?: LiveClient;
}

// Kept, for `Backbone.Collection = LiveCollection` is something people write.
const Base = Backbone.Collection;
const base = Base.prototype;

/** What makes a collection live, by collection; those that are not have no entry and behave as Backbone's. */
const lives = new WeakMap<Backbone.Collection, Live>();

const methods: Record<string, unknown> & ThisType<LiveCollection> = {
  versionAttribute: '_v',

  accepts: () => true,

  constructor: function (this: LiveCollection, ...args: [models?: never, options?: LiveOptions]): void {
    const options = args[1];
    if (options?.client) this.client = options.client;
    if (options?.channel) this.channel = options.channel;
    Base.apply(this, args);
    if (options?.listen === false) return;
    if (tryToListen(this) === 'not yet') {
      // A class field or the caller's next line may bring the URL or the client.
      queueMicrotask(() => tryToListen(this));
    }
  },

  listen() {
    const live = lives.get(this) ?? bringToLife(this);
    live.startListening();
    listening.add(live);
    return this;
  },

  unlisten() {
    const live = lives.get(this);
    live?.stopListening();
    if (live) listening.delete(live);
    return this;
  },

  dispose() {
    const live = lives.get(this);
    if (!live) return;
    lives.delete(this);
    listening.delete(live);
    live.dispose();
  },

  resync() {
    const live = lives.get(this);
    if (!live?.listening)
      return Promise.reject(new Error('A collection that does not listen has nothing to resync with.'));
    return live.resync();
  },

  clone() {
    // A copy, not a second subscriber.
    const { model, comparator } = this;
    const Class = this.constructor as LiveCollectionClass;
    return new Class(this.models, { model, comparator, listen: false }) as never;
  },

  set(models: unknown, options?: SyncOptions) {
    return setReconciled(this, base.set, models, options);
  },

  reset(models?: unknown, options?: SyncOptions) {
    return setReconciled(this, base.reset, models, options);
  },

  _prepareModel(attributes: unknown, options?: object) {
    const model = internals(base)._prepareModel.call(this, attributes, options);
    if (model && lives.has(this)) followSync(model);
    return model;
  },

  _onModelEvent(event: string, ...rest: unknown[]) {
    internals(base)._onModelEvent.call(this, event, ...rest);
    const live = lives.get(this);
    if (live && rest[0] instanceof Backbone.Model) live.modelChanged(event, rest[0]);
  },
};

export const LiveCollection: LiveCollectionClass = Base.extend(methods);

Object.defineProperty(LiveCollection.prototype, 'listening', {
  get(this: LiveCollection) {
    return lives.get(this)?.listening ?? false;
  },
});

type Setter = (models: never, options: never) => unknown;

/** `set` and `reset`, with the answer to a fetch made right first: what events told meanwhile wins over it. */
function setReconciled(collection: LiveCollection, set: Setter, models: unknown, options?: SyncOptions): never {
  const put = (list: unknown) => set.call(collection, list as never, options as never) as never;
  const live = lives.get(collection);
  if (!live?.isReading(options)) return put(models);
  const { list, then } = live.reconcile(options?.parse ? collection.parse(models, options) : models);
  // The list is parsed; Backbone would do it again.
  const own = Object.getOwnPropertyDescriptor(collection, 'parse');
  collection.parse = (parsed: unknown) => parsed;
  let result: never;
  try {
    result = put(list);
  } finally {
    if (own) Object.defineProperty(collection, 'parse', own);
    else delete (collection as { parse?: unknown }).parse;
  }
  then();
  return result;
}

/** @throws {UnmappedUrlError} when the URL is no channel; {Error} when there is no client, or no URL yet */
function bringToLife(collection: LiveCollection): Live {
  const client = collection.client ?? (collection.constructor as LiveCollectionClass).client ?? LiveCollection.client;
  if (!client) throw new Error('To listen, a live collection needs a `client`.');
  const url = urlOf(collection);
  if (url === undefined) throw new Error('To listen, a live collection needs a `url`.');
  const here = typeof location === 'undefined' ? undefined : location.href;
  const channel = collection.channel ?? channelOf(url, here);
  const { releaseAfter, limits } = collection;
  const live = createLive(collection, {
    client,
    channel,
    url,
    name: classNameOf(collection) ?? channel,
    versionAttribute: collection.versionAttribute,
    nameRequests: collection.nameRequests ?? isSameOrigin(url, here),
    machine: {
      accepts: (body) => collection.accepts(body),
      ...(releaseAfter !== undefined && { releaseAfter }),
      ...(limits && { limits }),
    },
  });
  lives.set(collection, live);
  followSync(collection);
  collection.each(followSync);
  return live;
}

/** Listens when everything for it is there; a URL that is no channel is told, and leaves a plain collection. */
function tryToListen(collection: LiveCollection): 'done' | 'not yet' {
  if (lives.has(collection)) return 'done';
  const client = collection.client ?? (collection.constructor as LiveCollectionClass).client ?? LiveCollection.client;
  if (!client || urlOf(collection) === undefined) return 'not yet';
  try {
    collection.listen();
  } catch (error) {
    if (!(error instanceof UnmappedUrlError)) throw error;
    // Nobody can have bound a handler before the constructor returns.
    queueMicrotask(() => collection.trigger('live:error', error));
  }
  return 'done';
}

function urlOf(collection: LiveCollection): string | undefined {
  const { url } = collection;
  return (typeof url === 'function' ? url.call(collection) : url) || undefined;
}

/** A header of one's own makes a cross-origin request ask for permission first, which its server may not give. */
function isSameOrigin(url: string, here: string | undefined): boolean {
  return here === undefined || new URL(url, here).origin === new URL(here).origin;
}

/** Only a `class` says what it is called: what `extend` makes is called after a variable inside Backbone. */
function classNameOf(collection: LiveCollection): string | undefined {
  const Class = collection.constructor;
  return Class.toString().startsWith('class') ? Class.name : undefined;
}
