import { ObjectId } from 'bson';
import { evalExpr } from 'mingo/core';
import * as expressionOperators from 'mingo/operators/expression';
import type { Options } from 'mingo/types';
import { typeName } from '../command-fields.ts';
import { MongoError } from '../errors.ts';
import { asDecimal, computedOrDouble, numberOfType, type OPERATIONS, widest } from '../values/arithmetic.ts';
import { keyOf } from '../values/codec.ts';
import { decimalOfText } from '../values/decimal.ts';
import { isDocument } from '../values/document.ts';
import {
  double,
  isStoredNumber,
  isTypedNumber,
  type NumberType,
  plainNumber,
  StoredDecimal,
  StoredLong,
  type StoredNumber,
} from '../values/numbers.ts';
import { compareValues } from '../values/order.ts';
import type { ExpressionOps } from './operator-tables.ts';

/** An operator of mingo's expressions. `expr` is not evaluated yet. */
export type Expression = (object: unknown, expr: unknown, options: Options) => unknown;

/** Operators that hand on what they are given, and ask nothing of it. */
const MOVES = [
  ['$literal', '$ifNull', '$let', '$map', '$reduce', '$zip', '$concatArrays', '$reverseArray', '$first', '$last'],
  [
    '$sortArray',
    '$arrayToObject',
    '$objectToArray',
    '$mergeObjects',
    '$getField',
    '$setField',
    '$unsetField',
    '$function',
  ],
].flat();
/** Operators that hand on a list's elements, and take numbers beside it. */
const MOVES_ELEMENTS = new Set(['$slice', '$arrayElemAt', '$firstN', '$lastN', '$minN', '$maxN', '$size', '$isArray']);
const DOUBLES = [
  ['$exp', '$ln', '$log', '$log10', '$sqrt', '$sigmoid', '$divide', '$degreesToRadians', '$radiansToDegrees', '$rand'],
  [
    '$acos',
    '$acosh',
    '$asin',
    '$asinh',
    '$atan',
    '$atan2',
    '$atanh',
    '$cos',
    '$cosh',
    '$sin',
    '$sinh',
    '$tan',
    '$tanh',
  ],
].flat();
const OF_FIRST = ['$abs', '$ceil', '$floor', '$round', '$trunc'];
const OF_ALL = ['$mod', '$pow', '$bitAnd', '$bitOr', '$bitXor', '$bitNot'];
/** Operators on lists as sets: numbers that are equal are one element. */
const SETS = ['$setDifference', '$setEquals', '$setIntersection', '$setIsSubset', '$setUnion', '$indexOfArray', '$in'];

/** https://www.mongodb.com/docs/manual/reference/bson-types/ : what `$convert` takes by number */
const TYPES_BY_NUMBER: ReadonlyMap<unknown, string> = new Map([
  [1, 'double'],
  [2, 'string'],
  [7, 'objectId'],
  [8, 'bool'],
  [9, 'date'],
  [16, 'int'],
  [18, 'long'],
  [19, 'decimal'],
]);

/** By name; a loader that reads the package as CommonJS, as tsx does, adds `default`. */
const originals: ReadonlyMap<string, unknown> = new Map(
  Object.entries(expressionOperators).filter(([name]) => name.startsWith('$')),
);

/** mingo's own operator. */
function original(name: string): Expression {
  const operator = originals.get(name);
  if (typeof operator !== 'function') throw new Error(`mingo has no ${name}`);
  return (...given) => Reflect.apply(operator, undefined, given);
}

/** What an operator that evaluates all of its arguments is given, in place of which it may be given other values. */
function argumentsOf(object: unknown, expr: unknown, options: Options): unknown[] {
  const value: unknown = evalExpr(object, expr, options);
  return Array.isArray(expr) && Array.isArray(value) ? value : [value];
}

/** Values as the arguments of an operator that evaluates them. */
const asArguments = (expr: unknown, values: unknown[]): unknown => {
  const literals = values.map((value) => ({ $literal: value }));
  return Array.isArray(expr) ? literals : literals[0];
};

/** The error for a number that an operator would have to compute with, and cannot. */
export function refusedNumber(operator: string, type: string): MongoError {
  return new MongoError(
    'CommandNotSupported',
    `${operator} of a number of the type ${type} is not supported by the embedded database`,
  );
}

/** JavaScript's number for one to compute with. Throws CommandNotSupported where it would be another. */
export function exactNumber(operator: string, value: unknown): unknown {
  if (value instanceof StoredDecimal) throw refusedNumber(operator, 'decimal');
  if (value instanceof StoredLong && typeof value.valueOf() === 'bigint') {
    throw refusedNumber(operator, 'long beyond 2^53');
  }
  return plainNumber(value);
}

/** Whether a list or document has a number in it that is no JavaScript number. */
export function holdsTypedNumber(value: unknown): boolean {
  if (isTypedNumber(value)) return true;
  return (Array.isArray(value) || isDocument(value)) && Object.values(value).some(holdsTypedNumber);
}

/** An operator that is given JavaScript's numbers. Throws CommandNotSupported for others within lists and documents. */
function plainly(name: string, typed: (result: unknown, given: unknown[]) => unknown = (result) => result): Expression {
  const inner = original(name);
  const plain = (value: unknown): unknown => {
    if (!MOVES_ELEMENTS.has(name) && !isTypedNumber(value) && holdsTypedNumber(value)) {
      throw refusedNumber(name, 'long, double or decimal, in a list or document,');
    }
    return exactNumber(name, value);
  };
  return (object, expr, options) => {
    if (isDocument(expr) && !Object.keys(expr)[0]?.startsWith('$')) {
      const fields = Object.entries(expr).map(([field, each]) => [
        field,
        { $literal: plain(evalExpr(object, each, options)) },
      ]);
      return typed(inner(object, Object.fromEntries(fields), options), []);
    }
    const given = argumentsOf(object, expr, options);
    return typed(inner(object, asArguments(expr, given.map(plain)), options), given);
  };
}

const asDoubleResult = (result: unknown): unknown => (typeof result === 'number' ? double(result) : result);

const asWideAs =
  (pick: (numbers: StoredNumber[]) => StoredNumber[]) =>
  (result: unknown, given: unknown[]): unknown =>
    typeof result === 'number' ? numberOfType(widest(pick(given.filter(isStoredNumber))), result) : result;

function arithmetic(name: string, operation: keyof typeof OPERATIONS): Expression {
  const inner = plainly(name);
  return (object, expr, options) => {
    const given = argumentsOf(object, expr, options);
    const [first, ...rest] = given.filter(isStoredNumber);
    if (first === undefined || rest.length + 1 < given.length || given.length < 2) return inner(object, expr, options);
    return rest.reduce<StoredNumber>((sum, each) => computedOrDouble(operation, sum, each), first);
  };
}

function comparison(answer: (order: number) => unknown): Expression {
  return (object, expr, options) => {
    const [a, b, ...more] = argumentsOf(object, expr, options);
    if (!Array.isArray(expr) || expr.length !== 2 || more.length > 0) {
      throw new MongoError('BadValue', 'A comparison takes exactly 2 arguments');
    }
    return answer(compareValues(a, b));
  };
}

/** An operator on lists whose elements are one value where they are equal. */
function overSets(name: string): Expression {
  const inner = original(name);
  return (object, expr, options) => {
    const representatives = new Map<string, unknown>();
    const representative = (value: unknown): unknown => {
      const key = keyOf(value);
      if (!representatives.has(key)) representatives.set(key, value);
      return representatives.get(key);
    };
    const given = argumentsOf(object, expr, options).map((value, at) => {
      if (name === '$indexOfArray' && at > 1) return plainNumber(value);
      return Array.isArray(value) && !(name === '$in' && at === 0) ? value.map(representative) : representative(value);
    });
    return inner(object, asArguments(expr, given), options);
  };
}

const isTrue = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && plainNumber(value) !== 0;

/** The truth of an expression, as an expression. */
const TRUTH = '$truthOf';
const truthOf = (expr: unknown): unknown => ({ [TRUTH]: expr });

/** An operator whose conditions are rewritten. */
function withConditions(name: string, rewrite: (expr: unknown) => unknown): Expression {
  const inner = original(name);
  return (object, expr, options) => inner(object, rewrite(expr), options);
}

const eachTruth = (expr: unknown): unknown => (Array.isArray(expr) ? expr.map(truthOf) : truthOf(expr));

function fieldsRewritten(expr: unknown, names: Record<string, (value: unknown) => unknown>): unknown {
  if (!isDocument(expr)) return expr;
  return Object.fromEntries(Object.entries(expr).map(([name, value]) => [name, names[name]?.(value) ?? value]));
}

/** Whether all or any elements of a list are true. */
function ofElements(name: string): Expression {
  const inner = original(name);
  return (object, expr, options) => {
    const given = argumentsOf(object, expr, options).map((list) =>
      Array.isArray(list) ? list.map((element: unknown) => isTrue(element)) : list,
    );
    return inner(object, asArguments(expr, given), options);
  };
}

/** A value as one of a type. Throws BadValue where it cannot be. */
function converted(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  const failed = () => new MongoError('BadValue', `Cannot convert '${String(value)}' to ${type}`);
  switch (type) {
    case 'bool':
      return isTrue(value);
    case 'string':
      if (value instanceof Date) return value.toISOString();
      if (value instanceof ObjectId) return value.toHexString();
      if (typeof value === 'object' && !isTypedNumber(value)) throw failed();
      return String(value);
    case 'objectId':
      if (value instanceof ObjectId) return value;
      if (typeof value !== 'string' || !/^[0-9a-f]{24}$/i.test(value)) throw failed();
      return ObjectId.createFromHexString(value);
    case 'int':
    case 'long':
    case 'double':
    case 'decimal':
      return convertedNumber(numberIn(value, type), type, failed);
    default:
      throw new MongoError('BadValue', `Unknown type name: ${type}`);
  }
}

/** The number that a value says. */
function numberIn(value: unknown, type: NumberType): StoredNumber | undefined {
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Date) return type === 'int' ? undefined : numberOfType('long', value.getTime());
  if (isStoredNumber(value)) return value;
  if (typeof value !== 'string' || value.trim() !== value || value === '') return undefined;
  if (type === 'decimal') return decimalOfText(value);
  if (type === 'double') return Number.isNaN(Number(value)) ? undefined : double(Number(value));
  return /^[+-]?\d+$/.test(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value)
    ? StoredLong.of(BigInt(value))
    : undefined;
}

function convertedNumber(value: StoredNumber | undefined, type: NumberType, failed: () => Error): StoredNumber {
  if (value === undefined) throw failed();
  if (type === 'decimal') return asDecimal(value);
  const plain = value.valueOf();
  if (type === 'double') return double(Number(plain));
  if (typeof plain === 'number' && !Number.isFinite(plain)) throw failed();
  const whole = typeof plain === 'bigint' ? plain : BigInt(Math.trunc(plain));
  const bits = type === 'int' ? 32 : 64;
  if (BigInt.asIntN(bits, whole) !== whole) throw failed();
  return type === 'int' ? Number(whole) : StoredLong.of(whole);
}

const conversion =
  (type: string): Expression =>
  (object, expr, options) =>
    converted(argumentsOf(object, expr, options)[0], type);

const convert: Expression = (object, expr, options) => {
  if (!isDocument(expr)) throw new MongoError('FailedToParse', '$convert expects an object of named arguments');
  const input: unknown = evalExpr(object, expr.input, options);
  if (input === null || input === undefined) return evalExpr(object, expr.onNull, options) ?? null;
  const to = plainNumber(evalExpr(object, expr.to, options));
  const type = TYPES_BY_NUMBER.get(to) ?? String(to);
  try {
    return type === 'date'
      ? original('$toDate')(object, { $literal: plainNumber(input) }, options)
      : converted(input, type);
  } catch (error) {
    if (expr.onError === undefined) throw error;
    return evalExpr(object, expr.onError, options);
  }
};

const named = (names: readonly string[], make: (name: string) => Expression): Record<string, Expression> =>
  Object.fromEntries(names.map((name) => [name, make(name)]));

/** The operators of expressions: those that compute keep the types of numbers, or refuse them by name. */
export const EXPRESSION_OPERATORS: ExpressionOps = {
  ...named([...originals.keys()], plainly),
  ...named(MOVES, original),
  ...named(DOUBLES, (name) => plainly(name, asDoubleResult)),
  ...named(OF_FIRST, (name) =>
    plainly(
      name,
      asWideAs(([first]) => (first === undefined ? [] : [first])),
    ),
  ),
  ...named(OF_ALL, (name) =>
    plainly(
      name,
      asWideAs((numbers) => numbers),
    ),
  ),
  ...named(SETS, overSets),
  ...named(['$allElementsTrue', '$anyElementTrue'], ofElements),
  $add: arithmetic('$add', 'add'),
  $subtract: arithmetic('$subtract', 'subtract'),
  $multiply: arithmetic('$multiply', 'multiply'),
  $cmp: comparison(Math.sign),
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  [TRUTH]: (object: unknown, expr: unknown, options: Options) => isTrue(evalExpr(object, expr, options)),
  $and: withConditions('$and', eachTruth),
  $or: withConditions('$or', eachTruth),
  $not: withConditions('$not', eachTruth),
  $cond: withConditions('$cond', (expr) =>
    Array.isArray(expr) ? [truthOf(expr[0]), ...expr.slice(1)] : fieldsRewritten(expr, { if: truthOf }),
  ),
  $filter: withConditions('$filter', (expr) => fieldsRewritten(expr, { cond: truthOf })),
  $switch: withConditions('$switch', (expr) =>
    fieldsRewritten(expr, {
      branches: (branches) =>
        Array.isArray(branches)
          ? branches.map((branch: unknown) => fieldsRewritten(branch, { case: truthOf }))
          : branches,
    }),
  ),
  $type: (object: unknown, expr: unknown, options: Options) => typeName(argumentsOf(object, expr, options)[0]),
  $isNumber: (object: unknown, expr: unknown, options: Options) =>
    isStoredNumber(argumentsOf(object, expr, options)[0]),
  $toBool: conversion('bool'),
  $toString: conversion('string'),
  $toObjectId: conversion('objectId'),
  $toInt: conversion('int'),
  $toLong: conversion('long'),
  $toDouble: conversion('double'),
  $toDecimal: conversion('decimal'),
  $convert: convert,
};
