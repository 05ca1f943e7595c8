import { MongoError } from '../errors.ts';
import { computed, widest } from '../values/arithmetic.ts';
import { keyOf } from '../values/codec.ts';
import { type Document, isDocument } from '../values/document.ts';
import { isStoredNumber, numberType, plainNumber, StoredLong, type StoredNumber } from '../values/numbers.ts';
import { compareValues, isSameValue } from '../values/order.ts';
import { show } from '../values/show.ts';
import { valueAt } from './positional.ts';

/** What a field becomes: of its value, `undefined` where there is none, and the operator's argument. */
type Compute = (value: unknown, argument: unknown, path: string) => unknown;

/** Operators whose result depends on the types of numbers, or on what is equal: https://www.mongodb.com/docs/manual/reference/operator/update/ */
const COMPUTED: Readonly<Record<string, Compute>> = {
  $inc: (value, argument, path) => arithmetic('$inc', 'add', value ?? 0, argument, path, value === undefined),
  $mul: (value, argument, path) => arithmetic('$mul', 'multiply', value ?? 0, argument, path, false),
  $min: (value, argument) => (value === undefined || compareValues(argument, value) < 0 ? argument : value),
  $max: (value, argument) => (value === undefined || compareValues(argument, value) > 0 ? argument : value),
  $bit: (value, argument, path) => bits(value ?? 0, argument, path),
  $addToSet: (value, argument) => {
    const present: unknown[] = Array.isArray(value) ? value : [];
    const added = new Map(eachOf(argument).map((each) => [keyOf(each), each]));
    for (const each of present) added.delete(keyOf(each));
    return value !== undefined && added.size === 0 ? value : [...present, ...added.values()];
  },
  $pullAll: (value, argument) => {
    if (!Array.isArray(argument)) {
      throw new MongoError('BadValue', `$pullAll requires an array argument but was given a ${typeof argument}`);
    }
    if (!Array.isArray(value)) return value;
    return value.filter((each: unknown) => !argument.some((gone: unknown) => isSameValue(each, gone)));
  },
};

/**
 * A modifier whose paths name single fields, with `$set` in place of what has to be computed. What does not change a field is
 * left out. Throws TypeMismatch and BadValue where it cannot be computed.
 */
export function computedFields(document: Document, modifier: Document): Document {
  const result: Document = {};
  const $set: Document = {};
  for (const [operator, fields] of Object.entries(modifier)) {
    const compute = COMPUTED[operator];
    if (!isDocument(fields)) result[operator] = fields;
    else if (operator === '$set') Object.assign($set, fields);
    else if (!compute)
      result[operator] =
        operator === '$push' ? plainModifiers(fields) : operator === '$pop' ? plainNumbers(fields) : fields;
    else {
      for (const [path, argument] of Object.entries(fields)) {
        const before = valueAt(document, path.split('.'));
        const after = compute(before, argument, path);
        if (after !== before) $set[path] = after;
      }
    }
  }
  return { ...result, ...(Object.keys($set).length > 0 && { $set }) };
}

function arithmetic(
  operator: '$inc' | '$mul',
  operation: 'add' | 'multiply',
  value: unknown,
  argument: unknown,
  path: string,
  isNew: boolean,
): StoredNumber {
  const verb = operator === '$inc' ? 'increment' : 'multiply';
  if (!isStoredNumber(argument)) {
    throw new MongoError('TypeMismatch', `Cannot ${verb} with non-numeric argument: {${path}: ${show(argument)}}`);
  }
  if (isNew) return argument;
  if (!isStoredNumber(value))
    throw new MongoError('TypeMismatch', `Cannot apply ${operator} to a value of non-numeric type`);
  const result = computed(operation, value, argument);
  if (result === undefined) {
    throw new MongoError(
      'BadValue',
      `Failed to apply ${operator} operations to current value ((${numberType(value)})${String(value)}) for document`,
    );
  }
  return result;
}

const BITWISE: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

function bits(value: unknown, argument: unknown, path: string): StoredNumber {
  const failed = (what: string) => new MongoError('BadValue', `Cannot apply $bit to '${path}': ${what}`);
  if (!isDocument(argument)) throw failed('the argument is no document');
  return Object.entries(argument).reduce<StoredNumber>(
    (result, [name, operand]) => {
      const operate = BITWISE[name];
      if (!operate || !isWhole(result) || !isWhole(operand)) throw failed('it takes and, or, xor of integers');
      const type = widest([result, operand]);
      const whole = operate(BigInt(result.valueOf()), BigInt(operand.valueOf()));
      return type === 'int' ? Number(BigInt.asIntN(32, whole)) : longOf(whole);
    },
    isStoredNumber(value) ? value : Number.NaN,
  );
}

const longOf = (value: bigint): StoredNumber => StoredLong.of(BigInt.asIntN(64, value));

function isWhole(value: unknown): value is StoredNumber {
  return isStoredNumber(value) && (numberType(value) === 'int' || numberType(value) === 'long');
}

function eachOf(argument: unknown): unknown[] {
  if (!isDocument(argument) || !('$each' in argument)) return [argument];
  if (!Array.isArray(argument.$each)) {
    throw new MongoError('TypeMismatch', 'The argument to $each in $addToSet must be an array');
  }
  return argument.$each;
}

/** `$position`, `$slice` and `$sort` of a `$push` as JavaScript's numbers. */
function plainModifiers(fields: Document): Document {
  return Object.fromEntries(
    Object.entries(fields).map(([path, argument]) => {
      if (!isDocument(argument) || !('$each' in argument)) return [path, argument];
      const { $each, ...modifiers } = argument;
      return [path, { $each, ...plainNumbers(modifiers) }];
    }),
  );
}

function plainNumbers(part: Document): Document {
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, isDocument(value) ? plainNumbers(value) : plainNumber(value)]),
  );
}
