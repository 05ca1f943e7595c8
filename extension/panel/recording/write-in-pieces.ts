import { type RecordingMeta, writing } from '../../core/recording/recording.ts';
import type { Trace } from '../../core/trace/trace.ts';
import { takeTurns, type Waiting } from './time-slicing.ts';

/** Writes a recording of any size in turns, as a file in memory. Resolves to nothing when it was cancelled. */
export async function writeInPieces(trace: Trace, meta: RecordingMeta, waiting: Waiting): Promise<Blob | undefined> {
  const goOn = takeTurns(waiting);
  /** From the last to the first. Each is in the browser's hands as soon as it is written: all at once would take long. */
  const pieces: Blob[] = [];
  for (const { text, share } of writing(trace, meta)) {
    pieces.push(new Blob([text]));
    if (!(await goOn(share))) return undefined;
  }
  return new Blob(pieces.reverse(), { type: 'application/json' });
}
