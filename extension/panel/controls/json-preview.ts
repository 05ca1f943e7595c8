import { escapeControls } from '../../core/detail/control-characters.ts';
import { Words } from '../../core/marks/words.ts';

/** Characters of a string within a preview. */
const MAX_STRING = 24;

/** A JSON value in one short line: `{id: "7", title: "Milk", tags: […]}`. What does not fit in `max` characters is `…`. */
export function jsonPreview(value: unknown, max = 60): string {
  if (typeof value !== 'object' || value === null || value instanceof Words) return brief(value, max);
  const list = Array.isArray(value);
  const names = list ? undefined : Object.keys(value);
  const length = names?.length ?? (list ? value.length : 0);
  let text = '';
  for (let n = 0; n < length; n += 1) {
    const name = names?.[n] ?? n;
    const item = brief(Reflect.get(value, name));
    const part = list ? item : `${name}: ${item}`;
    if (text.length + part.length > max) {
      text += text ? ', …' : '…';
      break;
    }
    text += text ? `, ${part}` : part;
  }
  return list ? `[${text}]` : `{${text}}`;
}

/** Does a preview leave anything out? */
export const isWhole = (preview: string) => !preview.includes('…');

/** A text in quotes; what acts on the text around it, and halves of characters, as their numbers. */
export function quoted(text: string): string {
  return escapeControls(JSON.stringify(text));
}

function brief(value: unknown, max = MAX_STRING): string {
  if (value instanceof Words) return quoted(value.text).slice(1, -1);
  if (Array.isArray(value)) return value.length ? '[…]' : '[]';
  if (typeof value === 'object' && value !== null) return Object.keys(value).length ? '{…}' : '{}';
  if (typeof value === 'string') return quoted(value.length > max ? `${value.slice(0, max)}…` : value);
  return String(value);
}
