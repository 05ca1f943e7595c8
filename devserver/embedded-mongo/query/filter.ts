import { Context } from 'mingo/core';
import { resolve } from 'mingo/util';
import { typeName } from '../command-fields.ts';
import { MongoError } from '../errors.ts';
import { type Document, isDocument, isOperatorExpression } from '../values/document.ts';

/** Query operators that MongoDB has and this database does not. */
const UNSUPPORTED = new Set(['$near', '$nearSphere', '$geoWithin', '$geoIntersects', '$within', '$text', '$where']);
const LOGICAL = new Set(['$and', '$or', '$nor']);

/** https://www.mongodb.com/docs/manual/reference/bson-types/ : the names that `$type` takes, by number. */
const TYPE_NUMBERS: Readonly<Record<number, string>> = {
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
  17: 'timestamp',
  19: 'decimal',
  [-1]: 'minKey',
  127: 'maxKey',
};
const TYPE_NAMES = new Set([...Object.values(TYPE_NUMBERS), 'number', 'symbol', 'dbPointer', 'javascriptWithScope']);
/** One JavaScript number stands for each of these. */
const WIDTHS = new Set<unknown>(['int', 'long', 'double', 1, 16, 18]);
const NAMES_OF_BSON: Readonly<Record<string, string>> = { decimal128: 'decimal', minkey: 'minKey', maxkey: 'maxKey' };

/** The name by which a filter's `$type` reaches mingo, whose own knows none of BSON's types and cannot be replaced. */
const BSON_TYPE = '$bsonType';

/** What mingo needs to understand a filter of `understood`. */
export const FILTER_CONTEXT = Context.init().addQueryOps({
  [BSON_TYPE]: (selector: string, types: unknown, _options: unknown) => {
    const wanted = new Set(types as string[]);
    return (document: unknown) => {
      const value: unknown = resolve(document as Document, selector, { unwrapArray: true });
      return [value, ...(Array.isArray(value) ? value : [])].some((each) => {
        const name = typeName(each);
        return wanted.has(NAMES_OF_BSON[name] ?? name) || (wanted.has('number') && isNumber(name));
      });
    };
  },
});

const isNumber = (name: string): boolean => ['int', 'double', 'long', 'decimal128'].includes(name);

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
      if (name !== '$lookup' && name !== '$facet' && name !== '$unionWith' && name !== '$graphLookup')
        return [name, value];
      return [name, isDocument(value) ? pipelinesIn(value) : value];
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
  return (Array.isArray(value) ? value : [value]).map((type: unknown) => {
    if (WIDTHS.has(type)) {
      throw new MongoError(
        'CommandNotSupported',
        `$type: the width of a number (${type}) is not kept by the embedded database, which knows 'number' and 'decimal'`,
      );
    }
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
