/**
 * What the user does not want recorded: layers, and channels or patterns of channels. The probe obeys: of such a layer or
 * channel no message, request, decision or change leaves the page. What clients subscribe to, and which collections there
 * are, is told all the same.
 */

/** Layers that can be left out. */
export const LEAVABLE = ['wire', 'http', 'faye', 'collection'] as const;

const MAX_ENTRIES = 50;
const MAX_ENTRY = 200;

/** Is it a list that a probe takes: of layers and of channels, which begin with a slash, 50 at most? */
export const isUnrecorded = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= MAX_ENTRIES && value.every(isEntry);

const isEntry = (entry: unknown): entry is string =>
  typeof entry === 'string' &&
  (LEAVABLE.some((layer) => layer === entry) || (/^\/[^\s,]+$/.test(entry) && entry.length <= MAX_ENTRY));

/** Reads what the user wrote, `http, /chat/**`; what is neither a layer nor a channel is left out, and what is said twice. */
export function readUnrecorded(text: string): string[] {
  const entries = text.split(/[\s,]+/).filter(isEntry);
  return [...new Set(entries)].slice(0, MAX_ENTRIES);
}

/** As the panel says it: `layer http, /chat/**`. */
export const unrecordedWords = (entries: readonly string[]): string =>
  entries.map((entry) => (entry.startsWith('/') ? entry : `layer ${entry}`)).join(', ');

/** Is the channel the pattern's? `*` is one segment, `**` one or more. */
export function patternCovers(pattern: string, channel: string): boolean {
  if (pattern.endsWith('/**')) return channel.startsWith(pattern.slice(0, -2)) && channel.length > pattern.length - 2;
  if (!pattern.endsWith('/*')) return pattern === channel;
  const rest = channel.slice(pattern.length - 1);
  return channel.startsWith(pattern.slice(0, -1)) && rest !== '' && !rest.includes('/');
}
