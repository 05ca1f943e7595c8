export { channelOf, UnmappedUrlError } from './channel.ts';
export { type CometDClient, cometdClient } from './cometd-client.ts';
export {
  LiveCollection,
  type LiveCollectionClass,
  type LiveDecision,
  type LiveOptions,
} from './live-collection.ts';
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
