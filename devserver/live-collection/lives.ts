import type Backbone from 'backbone';
import type { SyncOptions } from './backbone-internals.ts';
import type { SyncMethod } from './registry.ts';
import type { LiveClient } from './subscription.ts';
import type { ToldKeys } from './told-keys.ts';

/** What makes one collection live. */
export interface Live {
  readonly listening: boolean;
  readonly channel: string;
  /** What the server has sent for each model, by this channel. */
  readonly told: ToldKeys<object>;
  /** Reports that something is not as the application thinks. */
  fail(error: Error): void;
  /** @throws {UnmappedUrlError} when the URL is no channel; observers see the collection all the same */
  listen(): void;
  unlisten(): void;
  /** Fetches a snapshot. */
  resync(): Promise<void>;
  /** Of the application's options for a fetch, keeps what says which list that is, and how it is asked for. */
  remember(options: Backbone.CollectionFetchOptions): void;
  /** What is here is of another channel or client: a snapshot is due once the server listens to it. */
  catchUp(): void;
  /** Is this what it was made for: this client, and the channel that the collection names now? */
  isFor(client: LiveClient, url: string): boolean;
  /** What sends a request: of this collection or one of its models it is followed, and refused while a recording is played. */
  follow(
    method: SyncMethod,
    target: Backbone.Model | Backbone.Collection,
    options: SyncOptions,
    send: () => unknown,
  ): () => unknown;
  dispose(): void;
}

/**
 * What makes a collection live, by collection; all others behave as Backbone's. Also those that do not listen just now: a
 * request that leaves then may settle when they do again. One model's request may concern several.
 */
export const lives = new Map<Backbone.Collection, Live>();

/** Collections of one channel know together what the server has sent for a model that they share. */
export function toldOn(channel: string): ToldKeys<object> | undefined {
  for (const live of lives.values()) if (live.channel === channel) return live.told;
  return undefined;
}
