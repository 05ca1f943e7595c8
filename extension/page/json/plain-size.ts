/** The deepest nesting of a value that is written; the panel refuses a line that is much deeper. */
export const MAX_DEPTH = 48;

const { getPrototypeOf } = Object;
const { isArray } = Array;
const plain: unknown = Object.prototype;

/**
 * About how many characters a value takes as JSON, looked at and not written: a value that is too long must not be written
 * only to be cut. NaN when JSON does not write it as it is: it would throw, or would leave something out without a word.
 * Ends as soon as it is beyond `room`.
 *
 * @throws what the page's getters throw
 */
export function plainSize(value: unknown, room: number, depth = 0): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value === 'number') return value - value === 0 ? 8 : Number.NaN;
  if (typeof value === 'boolean') return 5;
  if (typeof value !== 'object') return Number.NaN;
  if (value === null) return 4;
  if (depth === MAX_DEPTH) return Number.NaN;
  let size = 2;
  if (isArray(value)) {
    for (let i = 0; i < value.length && size <= room; i += 1) size += 1 + plainSize(value[i], room - size, depth + 1);
    return size;
  }
  const prototype: unknown = getPrototypeOf(value);
  if (prototype !== plain && prototype !== null) return Number.NaN;
  for (const name in value) {
    size += name.length + 4 + plainSize((value as Record<string, unknown>)[name], room - size, depth + 1);
    // Not a number is not within either.
    if (!(size <= room)) return size;
  }
  return size;
}
