/** A text that stands for bytes. */
export interface BinaryText {
  encoding: 'base64' | 'binary';
  bytes: number;
  /** The first bytes, in hexadecimal: `89 50 4e 47`. */
  head: string;
}

/** Shorter texts are read as they are. */
const MIN_LENGTH = 64;
const HEAD = 16;
/** As in `data:` URLs, or alone. */
const BASE64 = /^(?:data:[\w/+.;=-]*;base64,)?([\w+/-]+={0,2})$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]/g;

/**
 * Does the text look like bytes? Base64 has letters of both cases and digits, and a length that decoders take; what was
 * bytes and became text has many control characters.
 */
export function binaryText(text: string): BinaryText | undefined {
  if (text.length < MIN_LENGTH) return undefined;
  const code = BASE64.exec(text)?.[1];
  if (code !== undefined && isMixed(code)) return decoded(code);
  const sample = text.slice(0, 1_024);
  if ((sample.match(CONTROL)?.length ?? 0) * 10 < sample.length) return undefined;
  const head = Array.from(text.slice(0, HEAD), (character) => character.charCodeAt(0) & 0xff);
  return { encoding: 'binary', bytes: text.length, head: hex(head) };
}

function decoded(code: string): BinaryText | undefined {
  const letters = code.replace(/=+$/, '');
  if (letters.length % 4 === 1 || (code !== letters && code.length % 4 !== 0)) return undefined;
  const head = atob(
    letters
      .slice(0, Math.ceil(HEAD / 3) * 4)
      .replace(/-/g, '+')
      .replace(/_/g, '/'),
  );
  const first = Array.from(head.slice(0, HEAD), (character) => character.charCodeAt(0));
  return { encoding: 'base64', bytes: Math.floor((letters.length * 3) / 4), head: hex(first) };
}

const isMixed = (code: string) => /[a-z]/.test(code) && /[A-Z]/.test(code) && /\d/.test(code);
const hex = (bytes: number[]) => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
