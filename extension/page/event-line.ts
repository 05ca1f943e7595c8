import { utf8Length } from '../core/utf8-length.ts';
import { bytesOf } from './ring.ts';
import type { Told } from './taps/tap.ts';

/** The most that one event may take, in bytes. What is longer is cut, and says how long it was. */
export const MAX_EVENT = 64 * 1024;
/** The same for the event with which a recording can put a collection back: it is rare, and useless when cut. */
export const MAX_SNAPSHOT = 1024 * 1024;
/** How much of a value that is cut stays, in characters. */
const HEAD = 1_000;

export interface EventNumber {
  load: string;
  seq: number;
  /** ms since the epoch */
  at: number;
}

/**
 * The event as one line of JSON, which is also what makes it a snapshot: nothing the page does later changes it. The number
 * is written in front of the report's own JSON: to put both into one object first costs more than all the rest.
 * @throws what `JSON.stringify` throws: the page's objects may be cyclic, or throw themselves
 */
export function eventLine({ load, seq, at }: EventNumber, report: Told): string {
  const numbered = (json: string) => `{"load":${JSON.stringify(load)},"seq":${seq},"at":${at},${json.slice(1)}`;
  const line = numbered(JSON.stringify(report));
  const limit = report.layer === 'collection' && report.kind === 'added' ? MAX_SNAPSHOT : MAX_EVENT;
  return isWithin(limit, line) ? line : numbered(JSON.stringify(cut(report, limit)));
}

/** Most lines are so short that their bytes need not be counted. */
export const isWithin = (limit: number, line: string) => line.length * 2 <= limit || bytesOf(line) <= limit;

/** Replaces the largest fields until the rest is short enough: objects by a note of what they were, strings by their head. */
function cut(report: Told, limit: number): object {
  const fields = Object.entries(report).map(([name, value]) => ({ name, value, json: JSON.stringify(value) ?? '' }));
  let left = fields.reduce((sum, { name, json }) => sum + bytesOf(name) + bytesOf(json), 0);
  const short: Record<string, unknown> = { ...report };
  for (const { name, value, json } of fields.sort((one, other) => other.json.length - one.json.length)) {
    if (left <= limit / 2) break;
    short[name] =
      typeof value === 'string'
        ? `${value.slice(0, HEAD)}…`
        : { cut: true, bytes: utf8Length(json), head: json.slice(0, HEAD) };
    left -= bytesOf(json) - HEAD;
  }
  return short;
}
