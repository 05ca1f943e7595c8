import type { LiveEventOf } from './events.ts';
import { splitFrame } from './frames.ts';
import { utf8Length } from './utf8-length.ts';

/** A frame on the wire, as a probe or a recording tells of it. */
export type WireFrame = LiveEventOf<'wire', 'sent'> | LiveEventOf<'wire', 'received'>;

/**
 * One event for each message of a frame that has several: of the same number and time, with the message's own text and
 * length, told apart by `part`.
 */
export function partsOf(frame: WireFrame, messages: number): WireFrame[] {
  return splitFrame(frame.text).map((text, k) => ({
    ...frame,
    text,
    bytes: utf8Length(text),
    part: k + 1,
    parts: messages,
  }));
}
