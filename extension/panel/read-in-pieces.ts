import type { RecordingLines } from '../core/recording-lines.ts';

/** How long the panel may stand still, in ms. */
const TURN = 100;
/** How often what was read is shown, in ms: a picture takes time that reading could have. */
const SHOWN = 500;

export interface Turns {
  signal: AbortSignal;
  /** Now and then: how much of the file was read, from 0 to 1. */
  onProgress(share: number): void;
}

/** Reads a file of any size line by line, in turns. Resolves to why it could not be read to its end, or to nothing. */
export async function readInPieces(
  file: Blob,
  lines: RecordingLines,
  { signal, onProgress }: Turns,
): Promise<string | undefined> {
  const texts = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  let characters = 0;
  let begun = performance.now();
  let shown = begun;
  try {
    for (let piece = await texts.read(); !piece.done; piece = await texts.read()) {
      const wrong = lines.push(piece.value);
      if (wrong !== undefined) return wrong;
      characters += piece.value.length;
      if (performance.now() - begun < TURN) continue;
      if (performance.now() - shown > SHOWN) {
        onProgress(Math.min(1, characters / file.size));
        shown = performance.now();
      }
      await new Promise((next) => setTimeout(next));
      if (signal.aborted) return undefined;
      begun = performance.now();
    }
    return lines.end();
  } finally {
    await texts.cancel();
  }
}
