import { Binary, BSONError, calculateObjectSize, type DeserializeOptions, deserialize, serialize, UUID } from 'bson';
import { MongoError } from '../errors.ts';
import { compareParts, decimalOf, partsOf, withoutZeros } from './decimal.ts';
import { type Document, isDocument } from './document.ts';
import { isTypedNumber, StoredLong, storedNumber, type TypedNumber } from './numbers.ts';

/** Limits as MongoDB states them in `hello`, in bytes and in levels of nesting. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 200;

const DECODING: DeserializeOptions = { promoteBuffers: false, promoteValues: false };

/**
 * A Binary that mingo can compare. mingo takes `toString()` for the identity of objects it does not know, and Binary's
 * own decodes UTF-8: every byte that is not valid UTF-8 would equal every other.
 */
class ComparableBinary extends Binary {
  override toString(): string {
    return `${this.sub_type}:${Buffer.from(this.value()).toString('hex')}`;
  }
}

/** Makes decoded values what this database holds, in place. Throws Overflow beyond MongoDB's depth of nesting. */
function makeStored(container: Document | unknown[], depth: number): void {
  if (depth > MAX_DEPTH) throw new MongoError('Overflow', `Object depth exceeds the maximum of ${MAX_DEPTH}`);
  for (const [key, value] of Object.entries(container)) {
    if (key === '__proto__') {
      throw new MongoError('BadValue', "The field name '__proto__' is not supported by the embedded database");
    }
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value) || isDocument(value)) {
      makeStored(value, depth + 1);
    } else if (value instanceof Binary && !(value instanceof UUID)) {
      Reflect.set(container, key, new ComparableBinary(value.value(), value.sub_type));
    } else {
      const number = storedNumber(value);
      if (number !== undefined) Reflect.set(container, key, number);
    }
  }
}

/** BSON → document; of its numbers see numbers.ts. Throws InvalidBSON for bytes that are no document. */
export function decodeDocument(bytes: Uint8Array): Document {
  try {
    const document: Document = deserialize(bytes, DECODING);
    makeStored(document, 1);
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

/**
 * A string that is equal for two values exactly when MongoDB's indexes hold them equal: 1 and 1.0 are one, and a missing value
 * counts as null.
 */
export function keyOf(value: unknown): string {
  return bytesOf(canonical(value));
}

/** Whether two values are the same in BSON, the types of numbers included. */
export function isSameStored(a: unknown, b: unknown): boolean {
  return bytesOf(a) === bytesOf(b);
}

/** Whether two documents have the same fields with the same values in the same order: MongoDB's notion of "not modified". */
export function sameDocument(a: Document, b: Document): boolean {
  return isSameStored(a, b);
}

function bytesOf(value: unknown): string {
  const bytes = serialize({ v: value === undefined ? null : value });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** A value with one type for numbers that are equal. What has nothing to change is answered itself. */
function canonical(value: unknown): unknown {
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (typeof value !== 'object' || value === null) return value;
  if (isTypedNumber(value)) return canonicalNumber(value);
  if (!Array.isArray(value) && !isDocument(value)) return value;
  const entries = Object.entries(value);
  const changed = entries.map(([, each]) => canonical(each));
  if (entries.every(([, each], at) => Object.is(each, changed[at]))) return value;
  return Array.isArray(value) ? changed : Object.fromEntries(entries.map(([name], at) => [name, changed[at]]));
}

function canonicalNumber(value: TypedNumber): unknown {
  const plain = value.valueOf();
  const parts = partsOf(value);
  if (!parts) return plain;
  const nearest = Number(plain);
  const nearestParts = partsOf(nearest);
  if (nearestParts && compareParts(nearestParts, parts) === 0) return nearest === 0 ? 0 : nearest;
  const { coefficient, exponent } = withoutZeros(parts);
  const integer = exponent >= 0 && exponent < 20 ? coefficient * 10n ** BigInt(exponent) : undefined;
  if (integer !== undefined && BigInt.asIntN(64, integer) === integer) return StoredLong.of(integer);
  return decimalOf({ coefficient, exponent });
}
