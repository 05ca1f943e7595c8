/**
 * The server half of LiveCollection: Mongoose writes, pushed over Faye, and the REST API that causes them.
 *
 * @module live-resource
 */

export type { Params } from './channel-path.ts';
export type { AnyModel, LiveDocument } from './documents/live-model.ts';
export type { Filter } from './documents/partition.ts';
export type { ReadAs } from './documents/reader.ts';
export type { Transform } from './documents/representation.ts';
export type { Action, Authorize, Caller } from './guards/authorize.ts';
export { guardServer } from './guards/guard-server.ts';
export { type Gate, isOriginAllowed, refuseForeignPages } from './guards/origin.ts';
export { isHostOwn } from './guards/own-host.ts';
export { errorResponse } from './http/error-response.ts';
export type { IdempotencyLimits } from './http/idempotency.ts';
export { type RequestContext, requestContext, withRequestContext } from './http/request-context.ts';
export { type LiveResource, type LiveResourceOptions, liveResource } from './live-resource.ts';
export { RequestError } from './request-error.ts';
export {
  type Attached,
  attachListenersToModel,
  attachListenersToSchema,
  type ListenerFailures,
} from './writes/attach-listeners.ts';
export { type ResumeTokens, storedResumeTokens } from './writes/change-stream-source.ts';
export { databaseSequence } from './writes/database-sequence.ts';
export { type Envelope, type LiveMethod, REQUEST_ID_HEADER, SEQ_HEADER } from './writes/envelope.ts';
export { memorySequence, type Sequence } from './writes/sequence.ts';
export type { WriteListeners } from './writes/write-listeners.ts';
