import { Decimal128 } from 'bson';
import { StoredDecimal, type StoredNumber } from './numbers.ts';

/** `coefficient` · 10^`exponent`: every finite number of BSON's exactly. */
export interface Parts {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** A number's parts; `undefined` for infinities and what is no number. */
export function partsOf(value: StoredNumber): Parts | undefined {
  if (value instanceof StoredDecimal) return partsOfText(value.toString());
  const plain = value.valueOf();
  if (typeof plain === 'bigint') return { coefficient: plain, exponent: 0 };
  if (!Number.isFinite(plain)) return undefined;
  let whole = plain;
  let halvings = 0;
  for (; !Number.isInteger(whole); halvings += 1) whole *= 2;
  return { coefficient: BigInt(whole) * 5n ** BigInt(halvings), exponent: -halvings };
}

function partsOfText(text: string): Parts | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  return { coefficient: BigInt(`${sign}${whole}${fraction}`), exponent: Number(exponent) - fraction.length };
}

/** A decimal of these parts, rounded to its 34 digits. */
export function decimalOf({ coefficient, exponent }: Parts): StoredDecimal {
  return decimalOfText(`${coefficient}E${exponent}`);
}

/** A decimal that a text says, rounded to its 34 digits. Throws BSONError for another text. */
export function decimalOfText(text: string): StoredDecimal {
  return new StoredDecimal(Decimal128.fromStringWithRounding(text).bytes);
}

/** The parts without zeros at the end of the coefficient, which numbers that are equal have in common. */
export function withoutZeros({ coefficient, exponent }: Parts): Parts {
  if (coefficient === 0n) return { coefficient, exponent: 0 };
  const digits = coefficient.toString();
  const zeros = digits.length - digits.replace(/0+$/, '').length;
  return { coefficient: coefficient / 10n ** BigInt(zeros), exponent: exponent + zeros };
}

/** Two numbers' coefficients over the smaller of their exponents. */
export function aligned(a: Parts, b: Parts): { a: bigint; b: bigint; exponent: number } {
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (part: Parts) => part.coefficient * 10n ** BigInt(part.exponent - exponent);
  return { a: scaled(a), b: scaled(b), exponent };
}

/** Below zero, zero or above it, as `a` is less than `b`, equal to it or greater. */
export function compareParts(a: Parts, b: Parts): number {
  const [x, y] = [withoutZeros(a), withoutZeros(b)];
  if (x.coefficient < 0n !== y.coefficient < 0n || x.coefficient === 0n || y.coefficient === 0n) {
    return Number(x.coefficient > y.coefficient) - Number(x.coefficient < y.coefficient);
  }
  // By their magnitude first: 1E6000 is not written out.
  const magnitude = ({ coefficient, exponent }: Parts) => coefficient.toString().replace('-', '').length + exponent;
  const sign = x.coefficient < 0n ? -1 : 1;
  if (magnitude(x) !== magnitude(y)) return sign * (magnitude(x) - magnitude(y));
  const over = aligned(x, y);
  return Number(over.a > over.b) - Number(over.a < over.b);
}
