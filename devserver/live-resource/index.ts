/** The server half of LiveCollection: Mongoose writes, pushed over Faye, and the REST API that causes them. */
export {
  type Attached,
  attachListenersToModel,
  attachListenersToSchema,
  type ListenerFailures,
} from './attach-listeners.ts';
export type { Action, Authorize, Caller } from './authorize.ts';
export { type ResumeTokens, storedResumeTokens } from './change-stream-source.ts';
export { databaseSequence } from './database-sequence.ts';
export { type Envelope, type LiveMethod, REQUEST_ID_HEADER, SEQ_HEADER } from './envelope.ts';
export { errorResponse } from './error-response.ts';
export { guardServer } from './guard-server.ts';
export type { AnyModel } from './live-model.ts';
export { type LiveResource, type LiveResourceOptions, liveResource } from './live-resource.ts';
export { type Gate, isOriginAllowed, refuseForeignPages } from './origin.ts';
export { isHostOwn } from './own-host.ts';
export type { ReadAs } from './reader.ts';
export type { Transform } from './representation.ts';
export { type RequestContext, requestContext, withRequestContext } from './request-context.ts';
export { RequestError } from './request-error.ts';
export { memorySequence, type Sequence } from './sequence.ts';
export type { WriteListeners } from './write-listeners.ts';
