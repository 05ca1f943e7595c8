import { Binary, BSONError, calculateObjectSize, type DeserializeOptions, deserialize, serialize, UUID } from 'bson';
import { MongoError } from '../errors.ts';
import { type Document, isDocument } from './document.ts';

/** Limits as MongoDB states them in `hello`, in bytes and in levels of nesting. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 200;

const DECODING: DeserializeOptions = { promoteBuffers: false };

/**
 * A Binary that mingo can compare. mingo takes `toString()` for the identity of objects it does not know, and Binary's
 * own decodes UTF-8: every byte that is not valid UTF-8 would equal every other.
 */
class ComparableBinary extends Binary {
  override toString(): string {
    return `${this.sub_type}:${Buffer.from(this.value()).toString('hex')}`;
  }
}

/** Makes decoded values safe for mingo, in place. Throws Overflow beyond MongoDB's depth of nesting. */
function makeComparable(container: Document | unknown[], depth: number): void {
  if (depth > MAX_DEPTH) throw new MongoError('Overflow', `Object depth exceeds the maximum of ${MAX_DEPTH}`);
  for (const [key, value] of Object.entries(container)) {
    if (key === '__proto__') {
      throw new MongoError('BadValue', "The field name '__proto__' is not supported by the embedded database");
    }
    if (Array.isArray(value) || isDocument(value)) {
      makeComparable(value, depth + 1);
    } else if (value instanceof Binary && !(value instanceof UUID)) {
      Reflect.set(container, key, new ComparableBinary(value.value(), value.sub_type));
    }
  }
}

/**
 * BSON → document. Numbers of all widths become JavaScript numbers (int64 beyond 2^53 stays a Long), so 1 equals 1.0
 * as MongoDB has it; the width itself is not kept. Throws InvalidBSON for bytes that are no document.
 */
export function decodeDocument(bytes: Uint8Array): Document {
  try {
    const document: Document = deserialize(bytes, DECODING);
    makeComparable(document, 1);
    return document;
  } catch (thrown) {
    if (thrown instanceof MongoError) throw thrown;
    // Not only BSONError: a bad regular expression is a SyntaxError, absurd nesting a RangeError.
    throw new MongoError('InvalidBSON', thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** Document → BSON. Throws BSONObjectTooLarge when it does not fit the codec's buffer (17 MiB). */
export function encodeDocument(document: Document): Uint8Array {
  try {
    return serialize(document, { ignoreUndefined: true });
  } catch (thrown) {
    if (thrown instanceof BSONError) throw new MongoError('InvalidBSON', thrown.message);
    throw new MongoError('BSONObjectTooLarge', 'The answer is larger than 16777216 bytes');
  }
}

/** A document's size in BSON, in bytes. */
export function sizeOf(document: Document): number {
  return calculateObjectSize(document, { ignoreUndefined: true });
}

/** A string that is equal for two values exactly when MongoDB's indexes hold them equal; a missing value counts as null. */
export function keyOf(value: unknown): string {
  const bytes = serialize({ v: value === undefined ? null : value });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Whether two documents have the same fields with the same values in the same order: MongoDB's notion of "not modified". */
export function sameDocument(a: Document, b: Document): boolean {
  return keyOf(a) === keyOf(b);
}
