import type { Mark } from '../../core/marks/mark.ts';
import { classOf, thrown, wordsFor } from './describe.ts';
import { beginning, isOwnToJson, quote } from './native-json.ts';
import { type Place, pathOf } from './place.ts';
import { MAX_DEPTH } from './plain-size.ts';
import { MARK, MAX_MARKS, MAX_NAME, type Shortening, stays, textRoom, type Written } from './shortening.ts';

/** What was written in place of a value: its JSON, or nothing where JSON has no word for it. */
type Json = string | undefined;

/** What is written would be longer than its room. */
class Overflow extends Error {}

/**
 * Writes any value of a page as JSON, with marks for what JSON has no word for, and shortened: in place of `JSON.stringify`
 * where a value is too long, is not plain, or the page's own JSON cannot be used. Reads each property once. What the page
 * throws is written down, not thrown.
 *
 * @returns nothing when it is longer than its room, and nothing is to be left out
 */
export function writeValue(value: unknown, shortening: Shortening): Written | undefined {
  const marks: Mark[] = [];
  const whole: Written['whole'] = new Map();
  /** The objects around, as the page has them, under the names by which they are reached. */
  const around: { value: object; name: string | number }[] = [];
  const { leavesOut, ids } = shortening;
  let length = 0;
  /** Room is used up, or there are as many marks as may be. */
  const isFull = () => leavesOut && (length > shortening.room || marks.length >= MAX_MARKS);

  function emit(json: string): string {
    length += json.length;
    if (!leavesOut && (length > shortening.room || marks.length > MAX_MARKS)) throw new Overflow();
    return json;
  }

  function mark(one: Mark): void {
    length += one.path.length + MARK;
    if (marks.length < 2 * MAX_MARKS) marks.push(one);
    else if (marks.length === 2 * MAX_MARKS) marks.push({ path: '', entries: 0, ids: true });
  }

  function words(was: string, place: Place): string {
    mark({ path: pathOf(place), was });
    return emit(quote(was));
  }

  function text(value: string, place: Place): string {
    const room = textRoom(place.name, shortening);
    // Looked at before it is written: it may be megabytes long.
    if (!leavesOut && length + Math.min(room, value.length) > shortening.room) throw new Overflow();
    if (value.length <= room) return emit(quote(value));
    const path = pathOf(place);
    mark({ path, length: value.length });
    whole.set(path, () => value);
    return emit(quote(beginning(value, room)));
  }

  function write(value: unknown, place: Place): Json {
    switch (typeof value) {
      case 'string':
        return text(value, place);
      case 'number':
        return value - value === 0 ? emit(String(Object.is(value, -0) ? 0 : value)) : words(String(value), place);
      case 'boolean':
        return emit(String(value));
      case 'bigint':
        return words(`${value}n`, place);
      case 'object':
        return value === null ? emit('null') : object(value, place);
      case 'symbol':
        mark({ path: pathOf(place), is: value.toString() });
        return undefined;
      default:
        mark({ path: pathOf(place), is: typeof value });
        return undefined;
    }
  }

  function object(value: object, place: Place): Json {
    const known = around.find((one) => one.value === value);
    if (known) return words(`[cycle → ${known.name}]`, place);
    if (place.depth >= MAX_DEPTH) return words(`[nested deeper than ${MAX_DEPTH}]`, place);
    around.push({ value, name: place.name });
    try {
      return asJson(value, place);
    } catch (error) {
      if (error instanceof Overflow) throw error;
      return words(thrown(error), place);
    } finally {
      around.pop();
    }
  }

  /** @throws what a Proxy or `toJSON` of the page throws */
  function asJson(value: object, place: Place): Json {
    const toJson: unknown = Array.isArray(value) ? undefined : Reflect.get(value, 'toJSON');
    if (typeof toJson === 'function' && isOwnToJson(toJson)) {
      const json: unknown = Reflect.apply(toJson, value, [String(place.name)]);
      // An invalid Date is null.
      if (json === null && value instanceof Date) return words('Invalid Date', place);
      const name = classOf(value);
      if (name !== '') mark({ path: pathOf(place), is: name });
      return json === value ? entries(value, place) : write(json, place);
    }
    if (Array.isArray(value)) return list(value, place);
    const was = wordsFor(value);
    if (was !== undefined) return words(was, place);
    const name = classOf(value);
    if (name !== '') mark({ path: pathOf(place), is: name });
    return entries(value, place);
  }

  function list(value: readonly unknown[], place: Place): string {
    const { depth, isInRow } = place;
    const parts: string[] = [];
    const count = value.length;
    emit('[]');
    for (let n = 0; n < count && !isFull(); n += 1) {
      const at = { name: n, around: place, depth: depth + 1, isInRow: isInRow || ids };
      emit(',');
      parts.push(read(value, n, at) ?? emit('null'));
    }
    if (!isInRow && (parts.length < count || (ids && value.some(isObject))))
      mark({ path: pathOf(place), entries: count, ...(ids && { ids }) });
    return `[${parts.join(',')}]`;
  }

  function entries(value: object, place: Place): string {
    const { depth, isInRow } = place;
    const parts: string[] = [];
    const names = Object.keys(value);
    let left = 0;
    emit('{}');
    for (const name of names) {
      const full = isFull();
      const at = { name, around: place, depth: depth + 1, isInRow };
      // Read once, and only if it may stay.
      const isTooLong = leavesOut && name.length > MAX_NAME;
      if (isTooLong || (!stays(name, true, isInRow, full) && !stays(name, false, isInRow, full))) {
        left += 1;
        continue;
      }
      const found = isInRow || full ? peek(value, name) : undefined;
      if ((isInRow || full) && !stays(name, isObject(found), isInRow, full)) {
        left += 1;
        continue;
      }
      const key = emit(`${quote(name)}:,`).slice(0, -1);
      const json = isInRow || full ? write(found, at) : read(value, name, at);
      if (json !== undefined) parts.push(key + json);
    }
    if (left > 0 && !isInRow) mark({ path: pathOf(place), entries: names.length });
    return `{${parts.join(',')}}`;
  }

  function read(from: object, name: string | number, at: Place): Json {
    let found: unknown;
    try {
      found = Reflect.get(from, name);
    } catch (error) {
      return words(thrown(error), at);
    }
    return write(found, at);
  }

  try {
    const json = write(value, { name: '', around: undefined, depth: 0, isInRow: false });
    return { json: json ?? 'null', marks, whole };
  } catch (error) {
    if (error instanceof Overflow) return undefined;
    throw error;
  }
}

function peek(from: object, name: string): unknown {
  try {
    return Reflect.get(from, name);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
