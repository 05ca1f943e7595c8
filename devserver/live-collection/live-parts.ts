/** What the parts of one live collection share: effects, requests, lists, and the machine's host. */
import type Backbone from 'backbone';
import type { BodyIds } from './body-ids.ts';
import type { Limits } from './reconciler/reconciler.ts';
import type { ToldKeys } from './told-keys.ts';

/** What a collection has to have to be made live, beside what Backbone's have: see `LiveCollection`. */
export interface Livable<M extends Backbone.Model> extends Backbone.Collection<M> {
  readonly channel: string | undefined;
  readonly versionAttribute: string;
  readonly nameRequests: boolean | undefined;
  readonly releaseAfter: number;
  readonly limits: Limits;
  resyncOptions(options: Backbone.CollectionFetchOptions): Backbone.CollectionFetchOptions;
  accepts(body: unknown): boolean;
}

/** An own request in flight. */
export interface OwnRequest<M> {
  /** Undefined for a fetch of the collection. */
  model: M | undefined;
  /** Where a model that is being deleted stood, in a collection that does not sort. */
  index: number | undefined;
}

export interface LiveParts<M extends Backbone.Model> {
  readonly collection: Livable<M>;
  /** Own requests in flight, by token. */
  readonly requests: Map<string, OwnRequest<M>>;
  /** Finds the id in a body. */
  readonly ids: BodyIds<M>;
  /** What the server has sent for each model: carried out effects are noted, what Backbone sets by itself is to be. */
  readonly told: ToldKeys<M>;
  /** Has a snapshot fetched. */
  resync(): void;
}
