/**
 * What an observer can see of the live collections of a page: version 1 of a small public protocol.
 *
 * The registry is plain data under a well-known symbol, so that the one that comes first, a collection or an observer, can
 * create it, and so that somebody else's live collection can speak it without importing anything from here.
 * While `observers` is empty nobody looks, and a collection must not so much as build a report.
 *
 * @module registry
 */

/** Where the registry hangs on `globalThis`. */
export const REGISTRY_KEY: unique symbol = Symbol.for('live-collection.registry') as never;

/** The version of the protocol that is described here. */
export const REGISTRY_VERSION = 1;

/** What is at `globalThis[REGISTRY_KEY]`. */
export interface LiveRegistry {
  readonly version: number;
  /** Every live collection of the page; an observer that comes late reads here what exists. */
  readonly sources: Set<LiveSource>;
  readonly observers: Set<LiveObserver>;
}

/** A live collection, as an observer meets it. */
export interface LiveSource {
  /** Unique in the page. */
  readonly id: string;
  /** What the developer calls it: the class's name, or the channel. */
  readonly name: string;
  /** The Faye client it listens with, for a debugger that wants to follow the wire. */
  readonly client?: unknown;
  /** The `Backbone.Collection` itself. */
  readonly collection?: unknown;
  /** What it is now, in numbers; cheap. */
  describe(): SourceDescription;
  /** Everything needed to put the collection where it is now: costs as much as the collection is large. */
  snapshot(): SourceSnapshot;
  /** Takes the collection off the network, so that recorded inputs can be played into it. */
  stage?(): LiveStage;
}

/** A live collection in numbers, as of now. */
export interface SourceDescription {
  url: string;
  channel: string;
  listening: boolean;
  /** Models in the collection. */
  size: number;
  /** Own requests without an answer. */
  inFlight: number;
  /** Events that wait for an own create to settle. */
  held: number;
}

/** The description with all models and the state of the reconciler. */
export interface SourceSnapshot extends SourceDescription {
  /** The models, in the collection's order; `attributes` as `toJSON()` gives them. */
  models: { cid: string; attributes: unknown }[];
  /** The reconciler's state, JSON. */
  state: unknown;
}

/**
 * A live collection off the network, to play a recording into it: no message reaches it but those that are given
 * here, and the application's own requests are refused until the end. What a recorded request is to a Backbone model is
 * the player's to know.
 */
export interface LiveStage {
  /** Starts over with a reconciler's state, as a snapshot gave it. */
  restore(state: object): void;
  /** Takes a message as the subscription would. */
  receive(message: unknown): void;
  /**
   * Follows a request as if a model, or the collection itself, had made it.
   *
   * @param options as Backbone gives them to `sync`; their `success` and `error` are to be called with the answer. `token`
   *   and the header `X-Live-Request-Id` keep the names that the request has in the recording
   * @param send lets the request go: here, a matter of the player's
   */
  follow(method: SyncMethod, target: unknown, options: object, send: () => unknown): unknown;
  /** The collection listens again, and resyncs with the server. */
  end(): void;
}

/** Called at once, inside the collection's own work: an observer must not throw and must not touch the collection. */
export type LiveObserver = (source: LiveSource, report: LiveReport) => void;

/** Tells all observers; undefined while there are none, so that `watching()?.({…})` builds no report. */
export type Watching = () => ((report: LiveReport) => void) | undefined;

/** The methods of Backbone's `sync`. */
export type SyncMethod = 'create' | 'read' | 'update' | 'patch' | 'delete';

/** `input` counts what came into one collection; a decision carries the number of the input that led to it. */
export type LiveReport =
  /** It is there, or it was reset: what it is now, `snapshot()` says whole. */
  | { kind: 'added' }
  | { kind: 'removed' }
  /** A push, as the subscription got it. */
  | { kind: 'message'; input: number; channel: string; message: unknown }
  /** An own request leaves. `attributes` are the model's as they were sent; `wait` is that of its options. */
  | {
      kind: 'request';
      input: number;
      token: string;
      method: SyncMethod;
      url: string;
      id?: string | undefined;
      cid?: string | undefined;
      crid?: string | undefined;
      attributes?: unknown;
      wait?: boolean | undefined;
    }
  /** An own request settles. `status` is HTTP's, 0 for none; `ms` since the request left. */
  | {
      kind: 'response';
      input: number;
      token: string;
      method: SyncMethod;
      ok: boolean;
      status: number;
      ms: number;
      id?: string | undefined;
      /** The last message of the channel that the response takes into account. */
      channelSeq?: number | undefined;
      body?: unknown;
    }
  /** What the collection decided, and the facts that justify it. */
  | { kind: 'decision'; input: number; decision: string; id?: string; facts: Record<string, unknown> }
  /** A model entered, left or changed. `attributes` are those after the change. */
  | {
      kind: 'change';
      input: number;
      op: 'add' | 'remove' | 'change';
      id?: string | undefined;
      cid: string;
      attributes?: unknown;
    }
  /** Something is wrong that the developer should know of: an URL that is no channel, a refused subscription. */
  | { kind: 'error'; message: string };

/** The page's registry; made when nobody has made it yet. */
export function liveRegistry(scope: { [REGISTRY_KEY]?: LiveRegistry } = globalThis as never): LiveRegistry {
  scope[REGISTRY_KEY] ??= { version: REGISTRY_VERSION, sources: new Set(), observers: new Set() };
  return scope[REGISTRY_KEY];
}
