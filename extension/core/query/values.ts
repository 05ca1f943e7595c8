import { DUPLICATE, ERROR, INFERRED, UNSURE, WRONG } from '../trace/measures.ts';
import { type Field, fieldCalled } from './fields.ts';
import { nearest } from './nearest.ts';
import { namePattern } from './patterns.ts';
import type { NumberRange, QueryNode, Term } from './syntax.ts';

/** A field's value that cannot be: what is wrong and what is allowed. */
export interface WrongValue {
  message: string;
  advice: string;
}

const EVERY_NUMBER: NumberRange = { min: -Infinity, max: Infinity, withMin: true, withMax: true };
const COMPARISON = /^(>=|<=|>|<|=)?(.+)$/;
const NUMBER = /^(-?\d+(?:\.\d+)?)(ms|s)?$/i;
const STATUS_CLASS = /^([1-9])xx$/i;
const TIME = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,3}))?)?$/;

/**
 * Reads what stands behind `field:`.
 *
 * @param quoted in quotes, so that `*` is a star
 * @param path what stands behind the field's name, of one that has paths
 */
export function readValue(
  field: Field,
  value: string,
  quoted: boolean,
  path: readonly string[] = [],
): QueryNode | WrongValue {
  const { type } = field;
  switch (type.is) {
    case 'name':
      if (type.column === 'load' && value === 'last' && !quoted) return term({ is: 'last-load' });
      return name(type.column, value, quoted);
    case 'frame':
      return term({ is: 'frame', accepts: namePattern(`*${value}*`) });
    case 'number': {
      const range = readRange(value, type.column === 'status');
      return range ? term({ is: 'number', column: type.column, range }) : wrongNumber(field, value);
    }
    case 'time': {
      const time = readTime(value);
      if (time === undefined)
        return {
          message: `“${value}” is no time of day.`,
          advice: `Hours, minutes and, where wanted, seconds: ${field.example}.`,
        };
      return term({
        is: 'time',
        ...(type.side === 'after' ? { from: time, until: Infinity } : { from: 0, until: time }),
      });
    }
    case 'payload':
      return term({ is: 'payload', root: type.root, path, accepts: valueTest(value, quoted) });
    case 'quality':
      return readQuality(value) ?? wrongChoice(field, value);
    case 'presence':
      return readPresence(value) ?? wrongChoice(field, value);
  }
}

const term = (term: Term): QueryNode => ({ is: 'term', term });

function name(column: (Term & { is: 'name' })['column'], value: string, quoted: boolean): QueryNode {
  const wanted = value.toLowerCase();
  const accepts = quoted ? (text: string) => text.toLowerCase() === wanted : namePattern(value);
  return term({ is: 'name', column, accepts });
}

/** A value as text, in any case, or a number that is compared. */
function valueTest(value: string, quoted: boolean): (found: string) => boolean {
  const wanted = value.toLowerCase();
  if (quoted) return (found) => found.toLowerCase() === wanted;
  const range = /^[<>=]|\.\./.test(value) ? readRange(value, false) : undefined;
  if (!range) return namePattern(value);
  return (found) => {
    const number = found.trim() === '' ? Number.NaN : Number(found);
    const { min, max, withMin, withMax } = range;
    return (withMin ? number >= min : number > min) && (withMax ? number <= max : number < max);
  };
}

function readQuality(value: string): QueryNode | undefined {
  switch (value.toLowerCase()) {
    case 'error':
      return term({ is: 'quality', bit: ERROR });
    case 'inferred':
      return term({ is: 'quality', bit: INFERRED });
    case 'held':
      return name('decision', 'held*', false);
    case 'duplicate':
      return term({ is: 'quality', bit: DUPLICATE });
    case 'wrong':
      return term({ is: 'quality', bit: WRONG });
    case 'unsure':
      return term({ is: 'quality', bit: UNSURE });
    case 'ignored':
      return name('decision', 'ignored*', false);
    default:
      return undefined;
  }
}

function readPresence(value: string): QueryNode | undefined {
  const type = fieldCalled(value)?.type;
  if (type?.is === 'name') return term({ is: 'name', column: type.column, accepts: (text) => text !== '' });
  if (type?.is === 'number') return term({ is: 'number', column: type.column, range: EVERY_NUMBER });
  return undefined;
}

/** `50`, `>50`, `>=1.5s`, `4..9`, `4..`, `..9`; of a status also `4xx`. */
function readRange(value: string, isStatus: boolean): NumberRange | undefined {
  const statusClass = isStatus ? STATUS_CLASS.exec(value) : null;
  if (statusClass) {
    const hundred = Number(statusClass[1]) * 100;
    return { min: hundred, max: hundred + 100, withMin: true, withMax: false };
  }
  const dots = value.indexOf('..');
  if (dots >= 0) {
    const [low, high] = [value.slice(0, dots), value.slice(dots + 2)];
    const min = low === '' ? -Infinity : readNumber(low);
    const max = high === '' ? Infinity : readNumber(high);
    if (min === undefined || max === undefined || low + high === '') return undefined;
    return { ...EVERY_NUMBER, min, max };
  }
  const [, sign, digits = ''] = COMPARISON.exec(value) ?? [];
  const number = readNumber(digits);
  if (number === undefined) return undefined;
  if (sign === '>' || sign === '>=') return { ...EVERY_NUMBER, min: number, withMin: sign === '>=' };
  if (sign === '<' || sign === '<=') return { ...EVERY_NUMBER, max: number, withMax: sign === '<=' };
  return { ...EVERY_NUMBER, min: number, max: number };
}

function readNumber(text: string): number | undefined {
  const [, digits, unit] = NUMBER.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * (unit?.toLowerCase() === 's' ? 1_000 : 1);
}

/** Milliseconds since midnight. */
function readTime(value: string): number | undefined {
  const [all, hours, minutes, seconds = '0', fraction = ''] = TIME.exec(value) ?? [];
  if (all === undefined) return undefined;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + Number(fraction.padEnd(3, '0'));
}

function wrongNumber({ name, example }: Field, value: string): WrongValue {
  return {
    message: `“${value}” is no number.`,
    advice: `For example ${example}, ${name}:7, ${name}:>7 or ${name}:4..9.`,
  };
}

function wrongChoice({ name, values = [] }: Field, value: string): WrongValue {
  const meant = nearest(value, values);
  return {
    message: `“${value}” is nothing that ${name}: knows.`,
    advice: `${meant ? `Did you mean ${name}:${meant}? ` : ''}It knows ${values.join(', ')}.`,
  };
}
