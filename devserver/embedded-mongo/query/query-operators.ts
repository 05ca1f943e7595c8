import * as queryOperators from 'mingo/operators/query';
import type { Options } from 'mingo/types';
import { resolve } from 'mingo/util';
import { typeName } from '../command-fields.ts';
import { keyOf } from '../values/codec.ts';
import type { Document } from '../values/document.ts';
import { isStoredNumber, plainNumber } from '../values/numbers.ts';
import { compareValues, isComparable, isSameValue } from '../values/order.ts';
import type { QueryOps } from './operator-tables.ts';

/** The name by which a filter's `$type` is asked, with a list of BSON's names. */
export const BSON_TYPE = '$bsonType';

/** Operators whose numbers are counts and bits: mingo is given JavaScript's. */
const PLAIN = ['$size', '$mod', '$bitsAllClear', '$bitsAllSet', '$bitsAnyClear', '$bitsAnySet'];

type Test = (values: readonly unknown[]) => boolean;
type Operator = (selector: string, operand: unknown, options: Options) => (document: unknown) => boolean;

/** The query operators, of which those that compare do it in MongoDB's order. */
export const QUERY_OPERATORS: QueryOps = {
  ...queryOperators,
  ...Object.fromEntries(PLAIN.map((name) => [name, plainly(name)])),
  $eq: over((operand) => (values) => values.some((value) => isSameValue(value ?? null, operand ?? null))),
  $ne: over((operand) => (values) => !values.some((value) => isSameValue(value ?? null, operand ?? null))),
  $gt: ordered((order) => order > 0),
  $gte: ordered((order) => order >= 0),
  $lt: ordered((order) => order < 0),
  $lte: ordered((order) => order <= 0),
  $in: over(among),
  $nin: over((operand) => {
    const isAmong = among(operand);
    return (values) => !isAmong(values);
  }),
  [BSON_TYPE]: over((operand) => {
    const wanted = new Set(Array.isArray(operand) ? operand : []);
    return (values) =>
      values.some((value) => wanted.has(typeName(value)) || (wanted.has('number') && isStoredNumber(value)));
  }),
};

/** An operator that is asked of the value at a path, and of each element where that is an array. */
function over(compile: (operand: unknown) => Test): Operator {
  return (selector, operand) => {
    const test = compile(operand);
    const depth = selector.split('.').length - 1;
    return (document) => {
      const value: unknown = resolve(Object(document), selector, { unwrapArray: true });
      return test(Array.isArray(value) ? [value, ...value, ...(depth > 0 ? value.flat(depth) : [])] : [value]);
    };
  };
}

function ordered(isMeant: (order: number) => boolean): Operator {
  return over((operand) => {
    const isNaNOperand = Number.isNaN(plainNumber(operand));
    return (values) =>
      values.some((value) => {
        if (!isComparable(value, operand)) return false;
        if (Number.isNaN(plainNumber(value)) !== isNaNOperand) return false;
        return isMeant(compareValues(value ?? null, operand ?? null));
      });
  });
}

function among(operand: unknown): Test {
  if (!Array.isArray(operand)) throw new TypeError('$in needs an array');
  const patterns = operand.filter((each: unknown) => each instanceof RegExp);
  const keys = new Set(operand.map(keyOf));
  return (values) =>
    values.some(
      (value) => keys.has(keyOf(value)) || (typeof value === 'string' && patterns.some((each) => each.test(value))),
    );
}

function plainly(name: string): Operator {
  return (selector, operand, options) => {
    const test = original(name)('value', plain(operand), options);
    return (document) => {
      const value: unknown = resolve(Object(document), selector, { unwrapArray: true });
      const one: Document = { value: plain(value) };
      return test(one);
    };
  };
}

const originals: ReadonlyMap<string, unknown> = new Map(Object.entries(queryOperators));

function original(name: string): Operator {
  const operator = originals.get(name);
  if (typeof operator !== 'function') throw new Error(`mingo has no ${name}`);
  return (...given) => Reflect.apply(operator, undefined, given);
}

/** Numbers as JavaScript's, also in a list. */
function plain(value: unknown): unknown {
  return Array.isArray(value) ? value.map(plainNumber) : plainNumber(value);
}
