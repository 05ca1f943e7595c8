/** What a live collection reads in `method`: the 2013 vocabulary, and PATCH. */
export type LiveMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One pushed message: a write to one document, as every subscriber of the channel hears it.
 * Everything after `body` is optional to the reader (a bare `{method, body}` is valid), not to this publisher.
 */
export interface Envelope {
  method: LiveMethod;
  /** The document as the REST API returns it; for DELETE only its `_id`. */
  body: Record<string, unknown>;
  /** The document's id, explicit: a model's `parse()` may rename it in the body. */
  id: string;
  /** Number of the message in its channel, +1 a message. */
  seq: number;
  /** Version of the document, +1 a write; absent where it is not known. A DELETE counts as a write. */
  v?: number;
  /** `X-Live-Request-Id` of the request that caused the write, if there was one. */
  crid?: string;
}

/** The request header that names a request, so that its author recognises the message it causes. */
export const REQUEST_ID_HEADER = 'X-Live-Request-Id';
/** The response header that names what of a body was not written, percent-encoded and separated by commas. */
export const IGNORED_HEADER = 'X-Live-Ignored';
/** The response header: `seq` of the message the request caused; on GET, the channel's `seq` the answer is no older than. */
export const SEQ_HEADER = 'X-Live-Seq';
