/** Characters of a string within a preview. */
const MAX_STRING = 24;

/** A JSON value in one short line: `{id: "7", title: "Milk", tags: […]}`. What does not fit in `max` characters is `…`. */
export function jsonPreview(value: unknown, max = 60): string {
  if (typeof value !== 'object' || value === null) return brief(value);
  const list = Array.isArray(value);
  let text = '';
  for (const [key, item] of Object.entries(value)) {
    const part = list ? brief(item) : `${key}: ${brief(item)}`;
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

function brief(value: unknown): string {
  if (Array.isArray(value)) return value.length ? '[…]' : '[]';
  if (typeof value === 'object' && value !== null) return Object.keys(value).length ? '{…}' : '{}';
  if (typeof value === 'string')
    return JSON.stringify(value.length > MAX_STRING ? `${value.slice(0, MAX_STRING)}…` : value);
  return String(value);
}
