import { MongoError } from '../errors.ts';
import { type Document, isDocument, isOperatorExpression } from '../values/document.ts';
import { isTypedNumber, plainNumber } from '../values/numbers.ts';
import { BSON_TYPE } from './query-operators.ts';

/** Query operators that MongoDB has and this database does not. */
const UNSUPPORTED = new Set(['$near', '$nearSphere', '$geoWithin', '$geoIntersects', '$within', '$text', '$where']);
const LOGICAL = new Set(['$and', '$or', '$nor']);

/** https://www.mongodb.com/docs/manual/reference/bson-types/ : the names that `$type` takes, by number. */
const TYPE_NUMBERS: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  13: 'javascript',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  [-1]: 'minKey',
  127: 'maxKey',
};
const TYPE_NAMES = new Set([...Object.values(TYPE_NUMBERS), 'number', 'symbol', 'dbPointer', 'javascriptWithScope']);
/**
 * A filter that mingo answers as MongoDB does: `$all` as the conditions that it stands for, `$type` by BSON's types.
 * Throws CommandNotSupported for what this database does not have, BadValue for a type that there is not.
 */
export function understood(filter: Document): Document {
  const result: Document = {};
  const clauses: Document[] = [];
  for (const [path, condition] of Object.entries(filter)) {
    refuseUnsupported(path);
    if (LOGICAL.has(path) && Array.isArray(condition)) {
      result[path] = condition.map((clause: unknown) => (isDocument(clause) ? understood(clause) : clause));
    } else if (path.startsWith('$') || !isOperatorExpression(condition)) result[path] = condition;
    else {
      const { $all, ...others } = condition;
      const all = allOf(path, $all);
      if (all) clauses.push(...all);
      const rest = all ? others : condition;
      if (!all || Object.keys(others).length > 0) result[path] = conditions(rest);
    }
  }
  if (clauses.length === 0) return result;
  return { ...result, $and: [...(Array.isArray(result.$and) ? result.$and : []), ...clauses] };
}

/** The filters of a pipeline's `$match` stages, also of pipelines within it, made `understood`. */
export function understoodPipeline(pipeline: Document[]): Document[] {
  return pipeline.map((stage) => within(stage));
}

function within(part: Document): Document {
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => {
      if (name === '$match' && isDocument(value)) return [name, understood(value)];
      if (name === '$project' && isDocument(value)) return [name, plainInclusions(value)];
      if (name === '$sample' && isDocument(value)) return [name, { ...value, size: plainNumber(value.size) }];
      if (name !== '$lookup' && name !== '$facet' && name !== '$unionWith' && name !== '$graphLookup')
        return [name, value];
      return [name, isDocument(value) ? pipelinesIn(value) : value];
    }),
  );
}

/** A projection whose `1` and `0` are JavaScript's numbers. What is computed stays as it is. */
export function plainInclusions(projection: Document): Document {
  return Object.fromEntries(
    Object.entries(projection).map(([name, value]) => {
      if (isTypedNumber(value)) return [name, plainNumber(value)];
      return [name, isDocument(value) && !isOperatorExpression(value) ? plainInclusions(value) : value];
    }),
  );
}

function pipelinesIn(value: Document): Document {
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      if (name === 'restrictSearchWithMatch' && isDocument(part)) return [name, understood(part)];
      return [
        name,
        Array.isArray(part) ? part.map((stage: unknown) => (isDocument(stage) ? within(stage) : stage)) : part,
      ];
    }),
  );
}

/** `$all: [a, b]` is `a` and `b`: https://www.mongodb.com/docs/manual/reference/operator/query/all/ */
function allOf(path: string, values: unknown): Document[] | undefined {
  if (!Array.isArray(values)) return undefined;
  if (values.length === 0) return [{ $nor: [{}] }];
  return values.map((value: unknown) => understood({ [path]: value }));
}

function conditions(operators: Document): Document {
  return Object.fromEntries(
    Object.entries(operators).map(([name, value]) => {
      refuseUnsupported(name);
      if (name === '$type') return [BSON_TYPE, typesOf(value)];
      if (name === '$not' && isDocument(value)) return [name, conditions(value)];
      if (name === '$elemMatch' && isDocument(value)) {
        return [name, isScalarCondition(value) ? conditions(value) : understood(value)];
      }
      return [name, value];
    }),
  );
}

/** Whether a condition on an array's element is one on a value, not on a document's fields. */
export function isScalarCondition(condition: Document): boolean {
  const names = Object.keys(condition);
  return names.length > 0 && names.every((name) => name.startsWith('$') && !LOGICAL.has(name));
}

function typesOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((given: unknown) => {
    const type = plainNumber(given);
    const name = typeof type === 'number' ? TYPE_NUMBERS[type] : type;
    if (typeof name !== 'string' || !TYPE_NAMES.has(name)) {
      throw new MongoError('BadValue', `Unknown type name alias: ${String(type)}`);
    }
    return name;
  });
}

function refuseUnsupported(operator: string): void {
  if (operator === BSON_TYPE) throw new MongoError('BadValue', `unknown operator: ${operator}`);
  if (!UNSUPPORTED.has(operator)) return;
  throw new MongoError('CommandNotSupported', `The operator ${operator} is not supported by the embedded database`);
}
