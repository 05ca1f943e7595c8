import { cloneDeep } from 'mingo/util';
import { MongoError } from '../errors.ts';
import { type Document, isDocument } from '../values/document.ts';
import { isStoredNumber, plainNumber } from '../values/numbers.ts';

/** A projection as mingo is given it, and what is done to each document afterwards. */
export interface Projection {
  readonly fields: Document;
  readonly after: (document: Document) => Document;
}

/**
 * Takes out of a projection what mingo does otherwise than MongoDB: `$slice`, which by itself leaves the other fields as
 * they are, and `$elemMatch`, which is for elements that are no documents, too.
 * @param matches the predicate of an `$elemMatch`, over an array's elements
 */
export function readProjection(
  projection: Document,
  matches: (condition: Document) => (element: unknown) => boolean,
): Projection {
  const fields: Document = {};
  const changes: ((document: Document) => void)[] = [];
  const plain = Object.entries(projection).filter(([path, value]) => path !== '_id' && !operatorOf(value));
  const includes = plain.some(([, value]) => value !== 0 && value !== false);
  const excludes = plain.length > 0 && !includes;
  const elementsOnly = !excludes && Object.values(projection).some((value) => operatorOf(value) === '$elemMatch');

  for (const [path, value] of Object.entries(projection)) {
    const operator = operatorOf(value);
    if (operator === '$slice' && isDocument(value)) {
      const [skip, limit] = sliceOf(value.$slice);
      changes.push((document) => change(document, path.split('.'), (array) => sliced(array, skip, limit)));
      if (includes || elementsOnly) fields[path] = 1;
    } else if (operator === '$elemMatch' && isDocument(value)) {
      if (!isDocument(value.$elemMatch))
        throw new MongoError('BadValue', 'elemMatch: Invalid argument, object required');
      if (path.includes('.'))
        throw new MongoError('BadValue', `Cannot use $elemMatch projection on a nested field: ${path}`);
      const isMatch = matches(value.$elemMatch);
      changes.push((document) => change(document, [path], (array) => firstOf(array, isMatch), 'missing'));
      if (!excludes) fields[path] = 1;
    } else fields[path] = value;
  }
  return {
    fields,
    after(document) {
      if (changes.length === 0) return document;
      const copy: Document = Object.assign({}, cloneDeep(document));
      for (const apply of changes) apply(copy);
      return copy;
    },
  };
}

function operatorOf(value: unknown): '$slice' | '$elemMatch' | undefined {
  if (!isDocument(value)) return undefined;
  if ('$elemMatch' in value) return '$elemMatch';
  // With an array or an expression before the numbers it is the operator of expressions.
  const isProjection = '$slice' in value && [value.$slice].flat().every(isStoredNumber);
  return isProjection && [value.$slice].flat().length < 3 ? '$slice' : undefined;
}

function sliceOf(given: unknown): [skip: number, limit: number | undefined] {
  const argument = Array.isArray(given) ? given.map(plainNumber) : plainNumber(given);
  if (typeof argument === 'number') return argument < 0 ? [argument, undefined] : [0, argument];
  const [skip, limit]: unknown[] = Array.isArray(argument) ? argument : [];
  if (typeof skip !== 'number' || typeof limit !== 'number' || limit <= 0) {
    throw new MongoError('BadValue', 'Third argument to $slice must be positive');
  }
  return [skip, limit];
}

function sliced(array: unknown[], skip: number, limit: number | undefined): unknown[] {
  const from = skip < 0 ? Math.max(array.length + skip, 0) : skip;
  return array.slice(from, limit === undefined ? undefined : from + limit);
}

function firstOf(array: unknown[], isMatch: (element: unknown) => boolean): unknown[] | undefined {
  const found = array.findIndex(isMatch);
  return found < 0 ? undefined : [array[found]];
}

/** Replaces the array at a path; what is no array stays, or goes with `otherwise: 'missing'`. */
function change(
  part: unknown,
  [step = '', ...deeper]: string[],
  make: (array: unknown[]) => unknown[] | undefined,
  otherwise: 'kept' | 'missing' = 'kept',
): void {
  if (Array.isArray(part)) {
    for (const each of part) change(each, [step, ...deeper], make, otherwise);
  } else if (isDocument(part) && Object.hasOwn(part, step)) {
    const value = part[step];
    if (deeper.length > 0) change(value, deeper, make, otherwise);
    else {
      const made = Array.isArray(value) ? make(value) : otherwise === 'kept' ? value : undefined;
      if (made === undefined) delete part[step];
      else part[step] = made;
    }
  }
}
