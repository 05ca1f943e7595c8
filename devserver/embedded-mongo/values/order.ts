import { Binary, BSONRegExp, BSONSymbol, Code, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { keyOf } from './codec.ts';
import { compareParts, partsOf } from './decimal.ts';
import { type Document, isDocument } from './document.ts';
import { isStoredNumber, StoredDecimal, type StoredNumber } from './numbers.ts';

const MIN_KEY = 0;
const NULL = 2;
const MAX_KEY = 99;

/** https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/ */
function rankOf(value: unknown): number {
  if (typeof value === 'string' || value instanceof BSONSymbol) return 4;
  if (isStoredNumber(value)) return 3;
  if (value === undefined) return 1;
  if (value === null) return NULL;
  if (isDocument(value)) return 5;
  if (Array.isArray(value)) return 6;
  if (value instanceof Binary) return 7;
  if (value instanceof ObjectId) return 8;
  if (typeof value === 'boolean') return 9;
  if (value instanceof Date) return 10;
  if (value instanceof Timestamp) return 11;
  if (value instanceof RegExp || value instanceof BSONRegExp) return 12;
  if (value instanceof MinKey) return MIN_KEY;
  if (value instanceof MaxKey) return MAX_KEY;
  if (value instanceof Code) return 14;
  return 13;
}

const order = <T>(a: T, b: T): number => Number(a > b) - Number(a < b);

/**
 * MongoDB's order of all values: below zero, zero or above it. Numbers of all types are compared as numbers, exactly; what is
 * missing (`undefined`) comes before null.
 */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return order(a, b);
  if (isStoredNumber(a) && isStoredNumber(b)) return compareNumbers(a, b);
  const rank = rankOf(a);
  if (rank !== rankOf(b)) return rank - rankOf(b);
  if (Array.isArray(a) && Array.isArray(b)) return compareArrays(a, b);
  if (isDocument(a) && isDocument(b)) return compareDocuments(a, b);
  if (a instanceof Date && b instanceof Date) return order(a.getTime(), b.getTime());
  if (typeof a === 'boolean' && typeof b === 'boolean') return order(a, b);
  if (a instanceof ObjectId && b instanceof ObjectId) return order(a.toHexString(), b.toHexString());
  if (a instanceof Binary && b instanceof Binary) {
    return a.length() - b.length() || a.sub_type - b.sub_type || Buffer.compare(a.value(), b.value());
  }
  if (a instanceof Timestamp && b instanceof Timestamp) return order(a.toBigInt(), b.toBigInt());
  if (rank === 4) return order(String(a), String(b));
  return order(keyOf(a), keyOf(b));
}

/** Whether MongoDB holds two values equal: 1 and 1.0 are, documents with their fields in another order are not. */
export function isSameValue(a: unknown, b: unknown): boolean {
  return a === b || compareValues(a, b) === 0;
}

/** Whether two values are of kinds that a query's `$gt` and the like compare. What is missing counts as null. */
export function isComparable(value: unknown, operand: unknown): boolean {
  const wanted = rankOf(operand ?? null);
  return wanted === MIN_KEY || wanted === MAX_KEY || rankOf(value ?? null) === wanted;
}

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [index, value] of a.slice(0, b.length).entries()) {
    const found = compareValues(value, b[index]);
    if (found !== 0) return found;
  }
  return a.length - b.length;
}

function compareDocuments(a: Document, b: Document): number {
  const others = Object.entries(b);
  const fields = Object.entries(a);
  for (const [index, [name, value]] of fields.slice(0, others.length).entries()) {
    const [otherName = '', otherValue] = others[index] ?? [];
    const found = rankOf(value) - rankOf(otherValue) || order(name, otherName) || compareValues(value, otherValue);
    if (found !== 0) return found;
  }
  return fields.length - others.length;
}

function compareNumbers(a: StoredNumber, b: StoredNumber): number {
  if (typeof a === 'number' && typeof b === 'number' && !Number.isNaN(a) && !Number.isNaN(b)) return order(a, b);
  const [x, y] = [a.valueOf(), b.valueOf()];
  // NaN is equal to itself and less than every other number.
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(y)) - Number(Number.isNaN(x));
  if (a instanceof StoredDecimal || b instanceof StoredDecimal) {
    const [parts, others] = [partsOf(a), partsOf(b)];
    if (parts && others) return compareParts(parts, others);
  }
  return order(x, y);
}
