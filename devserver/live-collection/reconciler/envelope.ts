/**
 * The push, as the server publishes it:
 *
 *   { method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',   the 2013 vocabulary, and PATCH
 *     body:   { … },                                 the document, as the REST API returns it
 *     id, seq, v, crid }                             optional: without them the algorithm is weaker, never wrong
 */
export interface Envelope {
  method: string;
  body: unknown;
  /** The document's id, as a key: `String(id)`. */
  id?: string | undefined;
  /** Counts the channel's messages, +1 each. */
  seq?: number | undefined;
  /** Counts the document's writes, +1 each. */
  v?: number | undefined;
  /** The client request id that caused it. */
  crid?: string | undefined;
}

/** A version or sequence number: a safe whole number, or nothing. */
export function wholeNumber(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

/** An id as a key, or nothing: `0` is an id, `''`, `null` and objects are none. */
export function idKey(value: unknown): string | undefined {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;
}

/** A body as a REST API returns documents. */
export function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null;
}

/** What a document no longer has. */
export function gone(before: unknown, body: unknown): string[] {
  return isObject(before) && isObject(body) ? Object.keys(before).filter((key) => !(key in body)) : [];
}

/**
 * Reads what came over the channel, whatever it is. The envelope's own `v` wins over the body's, since a model's `parse`
 * may rename it.
 *
 * @param idIn finds the id of a document, given its body and the envelope's own `id`
 * @param versionIn finds the version in a body
 */
export function readEnvelope(
  message: unknown,
  idIn: (body: unknown, named: string | undefined) => unknown,
  versionIn: (body: unknown) => number | undefined,
): Envelope {
  const { method, body, id, seq, v, crid } = isObject(message) ? message : ({} as Record<string, unknown>);
  // All fields in one go: objects of one shape are what the machine reads fastest.
  return {
    method: typeof method === 'string' ? method : '',
    body,
    id: idKey(idIn(body, idKey(id))),
    seq: wholeNumber(seq),
    v: wholeNumber(v) ?? versionIn(body),
    crid: idKey(crid),
  };
}
