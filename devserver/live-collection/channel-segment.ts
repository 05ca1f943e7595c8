/** What Bayeux refuses in a segment of a channel (Faye's grammar), and a `!` that would read as an escape. */
const ESCAPED = /!(?=[0-9A-F]{2})|[^\w\-!~()$@]/gu;
const ESCAPE = /(?:![0-9A-F]{2})+/g;

/**
 * A segment of a path as a segment of a channel: each byte of what Bayeux refuses, in UTF-8, as `!` and two hexadecimal
 * digits. What Bayeux takes stays as it is.
 *
 *   todos          todos
 *   john.doe       john!2Edoe
 *   a@b.com        a@b!2Ecom
 *   Zürich         Z!C3!BCrich
 *
 * @param segment not percent-encoded
 * @throws {URIError} for half of a surrogate pair, which has no UTF-8
 */
export function escapeSegment(segment: string): string {
  return segment.replace(ESCAPED, (character) =>
    character > '\x7f'
      ? encodeURIComponent(character).replaceAll('%', '!')
      : `!${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** The segment that was escaped. @throws {URIError} if that is no UTF-8 */
export function unescapeSegment(segment: string): string {
  return segment.replace(ESCAPE, (bytes) => decodeURIComponent(bytes.replaceAll('!', '%')));
}
