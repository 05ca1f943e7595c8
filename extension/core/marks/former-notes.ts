import type { LiveEvent } from '../protocol/events.ts';
import { utf8Length } from '../protocol/utf8-length.ts';
import type { Mark } from './mark.ts';

/** Fields that former probes replaced by a note when an event was too long. */
const FIELDS = ['message', 'attributes', 'body', 'channels', 'models', 'state', 'facts'];
const ELLIPSIS = '…';

/**
 * Reads an event as probes before the first with marks told it: in place of a field that was too long stood
 * `{cut: true, bytes, head}`, and of a frame its beginning with an ellipsis. The note becomes a mark, so that nobody takes
 * it for data; of the value its beginning stays, as a text.
 *
 * @returns the event itself where nothing of it was cut
 */
export function withoutNotes(event: LiveEvent): LiveEvent {
  const fields = event as unknown as Record<string, unknown>;
  const marks: Mark[] = [];
  const heads: Record<string, unknown> = {};
  for (const name of FIELDS) {
    const note = fields[name];
    if (!isNote(note)) continue;
    marks.push({ path: `/${name}`, bytes: note.bytes });
    heads[name] = note.head;
  }
  if (event.layer === 'wire' && 'text' in event) {
    const { text, bytes } = event;
    if (text.endsWith(ELLIPSIS) && bytes > utf8Length(text)) marks.push({ path: '/text', bytes });
  }
  return marks.length === 0 ? event : ({ ...event, ...heads, marks } as LiveEvent);
}

function isNote(value: unknown): value is { cut: true; bytes: number; head: string } {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 3) return false;
  const { cut, bytes, head } = value as Record<string, unknown>;
  return cut === true && Number.isSafeInteger(bytes) && typeof head === 'string';
}
