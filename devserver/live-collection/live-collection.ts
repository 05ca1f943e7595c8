/**
 * A `Backbone.Collection` that follows the server: it subscribes to the Faye channel named after its URL, and every
 * change that the server publishes there finds its way into the collection, once.
 *
 *     const Todos = LiveCollection.extend({ url: '/api/todos', model: Todo, client: new Faye.Client('/faye') });
 *     const todos = new Todos();
 *     todos.fetch();
 */
import Backbone from 'backbone';
import { tellError, urlOf } from './backbone-internals.ts';
import { followed } from './follow-sync.ts';
import { createLive } from './live.ts';
import { lives } from './lives.ts';
import { DEFAULT_OPTIONS, type Decision, type Facts, type Limits } from './reconciler/reconciler.ts';
import type { LiveClient } from './subscription.ts';

/** What a `live:decision` handler gets. */
export interface LiveDecision {
  decision: Decision;
  id?: string;
  facts: Facts;
  /** Counts the collection's inputs: verdicts with one number have one cause. */
  input: number;
}

/** What a live collection can be given, on its class, its prototype, or when it is made. */
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
 * - `live:decision` (LiveDecision) for every message and snapshot, and for every answer that has a document: what was
 *   decided, and the facts behind it;
 * - `live:gap` ({got, missing}) when messages were lost; a resync follows by itself;
 * - `live:resync` ({seq, rows, removed, kept}) after a snapshot was merged in;
 * - `live:error` (Error) when the URL is no channel, the subscription was refused, or a snapshot could not be fetched.
 */
export interface LiveCollection<M extends Backbone.Model = Backbone.Model> extends Backbone.Collection<M> {
  /** The Faye client to listen with; a class may have one for all of its collections. */
  client: LiveClient | undefined;
  /** The channel, where it is not the URL's path. */
  channel: string | undefined;
  /** The attribute in which the REST API returns a document's version. Default `_v`. */
  versionAttribute: string;
  /** Name own requests to the server by the header `X-Live-Request-Id`. Default: for URLs of the document's own origin. */
  nameRequests: boolean | undefined;
  /** After how many ms without an answer a request is believed lost. Default 60,000. */
  releaseAfter: number;
  /** How many deleted, seen and failed documents are remembered. Defaults 2,000, 4,000 and 100. */
  limits: Limits;
  /** Is it subscribed, or about to be? */
  readonly listening: boolean;
  /**
   * What a resync fetches with: the options of the application's last `fetch` that made the list, without its callbacks.
   * Override it for what changes, as a token in a header.
   */
  resyncOptions(options: Backbone.CollectionFetchOptions): Backbone.CollectionFetchOptions;
  /** Does a document belong here? One that no longer does leaves. */
  accepts(body: unknown): boolean;
  /**
   * Subscribes; happens by itself at construction when there are a client and a URL, and again after a refusal when it is
   * called again. Harmless when it listens already.
   *
   * @throws {UnmappedUrlError} when the URL is no channel, and {Error} when there is no client or URL, or the collection
   *   is a `PageableCollection` of backbone.paginator
   */
  listen(): this;
  /** Cancels the subscription; models stay. `listen()` takes it up again and catches up. */
  unlisten(): this;
  /** Unsubscribes and forgets all live state; a plain collection remains. */
  dispose(): void;
  /** Fetches a snapshot and merges it. Rejects when it cannot be fetched, or when the collection does not listen. */
  resync(): Promise<void>;
}

/** The models of a collection with these properties. */
export type ModelOf<P> = P extends { model: new (...args: never[]) => infer M extends Backbone.Model }
  ? M
  : Backbone.Model;

/** A class of live collections, `C`. */
export interface LiveCollectionClass<C = LiveCollection> {
  new (models?: readonly object[] | null, options?: LiveOptions & Record<string, unknown>): C;
  new <M extends Backbone.Model>(
    models?: readonly object[] | null,
    options?: LiveOptions & Record<string, unknown>,
  ): LiveCollection<M>;
  readonly prototype: C;
  /** As Backbone's; the collections know the attributes of the `model` among the properties. */
  extend<P extends object, S = unknown>(
    properties: P & ThisType<LiveCollection<ModelOf<P>> & P>,
    classProperties?: S,
  ): LiveCollectionClass<LiveCollection<ModelOf<P>> & P> & S;
  /** The client of every collection that has none of its own. */
  client?: LiveClient;
}

// Kept, for `Backbone.Collection = LiveCollection` is something people write.
const Base = Backbone.Collection;
const base = Base.prototype;

/** Collections whose class fields, or the caller's next line, may yet bring the URL or the client. */
const undecided = new Set<LiveCollection>();

/** The next collection made is a copy, not a second subscriber. */
let copying = false;

const methods: Record<string, unknown> & ThisType<LiveCollection> = {
  ...DEFAULT_OPTIONS,

  versionAttribute: '_v',

  constructor: function (this: LiveCollection, ...args: [models?: never, options?: LiveOptions | null]): void {
    const { client, channel, listen } = args[1] ?? {};
    const isPlain = copying || listen === false;
    copying = false;
    if (client) this.client = client;
    if (channel) this.channel = channel;
    Base.apply(this, args as never);
    if (isPlain) return;
    undecided.add(this);
    tryToListen(this);
    queueMicrotask(() => tryToListen(this, true));
  },

  listen() {
    if (isPaged(this))
      throw new Error(
        'A PageableCollection shows a part of a list, and a message does not say whether its document is in that part: it stays a plain collection.',
      );
    moveIfDue(this);
    if (!lives.has(this)) {
      const client = clientOf(this);
      const url = urlOf(this);
      if (!client || !url) throw new Error('To listen, a live collection needs a `client` and a `url`.');
      createLive(this, client, url);
    }
    lives.get(this)?.listen();
    undecided.delete(this);
    return this;
  },

  unlisten() {
    undecided.delete(this);
    lives.get(this)?.unlisten();
    return this;
  },

  dispose() {
    undecided.delete(this);
    lives.get(this)?.dispose();
  },

  async resync() {
    const live = lives.get(this);
    if (!live?.listening) throw new Error('To resync, a live collection needs to listen.');
    return live.resync();
  },

  clone() {
    copying = true;
    return base.clone.call(this);
  },

  resyncOptions(options: Backbone.CollectionFetchOptions) {
    return options;
  },

  fetch(options?: Backbone.CollectionFetchOptions & { resync?: boolean }) {
    tryToListen(this);
    if (!options?.resync) {
      moveIfDue(this);
      lives.get(this)?.remember(options ?? {});
    }
    return followed(this, () => base.fetch.call(this, options));
  },

  create(attributes: never, options?: object) {
    tryToListen(this);
    return base.create.call(this, attributes, options);
  },
};

/** The class to extend in place of `Backbone.Collection`. */
export const LiveCollection: LiveCollectionClass = Base.extend(methods);

Object.defineProperty(LiveCollection.prototype, 'listening', {
  get(this: LiveCollection) {
    return lives.get(this)?.listening ?? false;
  },
});

/**
 * Listens once everything for it is there. Whatever prevents it leaves a plain collection and is told as `live:error`, but
 * only when it is the last try: a handler may be bound, and a URL function may work, after the constructor.
 */
function tryToListen(collection: LiveCollection, isLast = false): void {
  if (!undecided.has(collection)) return;
  if (isLast) undecided.delete(collection);
  try {
    if (clientOf(collection) && urlOf(collection)) collection.listen();
  } catch (error) {
    if (!isLast) return;
    const live = lives.get(collection);
    if (live) live.fail(error as Error);
    else tellError(collection, error as Error);
  }
}

/** Is it one of backbone.paginator's? */
const isPaged = (collection: object) =>
  ['switchMode', 'getPage'].every((name) => typeof Reflect.get(collection, name) === 'function');

/** Where its URL, channel or client is another now, it leaves the channel that it heard, and what it knew of it. */
function moveIfDue(collection: LiveCollection): void {
  const live = lives.get(collection);
  const client = clientOf(collection);
  const url = urlOf(collection);
  if (!live || !client || !url || live.isFor(client, url)) return;
  const { listening } = live;
  live.dispose();
  createLive(collection, client, url).catchUp();
  if (listening) lives.get(collection)?.listen();
}

function clientOf(collection: LiveCollection): LiveClient | undefined {
  return collection.client ?? (collection.constructor as LiveCollectionClass).client ?? LiveCollection.client;
}
