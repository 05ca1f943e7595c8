import { parse } from '../../json/native-json.ts';
import { isObject } from '../../values.ts';

/**
 * Reads a frame for all who ask, once: those who ask for the frame that was read last are given the same objects, and must
 * not change them. With the JSON that was kept: nothing of it passes through the page.
 *
 * @returns the messages; none where the text is no JSON
 */
export type FrameReader = (text: string) => readonly Record<string, unknown>[];

export function createFrameReader(): FrameReader {
  let last: { text: string; messages: WeakRef<readonly Record<string, unknown>[]> } | undefined;
  return (text) => {
    const known = last?.text === text ? last.messages.deref() : undefined;
    if (known) return known;
    const messages = read(text);
    // The objects may take ten times the memory of the text. They stay until this task is over, and then as the browser likes.
    last = { text, messages: new WeakRef(messages) };
    return messages;
  };
}

function read(text: string): Record<string, unknown>[] {
  try {
    const frame: unknown = parse(text);
    return (Array.isArray(frame) ? frame : [frame]).filter(isObject);
  } catch {
    return [];
  }
}
