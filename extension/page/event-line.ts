import { type Mark, marksOf, pointerStep } from '../core/marks/mark.ts';
import { beginning, isPlainJson, quote, stringify } from './json/native-json.ts';
import { plainSize } from './json/plain-size.ts';
import { shortenText } from './json/shorten-text.ts';
import { learnIdName, MAX_NAME, type Shortening, type Written } from './json/shortening.ts';
import { writeValue } from './json/write-value.ts';
import { bytesOf } from './ring.ts';
import type { TapReport } from './taps/tap.ts';

/** What one event may take, in bytes, unless the panel sets another bound. Of one that is longer, texts are shortened. */
export const MAX_EVENT = 64 * 1024;
/**
 * The same for the event with which a recording can put a collection back, which is rare, and useless without its models;
 * and for what is left of any event when all its texts are shortened: its ids and sizes stay.
 */
export const MAX_SNAPSHOT = 1024 * 1024;
/** The longest line, in characters: of an event of which only ids and sizes are left, and of them not all. */
export const MAX_LINE = 1.5 * 1024 * 1024;

export interface EventNumber {
  load: string;
  seq: number;
  /** ms since the epoch */
  at: number;
}

/** An event as one line of JSON. */
export interface EventLine {
  line: string;
  /** The texts that were shortened, by their path in the event, and the characters that they and what they are part of have. */
  whole?: { texts: Written['whole']; size: number };
}

/**
 * The event as one line of JSON, which is also what makes it a snapshot: nothing the page does later changes it. The number
 * is written in front of the report's own JSON: to put both into one object first costs more than all the rest.
 *
 * What JSON cannot write, and what is beyond the bound, is marked in the event's field `marks`. Nothing of the page throws.
 *
 * @param bound bytes
 */
export function eventLine({ load, seq, at }: EventNumber, report: TapReport, bound: number = MAX_EVENT): EventLine {
  const head = `{"load":${quote(load)},"seq":${seq},"at":${at},`;
  const isSnapshot = report.layer === 'collection' && report.kind === 'added';
  if (isSnapshot && report.idAttribute !== undefined) learnIdName(report.idAttribute);
  const limit = isSnapshot ? MAX_SNAPSHOT : bound;
  const size = sizeOf(limit, report);
  if (size <= limit && isPlainJson()) {
    const line = head + stringify(report).slice(1);
    if (isWithin(limit, line)) return { line };
  }
  for (const shortening of shorteningsTo(limit, size > limit)) {
    const written = writeReport(report, shortening);
    const line = written && head + written.json.slice(1, -1) + marked(written.marks);
    if (line !== undefined && (shortening.leavesOut ? line.length <= MAX_LINE : isWithin(limit, line)))
      return written?.whole.size
        ? { line, whole: { texts: written.whole, size: heldBy(report, written.marks) } }
        : { line };
  }
  // A hundred thousand names without a text: nothing is left that could be left out.
  return { line: `${head}"layer":"page","kind":"probe-error","message":"An event was too large.","where":"report"}` };
}

/** What is shortened within a frame keeps all of the frame in memory. */
function heldBy(report: TapReport, marks: readonly Mark[]): number {
  let size = 'text' in report ? report.text.length : 0;
  for (const mark of marks) if ('length' in mark) size += mark.length;
  return size;
}

/** Most lines are so short that their bytes need not be counted. */
export const isWithin = (limit: number, line: string) => line.length * 2 <= limit || bytesOf(line) <= limit;

/** As `plainSize`, of a report, of which a field that is undefined is none. */
function sizeOf(limit: number, report: TapReport): number {
  let size = 0;
  try {
    for (const name in report) {
      const value: unknown = report[name as keyof TapReport];
      if (value !== undefined) size += plainSize(value, limit - size);
    }
  } catch {
    return Number.NaN; // a getter of the page's
  }
  return size;
}

/** One after the other, until what is left is short enough. */
function* shorteningsTo(limit: number, isTooLong: boolean): Generator<Shortening, void, void> {
  const whole = { text: Number.POSITIVE_INFINITY, ids: false, room: limit, leavesOut: false };
  if (!isTooLong) yield whole;
  yield { ...whole, text: 1_000 };
  yield { ...whole, text: 100 };
  // The rest of a line's length is for what JSON in JSON writes as two.
  yield { text: 100, ids: true, room: MAX_LINE / 2, leavesOut: true };
}

/** Fields that may be long come last, so that all others stay. */
function writeReport(report: TapReport, shortening: Shortening): Written | undefined {
  const short: Record<string, unknown> = {};
  const long: Record<string, unknown> = {};
  const texts: [name: string, text: Written][] = [];
  for (const [name, value] of Object.entries(report)) {
    if (value === undefined || name === 'marks') continue;
    if ((name === 'text' || name === 'body') && typeof value === 'string' && value.length > shortening.text) {
      const text = writeText(value, shortening, pointerStep(name));
      if (!text) return undefined;
      texts.push([name, text]);
    } else (typeof value === 'object' ? long : short)[name] = value;
  }
  const written = writeValue({ ...short, ...long }, shortening);
  if (!written) return undefined;
  for (const [name, { json, marks, whole }] of texts) {
    written.json = `${written.json.slice(0, -1)},${quote(name)}:${quote(json)}}`;
    written.marks.push(...marks);
    for (const [path, read] of whole) written.whole.set(path, read);
  }
  // What a tap has cut is not whole here either.
  const known = marksOf(report);
  for (const { path } of known) written.whole.delete(path);
  written.marks = [...known, ...written.marks.filter((mark) => known.every(({ path }) => path !== mark.path))];
  return written;
}

/** A frame or the body of a request: what is JSON stays JSON. */
function writeText(text: string, shortening: Shortening, path: string): Written | undefined {
  const written = shortenText(text, shortening, path);
  if (written !== 'no JSON') return written;
  return {
    json: beginning(text, MAX_NAME),
    marks: text.length > MAX_NAME ? [{ path, length: text.length }] : [],
    whole: new Map([[path, () => text]]),
  };
}

const marked = (marks: readonly Mark[]) => (marks.length > 0 ? `,"marks":${stringifyMarks(marks)}}` : '}');

function stringifyMarks(marks: readonly Mark[]): string {
  const list = marks.map((mark) => {
    const fields = Object.entries(mark).map(
      ([name, value]) => `${quote(name)}:${typeof value === 'string' ? quote(value) : String(value)}`,
    );
    return `{${fields.join(',')}}`;
  });
  return `[${list.join(',')}]`;
}
