import type { RecordingLines } from '../core/recording-lines.ts';
import { takeTurns, type Waiting } from './turns.ts';

/** Reads a file of any size line by line, in turns. Resolves to why it could not be read to its end, or to nothing. */
export async function readInPieces(file: Blob, lines: RecordingLines, waiting: Waiting): Promise<string | undefined> {
  const texts = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  const goOn = takeTurns(waiting);
  let characters = 0;
  try {
    for (let piece = await texts.read(); !piece.done; piece = await texts.read()) {
      const wrong = lines.push(piece.value);
      if (wrong !== undefined) return wrong;
      characters += piece.value.length;
      if (!(await goOn(characters / file.size))) return undefined;
    }
    return lines.end();
  } finally {
    await texts.cancel();
  }
}
