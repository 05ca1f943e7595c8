import { escapeControls } from '../detail/control-characters.ts';
import { shortId, shortSeq } from './short-names.ts';

/** Turns what a page says, which may be anything, into short pieces of a sentence. Nothing here throws. */

/** More characters than this of one value do not help a sentence. */
const MAX_TEXT = 80;
/** Names listed before the rest becomes a number. */
export const MAX_LISTED = 3;

const NUMERALS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** A string, number or boolean as text in one line, cut to a sensible length; anything else has none. */
export function wordOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value);
  return escapeControls(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);
}

/** The words of a list; what has none is left out. */
export function wordsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.map(wordOf).filter((word) => word !== undefined);
}

/** `c12, c15 and c19`; `c12, c15, c19 and 4 more`. */
export function listed(words: readonly string[]): string {
  const shown = words.slice(0, MAX_LISTED);
  if (words.length > shown.length) return `${shown.join(', ')} and ${words.length - shown.length} more`;
  const last = shown.at(-1) ?? '';
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${last}` : last;
}

/** `one create`, `two creates`, `12 creates`. */
export function counted(count: number, noun: string): string {
  return `${NUMERALS[count] ?? count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `48 ms`, `1.2 s`; nothing for what is no length of time. `value` in milliseconds. */
export function spanOf(value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return undefined;
  return value < 1_000 ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(1)} s`;
}

/** A text, cut to a sensible length. */
export const cutWord = (text: string): string => wordOf(text) ?? '';

/** `seq 4`; nothing for what is not there. Ids and sequence numbers are short. */
export function tagged(tag: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const word = wordOf(value) ?? '';
  if (tag === 'id') return `${tag} ${shortId(word)}`;
  return `${tag} ${tag === 'seq' ? shortSeq(word) : word}`;
}

/** The parts that say something, each cut to a sensible length: `c12 · id 7 · 12 ms`. */
export function told(...parts: (string | undefined)[]): string {
  return parts
    .map((part) => cutWord(part ?? ''))
    .filter((part) => part !== '')
    .join(' · ');
}
