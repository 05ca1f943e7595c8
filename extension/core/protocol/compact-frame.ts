import type { LiveEvent, LiveEventOf } from './events.ts';
import { type TextLine, textOf } from './text-span.ts';
import { utf8Length } from './utf8-length.ts';

/**
 * A frame that came over a socket or a stream, which is most of what a busy page tells, as a line that is no JSON: its number, its time, its connection, and the frame as it came.
 *
 *     17 1795728457907.7 websocket-1 [{"channel":"/api/todos","data":{…}}]
 *
 * JSON in JSON is a third longer, because every quote in it is written as two characters, and costs more to write and to read
 * than all else that is done for an event. The document is that of the batch, the length follows from the text.
 */
export const frameLine = (seq: number, at: number, connection: string, text: string): string =>
  `${seq} ${at} ${connection} ${text}`;

/** A line is one line. */
export const fitsFrameLine = (text: string): boolean => !text.includes('\n');

/** Does a connection of this name get frames? It lasts; an exchange is over with its answer. */
export const getsFrames = (connection: string): boolean => CONNECTION.test(connection);

/** Connections are named by their transport and counted. */
const CONNECTION = /^(websocket|eventsource)-\d{1,15}$/;

/** No JSON of an object begins with a digit. */
export function isFrameLine({ text, start }: TextLine): boolean {
  const head = text.charCodeAt(start);
  return head > 47 && head < 58;
}

/**
 * Reads such a line of the document `load`, or nothing when it is not as `frameLine` writes it. Never throws, and looks no
 * further than the line: a page may send thousands that have no end in a text of megabytes.
 */
export function readFrameLine(from: TextLine, load: string): LiveEventOf<'wire', 'received'> | undefined {
  const line = textOf(from);
  const afterSeq = line.indexOf(' ');
  const afterAt = line.indexOf(' ', afterSeq + 1);
  const afterConnection = line.indexOf(' ', afterAt + 1);
  if (afterSeq < 0 || afterAt < 0 || afterConnection < 0) return undefined;
  const seq = Number(line.slice(0, afterSeq));
  const at = Number(line.slice(afterSeq + 1, afterAt));
  const connection = line.slice(afterAt + 1, afterConnection);
  const transport = CONNECTION.exec(connection)?.[1];
  if (!Number.isSafeInteger(seq) || seq < 1 || !Number.isFinite(at) || transport === undefined) return undefined;
  const text = line.slice(afterConnection + 1);
  return { load, seq, at, layer: 'wire', kind: 'received', connection, transport, text, bytes: utf8Length(text) };
}

/** The event that a line of the document `load` is of. Its check is past. */
export const eventIn = (line: TextLine, load: string): LiveEvent => frameIn(line, load) ?? JSON.parse(textOf(line));

/** The same as JSON. */
export function jsonIn(line: TextLine, load: string): string {
  const frame = frameIn(line, load);
  return frame ? JSON.stringify(frame) : textOf(line);
}

const frameIn = (line: TextLine, load: string) => (isFrameLine(line) ? readFrameLine(line, load) : undefined);
