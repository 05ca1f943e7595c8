import { isFrameLine, readFrameLine } from '../protocol/compact-frame.ts';
import { isLiveEvent, type LiveEvent } from '../protocol/events.ts';
import { type TextLine, textOf } from '../protocol/text-span.ts';
import { isNestedBeyond } from '../protocol/untrusted-json.ts';
import { parse } from './batch-header.ts';

/** The longest line: more than a probe's longest event, in characters. */
export const MAX_LINE = 2 * 1024 * 1024;
/** The deepest nesting of a line: whatever shows it may recurse, and a recording must hold it. */
const MAX_DEPTH = 62;

/**
 * Reads a line that a page sent, of whatever length, or nothing when it is no event or too much of one. Never throws.
 *
 * @param load the document that the batch is of
 * @param maxLine characters
 */
export function readUntrustedLine(line: TextLine, load: string, maxLine: number): LiveEvent | undefined {
  if (line.end - line.start > maxLine) return undefined;
  if (isFrameLine(line)) return readFrameLine(line, load);
  const json = textOf(line);
  const event = isNestedBeyond(MAX_DEPTH, json) ? undefined : parse(json);
  return isLiveEvent(event) ? event : undefined;
}
