import { parse } from '../ingest/batch-header.ts';
import { withoutNotes } from '../marks/former-notes.ts';
import { type LiveEvent, whatIsWrongWith } from '../protocol/events.ts';
import { type TextLine, textOf, wholeLine } from '../protocol/text-span.ts';
import { isNestedBeyond } from '../protocol/untrusted-json.ts';
import { createEventOrder } from './event-order.ts';
import { isMarked, MAX_EVENT_DEPTH, type RecordingMeta, readMeta } from './recording.ts';

/**
 * Reads a recording as `write` lays it out, its head in one line and each event in one, piece by piece: a million events
 * never stand in memory as objects, and something else can be done between two pieces.
 */
export interface RecordingLines {
  /** Takes the next characters of the file. @returns one sentence that says what is wrong with them, or nothing */
  push(text: string): string | undefined;
  /** The file is at its end. @returns what was missing, or nothing */
  end(): string | undefined;
}

/** Ends the head: what comes next is the first event. */
const EVENTS = '"events":[\n';
/** The longest head; it names a page and a browser. */
const MAX_HEAD = 65_536;
/** A longer line than any that a trace keeps. */
const MAX_LINE = 4 * 1024 * 1024;
const LAST_LINE = ']}';
const COMMA = 44;

/** Can the file that begins so be read line by line? */
export function hasLines(beginning: string): boolean {
  const at = beginning.indexOf('\n');
  return at > 0 && at < MAX_HEAD && beginning.startsWith(EVENTS, at + 1 - EVENTS.length);
}

/** `onMeta` comes before the first `onEvent`. */
export function createRecordingLines(
  onMeta: (meta: RecordingMeta) => void,
  onEvent: (line: TextLine, event: LiveEvent) => void,
): RecordingLines {
  let part: 'head' | 'events' | 'tail' = 'head';
  let rest = '';
  let count = 0;
  let hasMarks = false;
  const order = createEventOrder();

  /** Takes what stands in `text` from `start` to `end`: cut out once, for a copy of a copy takes time. */
  function takeLine(text: string, start = 0, end = text.length): string | undefined {
    if (part === 'events' && end - start > LAST_LINE.length) return takeEvent(text, start, end);
    const line = text.slice(start, end);
    if (part === 'head') return takeHead(line);
    if (part === 'tail') return line.trim() === '' ? undefined : 'Something follows the end of this recording.';
    if (line !== LAST_LINE) return `Event ${count + 1} of this recording is wrong: an event must be an object.`;
    part = 'tail';
    return undefined;
  }

  function takeHead(line: string): string | undefined {
    const document = parse(`${line}]}`);
    const meta = readMeta(document);
    if (!('createdAt' in meta)) return meta.error;
    hasMarks = isMarked(document);
    onMeta(meta);
    part = 'events';
    return undefined;
  }

  function takeEvent(text: string, start: number, end: number): string | undefined {
    count += 1;
    const line = { text, start, end: text.charCodeAt(end - 1) === COMMA ? end - 1 : end };
    const json = textOf(line);
    if (isNestedBeyond(MAX_EVENT_DEPTH, json)) return `Event ${count} of this recording is nested too deep.`;
    const event = parse(json);
    const wrong = whatIsWrongWith(event);
    if (wrong !== undefined) return `Event ${count} of this recording is wrong: ${wrong}.`;
    const misplaced = order.push(event as LiveEvent);
    if (misplaced !== undefined) return `Event ${count} of this recording is misplaced: ${misplaced}.`;
    const told = hasMarks ? (event as LiveEvent) : withoutNotes(event as LiveEvent);
    onEvent(told === event ? line : wholeLine(JSON.stringify(told)), told);
    return undefined;
  }

  return {
    push(text) {
      let start = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        const wrong = rest === '' ? takeLine(text, start, end) : takeLine(rest + text.slice(start, end));
        if (wrong !== undefined) return wrong;
        rest = '';
        start = end + 1;
      }
      rest += text.slice(start);
      return rest.length > MAX_LINE ? `Event ${count + 1} of this recording is too long.` : undefined;
    },
    end() {
      const before = count;
      const wrong = rest === '' ? undefined : takeLine(rest);
      if (part === 'tail') return wrong;
      return `This recording is cut off after event ${wrong === undefined ? count : before}.`;
    },
  };
}
