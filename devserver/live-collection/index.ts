/**
 * A `Backbone.Collection` that follows the server, and the registry by which an observer sees what it does.
 *
 * @module live-collection
 */
export { channelOf, UnmappedUrlError } from './channel.ts';
export { type CometDClient, type CometDMessage, cometdClient } from './cometd-client.ts';
export {
  LiveCollection,
  type LiveCollectionClass,
  type LiveDecision,
  type LiveOptions,
  type ModelOf,
} from './live-collection.ts';
export type { Limits } from './reconciler/inputs.ts';
export type { Decision, Facts } from './reconciler/verdict.ts';
export {
  type LiveObserver,
  type LiveRegistry,
  type LiveReport,
  type LiveSource,
  type LiveStage,
  liveRegistry,
  REGISTRY_KEY,
  REGISTRY_VERSION,
} from './registry.ts';
export type { LiveClient, LiveSubscription } from './subscription.ts';
