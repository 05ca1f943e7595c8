import { withoutNotes } from '../marks/former-notes.ts';
import { type LiveEvent, whatIsWrongWith } from '../protocol/events.ts';
import { isNestedBeyond } from '../protocol/untrusted-json.ts';
import type { Trace } from '../trace/trace.ts';
import { createEventOrder } from './event-order.ts';

/** A session as a file. Version 1: one JSON document. */
export interface Recording extends RecordingMeta {
  /** Events that did not fit in the file, by size or by depth. */
  omitted: number;
  events: LiveEvent[];
}

/** What a recording says of itself. */
export interface RecordingMeta {
  /** ISO 8601. */
  createdAt: string;
  /** The page's URL. */
  page: string;
  /** The browser that recorded, as it calls itself. */
  browser: string;
}

/** One clear sentence says why. */
interface Refusal {
  ok: false;
  error: string;
}

export type ReadResult = { ok: true; recording: Recording } | Refusal;

/** What the field `format` of a recording says. */
export const FORMAT = 'livecollection-recording';
/** The version of the format that is written and read. */
export const VERSION = 1;
/** The longest file, in characters: 100 MB as long as it is ASCII. */
const MAX_CHARACTERS = 100_000_000;
/** The deepest nesting of objects and arrays in a file. */
export const MAX_DEPTH = 64;
/** An event stands in the list of events in the document. */
export const MAX_EVENT_DEPTH = MAX_DEPTH - 2;

/** A piece of a file that is written from its end to its beginning. */
interface Piece {
  text: string;
  /** How much is written with it, from 0 to 1. */
  share: number;
}

/** Characters of a piece, roughly. */
const PIECE = 262_144;

/**
 * Writes what is in the trace as a recording that `read` takes back: the newest events, where not all fit in a file, and
 * none that is nested too deep; `omitted` counts the others. `maxCharacters` is for files that must be smaller still.
 */
export function write(trace: Trace, meta: RecordingMeta, maxCharacters: number = MAX_CHARACTERS): string {
  return [...writing(trace, meta, maxCharacters)]
    .reverse()
    .map(({ text }) => text)
    .join('');
}

/**
 * Writes the same in pieces, the last of the file first: what is omitted stands at its beginning, and shows only when the
 * rest is written. It has the events that are in the trace when it begins, whatever becomes of that meanwhile.
 */
export function* writing(
  trace: Trace,
  meta: RecordingMeta,
  maxCharacters: number = MAX_CHARACTERS,
): Generator<Piece, void, void> {
  const { createdAt, page, browser } = meta;
  const head = { format: FORMAT, version: VERSION, createdAt, page, browser, marked: true };
  // Room for the number of omitted events and for the brackets.
  let room = maxCharacters - JSON.stringify(head).length - 64;
  let omitted = 0;
  const all = trace.lines();
  let lines: string[] = [];
  let length = 0;
  let after = '\n]}\n';
  const cut = () => {
    const text = lines.reverse().join(',\n') + after;
    after = ',\n';
    lines = [];
    length = 0;
    return text;
  };
  for (let i = all.length - 1; i >= 0; i -= 1) {
    const line = all.at(i);
    if (isNestedBeyond(MAX_EVENT_DEPTH, line)) {
      omitted += 1;
      continue;
    }
    room -= line.length + 2;
    if (room < 0) {
      omitted += i + 1;
      break;
    }
    if (length > PIECE) yield { text: cut(), share: 1 - (i + 1) / all.length };
    lines.push(line);
    length += line.length;
  }
  // The lines are JSON already; parsing them to write them again would cost minutes of a large trace.
  const fields = JSON.stringify({ ...head, omitted }).slice(0, -1);
  yield { text: `${fields},"events":[\n${cut()}`, share: 1 };
}

/**
 * Reads a recording. The file may come from anywhere: its size, its depth and every event in it are checked, and one
 * clear sentence says what is wrong. Never throws.
 */
export function read(text: string): ReadResult {
  if (text.length > MAX_CHARACTERS) return refuse('This file is larger than 100 MB, the most that a recording may be');
  if (isNestedBeyond(MAX_DEPTH, text)) return refuse(`This file is nested deeper than ${MAX_DEPTH} levels`);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return refuse('This file is not JSON, or is cut off');
  }
  const meta = readMeta(document);
  if (!('createdAt' in meta)) return meta;
  const { omitted, events } = document as { omitted?: unknown; events?: unknown };
  if (!Array.isArray(events)) return refuse('This recording has no list of events');
  const order = createEventOrder();
  for (const [i, event] of events.entries()) {
    const wrong = whatIsWrongWith(event);
    if (wrong !== undefined) return refuse(`Event ${i + 1} of this recording is wrong: ${wrong}`);
    const misplaced = order.push(event);
    if (misplaced !== undefined) return refuse(`Event ${i + 1} of this recording is misplaced: ${misplaced}`);
  }
  const left = typeof omitted === 'number' && Number.isSafeInteger(omitted) && omitted > 0 ? omitted : 0;
  return {
    ok: true,
    recording: { ...meta, omitted: left, events: isMarked(document) ? events : events.map(withoutNotes) },
  };
}

/** Do its events say by `marks` what is shortened in them? Former ones did so by notes in place of the data. */
export const isMarked = (document: unknown): boolean =>
  typeof document === 'object' && document !== null && 'marked' in document && document.marked === true;

/** Reads what a recording says of itself, or says why it is none. */
export function readMeta(document: unknown): RecordingMeta | Refusal {
  if (typeof document !== 'object' || document === null) return refuse('This file is not a LiveCollection recording');
  const { format, version, createdAt, page, browser } = document as Record<string, unknown>;
  if (format !== FORMAT) return refuse('This file is not a LiveCollection recording');
  if (version !== VERSION)
    return refuse(`This recording has version ${named(version)}; only version ${VERSION} is known`);
  if (typeof createdAt !== 'string' || Number.isNaN(Date.parse(createdAt)))
    return refuse('This recording does not say when it was made');
  if (typeof page !== 'string') return refuse('This recording does not say of which page it is');
  if (typeof browser !== 'string') return refuse('This recording does not say in which browser it was made');
  return { createdAt, page, browser };
}

function refuse(reason: string): Refusal {
  return { ok: false, error: `${reason}.` };
}

/** A version as the file has it, short enough for a sentence. */
function named(version: unknown): string {
  if (version === undefined) return 'none';
  return typeof version === 'number' || typeof version === 'string' ? String(version).slice(0, 20) : 'no number';
}
