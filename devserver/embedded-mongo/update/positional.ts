import { Query } from 'mingo/query';
import { resolve } from 'mingo/util';
import { MongoError } from '../errors.ts';
import { isScalarCondition, understood } from '../query/filter.ts';
import { mingoOptions, type QueryContext, translated } from '../query/query.ts';
import { type Document, isDocument } from '../values/document.ts';
import { isSameValue } from '../values/order.ts';

const LOGICAL = new Set(['$and', '$or', '$nor']);

/**
 * An update's operators for one document: `$`, `$[]` and `$[id]` are the numbers of elements, as they are before the update,
 * so that several paths may go through one array; a `$pull` is the `$set` of what it leaves.
 * Throws BadValue for a position that there is not, ConflictingUpdateOperators, FailedToParse.
 */
export function concreteModifier(
  document: Document,
  modifier: Document,
  filter: Document,
  arrayFilters: Document[],
  context: QueryContext,
): Document {
  const filters = filtersById(arrayFilters);
  const used = new Set<string>();
  const result: Record<string, Document> = {};
  const taken = new Set<string>();
  for (const [operator, fields] of Object.entries(modifier)) {
    if (!isDocument(fields)) return modifier; // mingo words that
    const concrete: Document = {};
    for (const [path, value] of Object.entries(fields)) {
      for (const id of path.matchAll(/\$\[(\w+)\]/g)) used.add(id[1] ?? '');
      for (const each of pathsOf(document, path, path.split('.'), filter, filters, context)) {
        take(taken, each);
        concrete[each] = value;
      }
    }
    if (operator === '$pull') result.$set = { ...result.$set, ...pulled(document, concrete, context) };
    else result[operator] = operator === '$set' ? { ...result.$set, ...concrete } : concrete;
  }
  const unused = [...filters.keys()].find((id) => !used.has(id));
  if (unused !== undefined) {
    throw new MongoError(
      'FailedToParse',
      `The array filter for identifier '${unused}' was not used in the update ${JSON.stringify(modifier)}`,
    );
  }
  return result;
}

/** One path may not be changed twice, nor one within another. */
function take(taken: Set<string>, path: string): void {
  for (const other of taken) {
    if (other === path || other.startsWith(`${path}.`) || path.startsWith(`${other}.`)) {
      const shorter = other.length < path.length ? other : path;
      throw new MongoError(
        'ConflictingUpdateOperators',
        `Updating the path '${path}' would create a conflict at '${shorter}'`,
      );
    }
  }
  taken.add(path);
}

function pathsOf(
  document: Document,
  path: string,
  steps: string[],
  filter: Document,
  filters: Map<string, Document>,
  context: QueryContext,
): string[] {
  const at = steps.findIndex((step) => step === '$' || (step.startsWith('$[') && step.endsWith(']')));
  if (at < 1) return [steps.join('.')];
  const before = steps.slice(0, at).join('.');
  const step = steps[at] ?? '';
  const array: unknown = valueAt(document, steps.slice(0, at));
  if (step === '$') {
    const found = Array.isArray(array) ? positionOf(array, before, filter, context) : -1;
    if (found < 0) {
      throw new MongoError('BadValue', 'The positional operator did not find the match needed from the query.');
    }
    return pathsOf(document, path, steps.with(at, String(found)), filter, filters, context);
  }
  if (!Array.isArray(array)) {
    throw new MongoError(
      'BadValue',
      `The path '${before}' must exist in the document in order to apply array updates.`,
    );
  }
  const isMeant = elementTest(step.slice(2, -1), path, filters, context);
  return array.flatMap((element: unknown, index) =>
    isMeant(element) ? pathsOf(document, path, steps.with(at, String(index)), filter, filters, context) : [],
  );
}

function elementTest(id: string, path: string, filters: Map<string, Document>, context: QueryContext) {
  if (id === '') return () => true;
  const filter = filters.get(id);
  if (!filter) throw new MongoError('BadValue', `No array filter found for identifier '${id}' in path '${path}'`);
  const query = translated(() => new Query<Document>(understood(filter), mingoOptions(context)));
  return (element: unknown) => translated(() => query.test({ [id]: element }));
}

function filtersById(arrayFilters: Document[]): Map<string, Document> {
  const filters = new Map<string, Document>();
  for (const filter of arrayFilters) {
    const id = idOf(filter);
    if (id === undefined)
      throw new MongoError('FailedToParse', 'Cannot use an expression without a top-level field name in arrayFilters');
    filters.set(id, filter);
  }
  return filters;
}

/** The identifier that a filter is about: the first step of the paths in it. */
function idOf(filter: Document): string | undefined {
  const [key] = Object.keys(filter);
  if (key === undefined) return undefined;
  if (!LOGICAL.has(key)) return key.split('.')[0];
  const [first]: unknown[] = Array.isArray(filter[key]) ? filter[key] : [];
  return isDocument(first) ? idOf(first) : undefined;
}

/** The first element that all of the filter's conditions on the array, or on what is in it, hold for. */
function positionOf(array: unknown[], path: string, filter: Document, context: QueryContext): number {
  const about = conditionsOn(path, filter);
  if (about.length === 0) return -1;
  const queries = about.map((condition) =>
    translated(() => new Query<Document>(understood(condition), mingoOptions(context))),
  );
  return array.findIndex((element) => {
    const alone = path.split('.').reduceRight<unknown>((inner, step) => ({ [step]: inner }), [element]);
    return isDocument(alone) && translated(() => queries.every((query) => query.test(alone)));
  });
}

function conditionsOn(path: string, filter: Document): Document[] {
  return Object.entries(filter).flatMap(([key, condition]) => {
    if (key === path || key.startsWith(`${path}.`)) return [{ [key]: condition }];
    if (!LOGICAL.has(key) || key === '$nor' || !Array.isArray(condition)) return [];
    const each = condition.flatMap((clause: unknown) => (isDocument(clause) ? conditionsOn(path, clause) : []));
    return key === '$or' && each.length > 0 ? [{ $or: each }] : each;
  });
}

/** The value at the steps of a path, each a field or an index. */
export function valueAt(document: Document, steps: string[]): unknown {
  return steps.reduce<unknown>(
    (part, step) => (isDocument(part) || Array.isArray(part) ? Reflect.get(part, step) : undefined),
    document,
  );
}

/** What the arrays become: https://www.mongodb.com/docs/manual/reference/operator/update/pull/ */
function pulled(document: Document, fields: Document, context: QueryContext): Document {
  const changes: Document = {};
  for (const [path, condition] of Object.entries(fields)) {
    const array: unknown = resolve(document, path);
    if (array === undefined) continue;
    if (!Array.isArray(array)) throw new MongoError('BadValue', `Cannot apply $pull to a non-array value`);
    const goes = elementMatcher(condition, context);
    const left = array.filter((element) => !goes(element));
    if (left.length < array.length) changes[path] = left;
  }
  return changes;
}

/** The predicate of a condition on an array's elements: on values, or on the fields of documents. */
export function elementMatcher(condition: unknown, context: QueryContext): (element: unknown) => boolean {
  if (!isDocument(condition) && !(condition instanceof RegExp)) return (element) => isSameValue(element, condition);
  if (!isDocument(condition) || isScalarCondition(condition)) {
    const query = translated(() => new Query<Document>(understood({ value: condition }), mingoOptions(context)));
    return (element) => translated(() => query.test({ value: element }));
  }
  const query = translated(() => new Query<Document>(understood(condition), mingoOptions(context)));
  return (element) => isDocument(element) && translated(() => query.test(element));
}
