import { type Mark, marksAt, marksOf } from '../marks/mark.ts';
import type { LiveEventOf } from '../protocol/events.ts';
import { utf8Length } from '../protocol/utf8-length.ts';
import { splitFrame } from './frames.ts';

/** A frame on the wire, as a probe or a recording has it. */
export type WireFrame = LiveEventOf<'wire', 'sent'> | LiveEventOf<'wire', 'received'>;

/**
 * One event for each message of a frame that has several: of the same number and time, with the message's own text and
 * length, told apart by `part`.
 */
export function partsOf(frame: WireFrame, messages: number): WireFrame[] {
  const { marks: _all, ...rest } = frame;
  const all = marksOf(frame);
  return splitFrame(frame.text).map((text, k) => {
    const marks = marksAt(all, `/text/${k}`).map((mark) => ({ ...mark, path: `/text${mark.path}` }));
    const part = { ...rest, text, bytes: bytesOf(text, marks), part: k + 1, parts: messages };
    return marks.length > 0 ? { ...part, marks } : part;
  });
}

/** About as long as it was: of a text that was shortened the characters are known, not the bytes. */
function bytesOf(text: string, marks: readonly Mark[]): number {
  let shown = utf8Length(text);
  for (const mark of marks) if ('length' in mark) shown += mark.length;
  return shown;
}
