import type { LiveEventOf } from './events.ts';
import { readFrame, splitFrame } from './frames.ts';

/** A frame on the wire, as a probe or a recording tells of it. */
export type WireFrame = LiveEventOf<'wire', 'sent'> | LiveEventOf<'wire', 'received'>;

/** One event of a frame, and its message, as JSON; nothing when it cannot be read. */
export interface WirePart {
  event: WireFrame;
  value: unknown;
}

/**
 * One event for each message of a frame: of the same number and time, with the message's own text and length, told apart by
 * `part`. A frame of one message, or one that cannot be read, is its event as it is.
 */
export function partsOf(frame: WireFrame): readonly WirePart[] {
  const values = readFrame(frame.text);
  if (values.length < 2) return [{ event: frame, value: values[0] }];
  if (frame.part !== undefined) return [{ event: frame, value: undefined }];
  const texts = splitFrame(frame.text);
  return values.map((value, k) => {
    const text = texts[k] ?? '';
    const bytes = new TextEncoder().encode(text).length;
    return { event: { ...frame, text, bytes, part: k + 1, parts: values.length }, value };
  });
}
