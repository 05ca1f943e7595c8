import { compareParts, isPartial, Part, shownOf, withParts } from '../marks/compared.ts';
import type { Mark } from '../marks/mark.ts';

/** How a value became another: one entry for each part that is not the same, and for each attribute that is. */
export interface Difference {
  /** `title`, `owner.name`, `tags[2]`; '' for the whole. */
  path: string;
  /** `unseen`: not all of it is in the recording, and what is there is alike. */
  kind: 'added' | 'removed' | 'changed' | 'same' | 'unseen';
  before?: unknown;
  after?: unknown;
}

/** Deeper than this, parts are compared as one. */
const MAX_DEPTH = 12;
/** More differences than this nobody reads. */
const MAX = 1_000;

/**
 * Compares two JSON values part by part. Of two arrays the equal beginnings and ends are left out first, so that an
 * element put in between is one difference. Attributes that are the same are told too, at the top only.
 *
 * @param marks what of each does not stand there whole, with paths that begin there
 */
export function differences(
  before: unknown,
  after: unknown,
  marks: { before?: readonly Mark[]; after?: readonly Mark[] } = {},
): Difference[] {
  const found: Difference[] = [];
  compare('', withParts(before, marks.before ?? []), withParts(after, marks.after ?? []), 0, found);
  return found.map((one) => ({
    ...one,
    ...('before' in one && { before: shownOf(one.before) }),
    ...('after' in one && { after: shownOf(one.after) }),
  }));
}

/**
 * The names under which two objects differ, as far as both were seen; none of what is no object.
 *
 * @param marks as of `differences`
 */
export function changedNames(
  before: unknown,
  after: unknown,
  marks: { before: readonly Mark[]; after: readonly Mark[] },
): string[] {
  const [old, now] = [withParts(before, marks.before), withParts(after, marks.after)];
  if (!isRecord(old) || !isRecord(now)) return [];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((name) => {
    if (!Object.hasOwn(old, name)) return !isPartial(old);
    if (!Object.hasOwn(now, name)) return !isPartial(now);
    const found: Difference[] = [];
    compare(name, Reflect.get(old, name), Reflect.get(now, name), 1, found);
    return found.some(({ kind }) => kind !== 'same' && kind !== 'unseen');
  });
}

function compare(path: string, before: unknown, after: unknown, depth: number, found: Difference[]): void {
  if (found.length >= MAX) return;
  const isDeep = depth < MAX_DEPTH;
  if (before instanceof Part || after instanceof Part) {
    const isThere = before !== undefined && after !== undefined;
    const kind = isThere ? compareParts(before, after) : after === undefined ? 'removed' : 'added';
    if (kind !== 'same' || depth === 1) found.push({ path, kind, before, after });
  } else if (isDeep && Array.isArray(before) && Array.isArray(after)) compareLists(path, before, after, depth, found);
  else if (isDeep && isRecord(before) && isRecord(after)) compareRecords(path, before, after, depth, found);
  else if (before === undefined && isRecord(after) && depth === 0) compareRecords(path, {}, after, depth, found);
  else if (after === undefined && isRecord(before) && depth === 0) compareRecords(path, before, {}, depth, found);
  else if (!isSame(before, after)) found.push({ path, kind: 'changed', before, after });
}

function compareRecords(path: string, before: object, after: object, depth: number, found: Difference[]): void {
  const olds = new Map<string, unknown>(Object.entries(before));
  const news = new Map<string, unknown>(Object.entries(after));
  for (const [name, old] of olds) {
    const at = path === '' ? name : `${path}.${name}`;
    if (found.length >= MAX) return;
    if (!news.has(name)) found.push({ path: at, kind: isPartial(after) ? 'unseen' : 'removed', before: old });
    else if (!isSame(old, news.get(name))) compare(at, old, news.get(name), depth + 1, found);
    else if (depth === 0) found.push({ path: at, kind: 'same', before: old, after: old });
  }
  for (const [name, value] of news)
    if (!olds.has(name) && found.length < MAX)
      found.push({
        path: path === '' ? name : `${path}.${name}`,
        kind: isPartial(before) ? 'unseen' : 'added',
        after: value,
      });
  if ((isPartial(before) || isPartial(after)) && found.length < MAX) found.push({ path, kind: 'unseen' });
}

function compareLists(path: string, before: unknown[], after: unknown[], depth: number, found: Difference[]): void {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isSame(before[start], after[start])) start += 1;
  let end = 0;
  while (end < shorter - start && isSame(before.at(-1 - end), after.at(-1 - end))) end += 1;
  const olds = before.length - end;
  const news = after.length - end;
  for (let n = start; n < Math.max(olds, news) && found.length < MAX; n += 1) {
    const at = `${path}[${n}]`;
    if (n >= olds) found.push({ path: at, kind: 'added', after: after[n] });
    else if (n >= news) found.push({ path: at, kind: 'removed', before: before[n] });
    else compare(at, before[n], after[n], depth + 1, found);
  }
  if ((isPartial(before) || isPartial(after)) && found.length < MAX) found.push({ path, kind: 'unseen' });
}

/** Equal JSON, whatever the order of its names. */
export function isSame(one: unknown, other: unknown): boolean {
  // JSON can tell -0 from 0, but nobody who reads it.
  if (one === other) return !(one instanceof Part);
  if (one instanceof Part || other instanceof Part) return false;
  if (Array.isArray(one) || Array.isArray(other))
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      !isPartial(one) &&
      !isPartial(other) &&
      one.every((item, n) => isSame(item, other[n]))
    );
  if (!isRecord(one) || !isRecord(other) || isPartial(one) || isPartial(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(Reflect.get(one, name), Reflect.get(other, name)))
  );
}

/** What two texts have in common at their ends: how many characters each, never half of a pair of surrogates. */
export function commonEnds(one: string, other: string): { start: number; end: number } {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  if (start > 0 && isHigh(one.charCodeAt(start - 1))) start -= 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  if (end > 0 && isLow(one.charCodeAt(one.length - end))) end -= 1;
  return { start, end };
}

const isHigh = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number) => unit >= 0xdc00 && unit < 0xe000;
const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
