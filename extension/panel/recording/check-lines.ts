import { createRecordingLines } from '../../core/recording/recording-lines.ts';
import { SHOWN } from './time-slicing.ts';
import type { Piece } from './unpacked-pieces.ts';

/**
 * Reads a recording to its end and keeps nothing of it: nothing that is open is touched before the file is known to be
 * good, wherever it breaks.
 *
 * @returns one sentence that says what is wrong, or nothing
 */
export async function checkLines(
  pieces: AsyncIterable<Piece>,
  onProgress: (share: number) => void,
): Promise<string | undefined> {
  const nothing = () => {};
  const lines = createRecordingLines(nothing, nothing);
  const decoder = new TextDecoder();
  let shown = performance.now();
  try {
    for await (const { bytes, share } of pieces) {
      const wrong = lines.push(decoder.decode(bytes, { stream: true }));
      if (wrong !== undefined) return wrong;
      if (performance.now() - shown < SHOWN) continue;
      onProgress(share);
      shown = performance.now();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return lines.push(decoder.decode()) ?? lines.end();
}
