import { type Mark, stepsOf } from './mark.ts';
import { Words } from './words.ts';

/** Stands in a value that is compared where not all, or something else, is there. */
export class Part {
  readonly value: unknown;
  readonly mark: Mark;
  constructor(value: unknown, mark: Mark) {
    this.value = value;
    this.mark = mark;
  }
}

/** Lists and objects of which entries are missing. */
const partial = new WeakSet<object>();
export const isPartial = (value: object): boolean => partial.has(value);

/**
 * A value to be compared with `differences`, in which what was not seen whole can be told from what was.
 * @param marks with paths that begin at the value
 */
export function withParts(value: unknown, marks: readonly Mark[]): unknown {
  if (marks.length === 0) return value;
  const whole: { value: unknown } = { value: structuredClone(value) };
  for (const mark of marks) {
    if ('is' in mark) continue;
    const steps = ['value', ...stepsOf(mark.path)];
    const name = steps.at(-1) ?? '';
    const around = steps
      .slice(0, -1)
      .reduce<unknown>((found, step) => (isOpen(found) ? Reflect.get(found, step) : undefined), whole);
    if (!isOpen(around) || !Object.hasOwn(around, name)) continue;
    const found: unknown = Reflect.get(around, name);
    if (!('entries' in mark)) Reflect.set(around, name, new Part(found, mark));
    else if (isOpen(found)) partial.add(found);
  }
  return whole.value;
}

const isOpen = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Part);

/** What can be said of two values one of which, at least, is not there whole. */
export function compareParts(before: unknown, after: unknown): 'same' | 'changed' | 'unseen' {
  const one = before instanceof Part ? before : undefined;
  const other = after instanceof Part ? after : undefined;
  if (one && 'was' in one.mark && other && 'was' in other.mark) {
    if (one.mark.was !== other.mark.was) return 'changed';
    // A number says all of itself; of a Map or a cycle only the kind is known.
    return /^-?(?:\d+n|Infinity|NaN)$/.test(one.mark.was) ? 'same' : 'unseen';
  }
  if ((one && 'was' in one.mark) || (other && 'was' in other.mark)) return 'changed';
  const texts = [before, after].map(textIn);
  const [old, now] = texts;
  if (!old || !now) return 'changed';
  if (old.length !== now.length) return 'changed';
  const shorter = Math.min(old.text.length, now.text.length);
  return old.text.slice(0, shorter) === now.text.slice(0, shorter) ? 'unseen' : 'changed';
}

/** The beginning of a text, and how long all of it is. */
function textIn(value: unknown): { text: string; length: number } | undefined {
  if (typeof value === 'string') return { text: value, length: value.length };
  if (!(value instanceof Part) || typeof value.value !== 'string' || !('length' in value.mark)) return undefined;
  return { text: value.value, length: value.mark.length };
}

/** What is shown of it. */
export function shownOf(value: unknown): unknown {
  if (!(value instanceof Part)) return value;
  return 'was' in value.mark ? new Words(value.mark.was) : value.value;
}
