const encoder = new TextEncoder();
const beyondAscii = /[^\0-\x7f]/;

/** The length of a text on the wire, in bytes of UTF-8. */
export function utf8Length(text: string): number {
  return beyondAscii.test(text) ? encoder.encode(text).length : text.length;
}
