import { resolve } from 'mingo/util';
import { MongoError } from '../errors.ts';
import type { Document } from '../values/document.ts';
import { plainNumber } from '../values/numbers.ts';
import { compareValues } from '../values/order.ts';

type Comparator = (a: unknown, b: unknown) => number;

/** https://www.mongodb.com/docs/manual/reference/collation/ : what each strength tells apart */
const SENSITIVITY = { 1: 'base', 2: 'accent', 3: 'variant' } as const;

/**
 * Documents in the order of `spec`, `{path: 1 | -1}`, those that are equal as they were. An array stands where its least
 * element does, or its greatest when the order is descending; what is missing stands with null.
 * Throws BadValue for another direction.
 */
export function sorted<T>(documents: readonly T[], spec: Document, collation: Document = {}): T[] {
  const compare = comparator(collation);
  const orders = Object.entries(spec).map(([path, direction]) => {
    const sign = plainNumber(direction);
    if (sign !== 1 && sign !== -1) {
      throw new MongoError('BadValue', '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    }
    return { path, sign };
  });
  return documents
    .map((document) => ({ document, keys: orders.map(({ path, sign }) => keyAt(document, path, sign, compare)) }))
    .sort((a, b) => {
      for (const [at, { sign }] of orders.entries()) {
        const order = compare(a.keys[at], b.keys[at]);
        if (order !== 0) return sign * order;
      }
      return 0;
    })
    .map(({ document }) => document);
}

function keyAt(document: unknown, path: string, sign: number, compare: Comparator): unknown {
  const value: unknown = resolve(Object(document), path);
  if (!Array.isArray(value)) return value ?? null;
  const elements: unknown[] = value.flat(path.split('.').length - 1);
  // An empty array stands before null.
  return elements.length === 0
    ? undefined
    : elements.reduce((a, b) => (sign * compare(a ?? null, b ?? null) <= 0 ? a : b));
}

function comparator({
  locale = 'simple',
  strength,
  caseLevel,
  caseFirst,
  numericOrdering,
  alternate,
}: Document): Comparator {
  if (typeof locale !== 'string' || locale === 'simple') return compareValues;
  const level = plainNumber(strength) === 1 ? 1 : plainNumber(strength) === 2 ? 2 : 3;
  const withCase = level === 1 ? 'case' : 'variant';
  const collator = new Intl.Collator(locale.replace('_', '-'), {
    sensitivity: caseLevel === true ? withCase : SENSITIVITY[level],
    caseFirst: caseFirst === 'upper' || caseFirst === 'lower' ? caseFirst : 'false',
    numeric: numericOrdering === true,
    ignorePunctuation: alternate === 'shifted',
  });
  return (a, b) => (typeof a === 'string' && typeof b === 'string' ? collator.compare(a, b) : compareValues(a, b));
}
