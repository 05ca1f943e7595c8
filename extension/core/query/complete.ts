import { FIELDS, type Field, fieldCalled } from './fields.ts';

/** Something to put in the place of what is being typed. */
export interface Completion {
  /** What it puts there. */
  text: string;
  /** Says what it does, or nothing where the text says all. */
  hint: string;
}

export interface Completions {
  /** The place in the query that a completion takes, in characters. */
  from: number;
  to: number;
  items: readonly Completion[];
}

const MAX_ITEMS = 12;
const WORD = /-?(?:[a-z][a-z-]*:)?(?:>=|<=|>|<|=)?(?:"(?:[^"\\]|\\.)*|[^\s"()]*)$/i;
/** A path that has no value yet. */
const PATH = /(?:^|[\s(])(-?)(data|body)\.([^\s:"()]*)$/i;
const PARTS = /^(-?)(?:([a-z][a-z-]*):)?(>=|<=|>|<|=)?("?)(.*)$/is;

/**
 * What the word before the caret may become: names of fields, and behind a field its values.
 *
 * @param seen the values that the trace has of a field, the most frequent first
 */
export function complete(query: string, caret: number, seen: (field: Field) => readonly string[]): Completions {
  const path = PATH.exec(query.slice(0, caret));
  if (path) return completePath(path, query, caret, seen);
  const word = WORD.exec(query.slice(0, caret))?.[0] ?? '';
  const from = caret - word.length;
  const rest = /^[^\s()]*/.exec(query.slice(caret))?.[0] ?? '';
  const [, minus = '', name, sign = '', , typed = ''] = PARTS.exec(word) ?? [];
  const field = name === undefined ? undefined : fieldCalled(name);
  const to = caret + rest.length;
  if (field) return { from, to, items: valuesFor(field, `${minus}${name}:${sign}`, typed, seen).slice(0, MAX_ITEMS) };
  if (name !== undefined || sign !== '' || word.includes('"')) return { from, to, items: [] };
  return { from, to, items: fieldsFor(minus, typed) };
}

/** `data.ty` → `data.type:` */
function completePath(
  [word, minus = '', name = '', typed = '']: RegExpExecArray,
  query: string,
  caret: number,
  seen: (field: Field) => readonly string[],
): Completions {
  const field = fieldCalled(name);
  const from = caret - word.trimStart().length;
  const to = caret + (/^[^\s()]*/.exec(query.slice(caret))?.[0].length ?? 0);
  const paths = field ? seen(field).filter((path) => path.toLowerCase().startsWith(typed.toLowerCase())) : [];
  return { from, to, items: paths.slice(0, MAX_ITEMS).map((path) => ({ text: `${minus}${name}.${path}:`, hint: '' })) };
}

function fieldsFor(minus: string, typed: string): Completion[] {
  const wanted = typed.toLowerCase();
  const fields = FIELDS.filter(({ name, aliases = [] }) => [name, ...aliases].some((one) => one.startsWith(wanted)));
  const qualities = FIELDS.filter(({ type }) => type.is === 'quality').flatMap(({ name, values = [] }) =>
    values.filter((value) => wanted !== '' && value.startsWith(wanted)).map((value) => `${name}:${value}`),
  );
  return [
    ...fields.map(({ name, hint, type }) => ({
      text: `${minus}${name}${type.is === 'payload' && type.root !== 'changed' ? '.' : ':'}`,
      hint,
    })),
    ...qualities.map((text) => ({ text: `${minus}${text} `, hint: '' })),
  ];
}

function valuesFor(
  field: Field,
  before: string,
  typed: string,
  seen: (field: Field) => readonly string[],
): Completion[] {
  const wanted = typed.toLowerCase();
  const isPath = field.type.is === 'payload' && field.type.root !== 'changed';
  const values = new Set([...(field.values ?? []), ...(isPath ? [] : seen(field))]);
  const all = [...values].filter((value) => value.toLowerCase() !== wanted);
  const starting = all.filter((value) => value.toLowerCase().startsWith(wanted));
  const containing = all.filter((value) => !starting.includes(value) && value.toLowerCase().includes(wanted));
  const items = [...starting, ...containing].map((value) => ({ text: `${before}${written(value)} `, hint: '' }));
  if (items.length > 0 || wanted !== '') return items;
  const { example, hint } = field;
  return example.startsWith(before) ? [{ text: `${example} `, hint }] : [];
}

/** Any text as a query that looks for it; '' for none. */
export const asText = (text: string): string => (text === '' ? '' : `"${text.replace(/["\\]/g, '\\$&')}"`);

/** As a query has it: in quotes where it must. */
function written(value: string): string {
  return /[\s"()*]|^$/.test(value) ? asText(value) : value;
}
