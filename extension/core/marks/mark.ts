/**
 * What of an event does not stand in it as it was in the page. A mark stands beside the data, in the event's own field
 * `marks`, never in it: no value of a page can be mistaken for one.
 *
 *   {path, length}        a text of `length` characters (UTF-16): what stands there is its beginning
 *   {path, entries}       a list or object that had so many entries, of which some stand there, a list's first ones
 *   {path, entries, ids}  the same, and of each entry only what names it: id, version, method, channel
 *   {path, bytes}         JSON of so many bytes: what stands there is the beginning of its text, and not it
 *   {path, was}           no value of JSON: what stands there says in words what it was, as `12n` or `Map(3)`
 *   {path, is}            what stands there, or that nothing does, is what JSON makes of it, as of a Date or of undefined
 *
 * `path` is a JSON Pointer (RFC 6901) that begins at the event. Where a frame's `text` is JSON it goes on into that:
 * `/text/0/data/body/title`.
 */
export type Mark =
  | { path: string; length: number }
  | { path: string; entries: number; ids?: boolean }
  | { path: string; bytes: number }
  | { path: string; was: string }
  | { path: string; is: string };

/** More marks than a probe makes; what a page or a file has beyond them is not read. */
const MAX_MARKS = 4_096;
/** The longest path and the longest words that are read, in characters. */
const MAX_TEXT = 4_096;

const NONE: readonly Mark[] = [];

/** One step of a JSON Pointer. */
export const pointerStep = (name: string | number): string => {
  const text = String(name);
  return `/${/[~/]/.test(text) ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text}`;
};

/** The names of a JSON Pointer. */
export const stepsOf = (path: string): string[] =>
  path === ''
    ? []
    : path
        .slice(1)
        .split('/')
        .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

/** The marks of an event. It may come from anywhere: what is no mark is passed over. Never throws. */
export function marksOf(event: object): readonly Mark[] {
  if (!('marks' in event) || !Array.isArray(event.marks)) return NONE;
  return event.marks.slice(0, MAX_MARKS).filter(isMark);
}

function isMark(value: unknown): value is Mark {
  if (typeof value !== 'object' || value === null) return false;
  const { path, length, entries, bytes, was, is } = value as Record<string, unknown>;
  if (typeof path !== 'string' || path.length > MAX_TEXT || (path !== '' && !path.startsWith('/'))) return false;
  return isCount(length) || isCount(entries) || isCount(bytes) || isWords(was) || isWords(is);
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
const isWords = (value: unknown) => typeof value === 'string' && value.length <= MAX_TEXT;

/** Is `path` the place itself, or within it? */
const isWithin = (path: string, place: string) =>
  path.startsWith(place) && (path.length === place.length || path[place.length] === '/');

/** The marks of what stands at `place`, with paths that begin there. What holds of all around it holds of it too. */
export function marksAt(marks: readonly Mark[], place: string): readonly Mark[] {
  if (marks.length === 0) return marks;
  return marks.flatMap((mark): Mark[] => {
    if (isWithin(mark.path, place)) return [{ ...mark, path: mark.path.slice(place.length) }];
    const isAround = isWithin(place, mark.path) && ('bytes' in mark || ('ids' in mark && mark.ids === true));
    return isAround ? [{ ...mark, path: '' }] : [];
  });
}

/** Does less than was there, or something else, stand at the beginning of these paths? What `is` says is all there. */
export const isIncomplete = (mark: Mark): boolean => !('is' in mark);
