import { aligned, decimalOf, decimalOfText, partsOf } from './decimal.ts';
import {
  double,
  NUMBER_TYPES,
  type NumberType,
  numberType,
  StoredDecimal,
  StoredLong,
  type StoredNumber,
} from './numbers.ts';

const INT64 = 2n ** 63n;
const INT32 = 2n ** 31n;
const isWithin = (value: bigint, bound: bigint): boolean => value >= -bound && value < bound;

/** What is computed of two numbers is as wide as the wider of them. */
export function widest(numbers: readonly StoredNumber[]): NumberType {
  const at = Math.max(0, ...numbers.map((each) => NUMBER_TYPES.indexOf(numberType(each))));
  return NUMBER_TYPES[at] ?? 'double';
}

/** The ways of computing that keep a number's type. */
export const OPERATIONS = {
  add: { whole: (a: bigint, b: bigint) => a + b, real: (a: number, b: number) => a + b },
  subtract: { whole: (a: bigint, b: bigint) => a - b, real: (a: number, b: number) => a - b },
  multiply: { whole: (a: bigint, b: bigint) => a * b, real: (a: number, b: number) => a * b },
} as const;

/**
 * The sum, difference or product of two numbers, of the type that MongoDB gives it: an int that is too large becomes a long.
 * `undefined` where the result is no int64 any more.
 */
export function computed(name: keyof typeof OPERATIONS, a: StoredNumber, b: StoredNumber): StoredNumber | undefined {
  const { whole, real } = OPERATIONS[name];
  const type = widest([a, b]);
  if (type === 'decimal') return decimals(name, asDecimal(a), asDecimal(b));
  if (type === 'double') return double(real(Number(a.valueOf()), Number(b.valueOf())));
  const result = whole(BigInt(a.valueOf()), BigInt(b.valueOf()));
  if (type === 'int' && isWithin(result, INT32)) return Number(result);
  return isWithin(result, INT64) ? StoredLong.of(result) : undefined;
}

/** The same, and a double where it is no int64 any more, as expressions have it. */
export function computedOrDouble(name: keyof typeof OPERATIONS, a: StoredNumber, b: StoredNumber): StoredNumber {
  return computed(name, a, b) ?? double(OPERATIONS[name].real(Number(a.valueOf()), Number(b.valueOf())));
}

/** A JavaScript number as one of a type; as a double where that cannot hold it. */
export function numberOfType(type: NumberType, value: number): StoredNumber {
  if (type === 'decimal') return decimalOfText(String(value));
  if (type === 'double' || !Number.isInteger(value)) return double(value);
  const whole = BigInt(value);
  if (type === 'int' && isWithin(whole, INT32)) return Number(whole);
  return isWithin(whole, INT64) ? StoredLong.of(whole) : double(value);
}

/** A number as a decimal; a double by its first 15 digits, as MongoDB converts it. */
export function asDecimal(value: StoredNumber): StoredDecimal {
  if (value instanceof StoredDecimal) return value;
  const plain = value.valueOf();
  const isDouble = numberType(value) === 'double' && typeof plain === 'number' && Number.isFinite(plain);
  return decimalOfText(isDouble ? String(Number(plain.toPrecision(15))) : String(plain));
}

function decimals(name: keyof typeof OPERATIONS, a: StoredDecimal, b: StoredDecimal): StoredDecimal {
  const [x, y] = [partsOf(a), partsOf(b)];
  const { whole, real } = OPERATIONS[name];
  if (!x || !y) return decimalOfText(String(real(a.valueOf(), b.valueOf())));
  if (name === 'multiply') {
    return decimalOf({ coefficient: x.coefficient * y.coefficient, exponent: x.exponent + y.exponent });
  }
  // 34 digits are kept: what is 6,000 digits smaller than the other one is not written out.
  const [large, small] = x.exponent > y.exponent ? [x, y] : [y, x];
  if (large.exponent - small.exponent > 80 && large.coefficient !== 0n && small.coefficient.toString().length < 40) {
    return large === x ? a : name === 'add' ? b : decimalOf({ ...y, coefficient: -y.coefficient });
  }
  const over = aligned(x, y);
  return decimalOf({ coefficient: whole(over.a, over.b), exponent: over.exponent });
}
