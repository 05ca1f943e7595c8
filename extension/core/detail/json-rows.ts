import { pointerStep } from '../marks/mark.ts';
import { Words } from '../marks/words.ts';

/** One visible line of a JSON value drawn as a tree. */
export interface JsonRow {
  /** Names the line among the others, whatever the keys. */
  path: string;
  /** Where the value stands, as a JSON Pointer (RFC 6901); of a range, that of what it is a part of. */
  pointer: string;
  /** From 1. */
  level: number;
  /** Its place among its siblings, from 1, and how many they are. */
  place: number;
  siblings: number;
  /** The key; of a range `[100 … 199]`; nothing for the value itself. */
  name: string | undefined;
  value: unknown;
  /** A range of its parent's entries, which shows no value. */
  isRange: boolean;
  /** Nothing where there is nothing to open. */
  open: boolean | undefined;
}

/** Entries that one line opens to; more are put in ranges, and ranges of ranges. */
export const RANGE = 100;

/** Is the line open? `level` from 1. */
export type IsOpen = (path: string, level: number, value: unknown) => boolean;

type Entries = readonly (readonly [name: string, value: unknown])[];

/**
 * The lines of a value, as far as they are open: a line opens to a hundred at most, so that drawing costs what is looked
 * at, not what is there. An object or array shows its entries, anything else itself.
 *
 * @param opens says of a value that is no object whether its line can be opened, as a text that is cut
 */
export function jsonRows(
  value: unknown,
  isOpen: IsOpen,
  opens: (value: unknown, pointer: string) => boolean,
): JsonRow[] {
  const rows: JsonRow[] = [];
  const entries = entriesOf(value);
  if (entries && entries.length > 0) addAll(entries, '', '', 1);
  else add(undefined, value, '', '', 1, 1, 1);
  return rows;

  function add(
    name: string | undefined,
    value: unknown,
    path: string,
    pointer: string,
    level: number,
    place: number,
    siblings: number,
  ) {
    const entries = entriesOf(value);
    const isParent = entries ? entries.length > 0 : opens(value, pointer);
    const open = isParent ? isOpen(path, level, value) : undefined;
    rows.push({ path, pointer, level, place, siblings, name, value, isRange: false, open });
    if (open && entries) addAll(entries, path, pointer, level + 1);
  }

  function addAll(entries: Entries, path: string, pointer: string, level: number, from = 0, to = entries.length): void {
    const count = to - from;
    if (count <= RANGE) {
      for (let n = from; n < to; n += 1) {
        const [name, value] = entries[n] ?? ['', undefined];
        add(name, value, `${path}/${name.length}:${name}`, pointer + pointerStep(name), level, n - from + 1, count);
      }
      return;
    }
    let size = RANGE;
    while (count / size > RANGE) size *= RANGE;
    const siblings = Math.ceil(count / size);
    for (let place = 1, n = from; n < to; n += size, place += 1) {
      const end = Math.min(to, n + size);
      const at = `${path}/${n}-${end}`;
      const open = isOpen(at, level, undefined);
      const name = `[${n} … ${end - 1}]`;
      rows.push({ path: at, pointer, level, place, siblings, name, value: undefined, isRange: true, open });
      if (open) addAll(entries, path, pointer, level + 1, n, end);
    }
  }
}

/** Of an object its own names, `__proto__` like any other. */
export function entriesOf(value: unknown): Entries | undefined {
  return typeof value === 'object' && value !== null && !(value instanceof Words) ? Object.entries(value) : undefined;
}
