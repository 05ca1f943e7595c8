import { Decimal128, Double, Int32, Long, Timestamp } from 'bson';

/*
 * A number is kept as JavaScript's own where BSON would give that the same type: a whole one of 32 bits is an int, every
 * other a double. One of another type is an object of these classes. mingo orders what it does not know by the name of the
 * constructor and `valueOf`, so that they stand among the numbers.
 */

/** A double that JavaScript's number would lose the type of: a whole one of 32 bits. */
export class WholeDouble extends Double {
  static override readonly name = 'Number';
}

/** An int64. */
export class StoredLong extends Long {
  static override readonly name = 'Number';

  /** Exact: a bigint beyond 2^53. */
  override valueOf(): number | bigint {
    const exact = this.toBigInt();
    return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
  }

  static of(value: bigint): StoredLong {
    const { low, high } = Long.fromBigInt(value);
    return new StoredLong(low, high, false);
  }
}

/** A Decimal128. */
export class StoredDecimal extends Decimal128 {
  static override readonly name = 'Number';

  /** The nearest double. */
  override valueOf(): number {
    return Number(this.toString());
  }
}

/** A number of any of BSON's types as this database holds it. */
export type StoredNumber = number | TypedNumber;

/** A number that is no JavaScript number. */
export type TypedNumber = WholeDouble | StoredLong | StoredDecimal;

/** The names of BSON's types of numbers, from the narrowest to the widest: what is computed of two has the wider one. */
export const NUMBER_TYPES = ['int', 'long', 'double', 'decimal'] as const;

/** One of BSON's types of numbers. */
export type NumberType = (typeof NUMBER_TYPES)[number];

/** What bson decodes as a number, as it is held here; `undefined` for everything else. */
export function storedNumber(value: unknown): StoredNumber | undefined {
  if (value instanceof Int32) return value.valueOf();
  if (value instanceof Double) return double(value.valueOf());
  if (value instanceof Decimal128) return new StoredDecimal(value.bytes);
  if (value instanceof Long && !(value instanceof Timestamp)) return new StoredLong(value.low, value.high, false);
  return undefined;
}

/** A double. */
export function double(value: number): number | WholeDouble {
  return isInt(value) ? new WholeDouble(value) : value;
}

/** Whether a value is a number of any type. */
export function isStoredNumber(value: unknown): value is StoredNumber {
  return typeof value === 'number' || isTypedNumber(value);
}

/** Whether a value is a number that is no JavaScript number. */
export function isTypedNumber(value: unknown): value is TypedNumber {
  return value instanceof WholeDouble || value instanceof StoredLong || value instanceof StoredDecimal;
}

/** BSON's type of a number. */
export function numberType(value: StoredNumber): NumberType {
  if (value instanceof WholeDouble) return 'double';
  if (value instanceof StoredLong) return 'long';
  if (value instanceof StoredDecimal) return 'decimal';
  return isInt(value) ? 'int' : 'double';
}

/** A typed number as JavaScript's own, rounded where it must be; everything else as it is. */
export function plainNumber(value: unknown): unknown {
  return isTypedNumber(value) ? Number(value.valueOf()) : value;
}

function isInt(value: number): boolean {
  return Object.is(value, value | 0);
}
