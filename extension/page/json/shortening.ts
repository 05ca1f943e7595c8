import type { Mark } from '../../core/marks/mark.ts';

/** How much of a value stays. */
export interface Shortening {
  /** Characters of a text. */
  text: number;
  /** Of a list's entries only what names them stays. */
  ids: boolean;
  /** What is written may be so long, in characters. */
  room: number;
  /** Beyond it, entries are left out and counted; else nothing is written at all. */
  leavesOut: boolean;
}

/** Characters of a text that names something. */
export const MAX_NAME = 1_000;
/** Marks of one event, and characters of one beside its path. */
export const MAX_MARKS = 500;
export const MARK = 40;

/** What says which document, message or client it is, of which version, and what was done. */
const NAMING = new Set([
  ...['id', '_id', 'cid', 'v', '_v', 'seq', 'crid', 'token', 'method', 'operation'],
  ...['channel', 'clientId', 'subscription', 'successful', 'error'],
]);
/** What a row of a list may have its id in. */
const INNER = new Set(['attributes', 'body', 'model', 'data']);
const MAX_NAMING = 100;

/** A collection calls its ids otherwise. */
export function learnIdName(name: string): void {
  if (NAMING.size < MAX_NAMING) NAMING.add(name);
}

/** How long a text may be under this name. */
export const textRoom = (name: string | number, { text }: Shortening): number =>
  typeof name === 'string' && NAMING.has(name) ? MAX_NAME : text;

/** Does an entry of an object stay? */
export function stays(name: string, isContainer: boolean, isInRow: boolean, isFull: boolean): boolean {
  if (!isInRow && !isFull) return true;
  if (isContainer) return isInRow && !isFull && INNER.has(name);
  return NAMING.has(name);
}

/** A value that was written, and what of it does not stand as it was. */
export interface Written {
  json: string;
  marks: Mark[];
  /** The texts that were shortened, by their path. */
  whole: Map<string, () => string>;
}
