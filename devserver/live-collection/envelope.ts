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
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** An id as a key, or nothing: `0` is an id, `''`, `null` and objects are none. */
export function idKey(value: unknown): string | undefined {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;
}

/** What a document no longer has. */
export function gone(before: unknown, body: unknown): string[] {
  if (typeof before !== 'object' || before === null || typeof body !== 'object' || body === null) return [];
  let keys = NONE;
  for (const key in before) if (!(key in body)) keys = [...keys, key];
  return keys;
}

const NONE: string[] = [];

/** The version a document carries in its own body, under the name the server gives it. */
export function versionIn(body: unknown, versionAttribute: string): number | undefined {
  return typeof body === 'object' && body !== null
    ? wholeNumber((body as Record<string, unknown>)[versionAttribute])
    : undefined;
}

/**
 * Reads what came over the channel, whatever it is. The envelope's own `id` and `v` win over the body's, since a
 * model's `parse` may rename them.
 *
 * @param idIn finds the id in a body, as the collection's `modelId` and `parse` would
 */
export function readEnvelope(message: unknown, idIn: (body: unknown) => unknown, versionAttribute: string): Envelope {
  if (typeof message !== 'object' || message === null) return { method: '', body: message };
  const { method, body, id, seq, v, crid } = message as Record<string, unknown>;
  // All fields in one go: objects of one shape are what the machine reads fastest.
  return {
    method: typeof method === 'string' ? method : '',
    body,
    id: idKey(id) ?? idKey(idIn(body)),
    seq: wholeNumber(seq),
    v: wholeNumber(v) ?? versionIn(body, versionAttribute),
    crid: typeof crid === 'string' && crid !== '' ? crid : undefined,
  };
}
