import { isIncomplete, type Mark, stepsOf } from './mark.ts';

/** Stands in a value that is shown where there was none of JSON: it is drawn as these words, and not as a text. */
export class Words {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * A value to be shown: what was no JSON is there in words, also where JSON left nothing of it.
 * @param marks with paths that begin at the value
 */
export function withWords(value: unknown, marks: readonly Mark[]): unknown {
  const odd = marks.filter((mark) => 'was' in mark || 'is' in mark);
  if (odd.length === 0) return value;
  const whole = { value: structuredClone(value) };
  for (const mark of odd) {
    const steps = ['value', ...stepsOf(mark.path)];
    const name = steps.at(-1) ?? '';
    const around = steps.slice(0, -1).reduce<unknown>(inside, whole);
    if (typeof around !== 'object' || around === null || around instanceof Words) continue;
    const stands = inside(around, name);
    if ('was' in mark) put(around, name, new Words(mark.was));
    else if ('is' in mark && (stands === undefined || stands === null)) put(around, name, new Words(mark.is));
  }
  return whole.value;
}

/** `__proto__` is a name like any other. */
function put(object: object, name: string, value: Words): void {
  Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
}

/** The marks of texts, lists and objects, by the path at which a tree draws them. */
export const byPath = (marks: readonly Mark[]): ReadonlyMap<string, Mark> =>
  new Map(marks.filter((mark) => !('was' in mark)).map((mark) => [mark.path, mark]));

/** What a mark says beside what stands there, in a few words; '' where the words stand there themselves. */
export function remarkOn(mark: Mark, value: unknown): string {
  const many = (count: number) => count.toLocaleString('en');
  if ('length' in mark) return `the first ${many(String(value).length)} of ${many(mark.length)} characters`;
  if ('bytes' in mark) return `the beginning of ${many(mark.bytes)} bytes`;
  if ('is' in mark) return value instanceof Words ? '' : mark.is;
  if (!('entries' in mark)) return '';
  const there = typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
  const which = there < mark.entries ? `${many(there)} of ${many(mark.entries)} entries` : '';
  if (mark.ids !== true) return which;
  return which === '' ? 'of each only what names it' : `${which}, of each only what names it`;
}

/** Does anything of the value not stand there whole? */
export const isShortened = (marks: readonly Mark[]): boolean => marks.some(isIncomplete);

function inside(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
