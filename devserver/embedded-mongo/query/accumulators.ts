import * as accumulatorOperators from 'mingo/operators/accumulator';
import type { Options } from 'mingo/types';
import { computedOrDouble } from '../values/arithmetic.ts';
import { keyOf } from '../values/codec.ts';
import { double, isStoredNumber, type StoredNumber } from '../values/numbers.ts';
import { compareValues } from '../values/order.ts';
import { exactNumber, holdsTypedNumber, refusedNumber } from './expressions.ts';
import type { AccumulatorOps } from './operator-tables.ts';

/** An accumulator of mingo's: over documents with an expression, or over the values themselves. */
type Accumulator = (documents: unknown[], expr: unknown, options: Options) => unknown;

const originals: ReadonlyMap<string, unknown> = new Map(Object.entries(accumulatorOperators));

/** Accumulators that compute with numbers, or compare them, in ways that know JavaScript's only. */
const PLAIN_ONLY = [
  '$accumulator',
  '$bottom',
  '$bottomN',
  '$covariancePop',
  '$covarianceSamp',
  '$median',
  '$percentile',
];
const PLAIN_ONLY_TOO = ['$top', '$topN'];

/** An accumulator over the values of its expression. */
function over(compute: (values: unknown[], options: Options) => unknown): Accumulator {
  return (documents, expr, options) => {
    const values: unknown = original('$push')(documents, expr, options);
    return compute(Array.isArray(values) ? values : [], options);
  };
}

function original(name: string): Accumulator {
  const operator = originals.get(name);
  if (typeof operator !== 'function') throw new Error(`mingo has no ${name}`);
  return (...given) => Reflect.apply(operator, undefined, given);
}

function refusing(name: string): Accumulator {
  return (documents, expr, options) => {
    if (documents.some(holdsTypedNumber)) throw refusedNumber(name, 'long, double or decimal');
    return original(name)(documents, expr, options);
  };
}

const sum = (values: unknown[]): StoredNumber =>
  values.filter(isStoredNumber).reduce<StoredNumber>((total, each) => computedOrDouble('add', total, each), 0);

function average(values: unknown[]): unknown {
  const numbers = values.filter(isStoredNumber);
  if (numbers.length === 0) return null;
  return double(Number(exactNumber('$avg', sum(numbers))) / numbers.length);
}

/** The first in an order; what is missing or null does not count. */
function extreme(sign: 1 | -1): Accumulator {
  return over((values) => {
    const present = values.filter((value) => value !== null && value !== undefined);
    if (present.length === 0) return null;
    return present.reduce((a, b) => (sign * compareValues(a, b) <= 0 ? a : b));
  });
}

function deviation(name: string): Accumulator {
  return over((values, options) => {
    const plain = values.filter(isStoredNumber).map((value) => exactNumber(name, value));
    const result: unknown = original(name)(plain, null, options);
    return typeof result === 'number' ? double(result) : result;
  });
}

/** The accumulators: those that compute keep the types of numbers, or refuse them by name. */
export const ACCUMULATORS: AccumulatorOps = {
  ...accumulatorOperators,
  ...Object.fromEntries([...PLAIN_ONLY, ...PLAIN_ONLY_TOO].map((name) => [name, refusing(name)])),
  $sum: over(sum),
  $avg: over(average),
  $min: extreme(1),
  $max: extreme(-1),
  $stdDevPop: deviation('$stdDevPop'),
  $stdDevSamp: deviation('$stdDevSamp'),
  $addToSet: over((values) => [...new Map(values.map((value) => [keyOf(value), value])).values()]),
};
