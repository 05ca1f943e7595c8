/** The server half of LiveCollection: Mongoose writes, pushed over Faye, and the REST API that causes them. */
export {
  type Attached,
  attachListenersToModel,
  attachListenersToSchema,
  type ListenerFailures,
} from './attach-listeners.ts';
export { type Envelope, type LiveMethod, REQUEST_ID_HEADER, SEQ_HEADER } from './envelope.ts';
export { errorResponse } from './error-response.ts';
export { createPublisher, type Publisher } from './publisher.ts';
export { type RequestContext, requestContext, withRequestContext } from './request-context.ts';
export { RequestError } from './request-error.ts';
export { resourceRouter } from './router.ts';
export { memorySequence, type Sequence } from './sequence.ts';
export type { WriteListeners } from './write-listeners.ts';
