import type { RecordingLines } from '../../core/recording/recording-lines.ts';
import { piecesOf } from './file-pieces.ts';
import { SHOWN, type Waiting } from './time-slicing.ts';

/** Reads a file of any size line by line, in turns. Resolves to why it could not be read to its end, or to nothing. */
export async function readInPieces(
  file: Blob,
  lines: RecordingLines,
  { signal, onProgress }: Waiting,
): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let shown = performance.now();
  try {
    for await (const { bytes, share } of piecesOf(file)) {
      if (signal.aborted) return undefined;
      const wrong = lines.push(decoder.decode(bytes, { stream: true }));
      if (wrong !== undefined) return wrong;
      if (performance.now() - shown < SHOWN) continue;
      onProgress(share);
      shown = performance.now();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (signal.aborted) return undefined;
  return lines.push(decoder.decode()) ?? lines.end();
}
