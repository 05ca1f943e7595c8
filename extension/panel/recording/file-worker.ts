/** A worker that reads a file: to have its bytes brought takes as long as to read half the events in them. */
import { checkLines } from './check-lines.ts';
import { type Piece, unpackedPieces } from './unpacked-pieces.ts';

/** What the worker says of a file that it reads: the next bytes, nothing at the end, or why it cannot go on. */
export type Read = Piece | { error: string } | undefined;

/** What it says of a file that it checks: how far it is, from 0 to 1, and at last what is wrong. */
export type Checked = { share: number } | { wrong: string | undefined };

/** The first message is the file; each one after it asks for a piece more, or once for a check of the whole. */
export type FileQuestion = Blob | 'more' | 'check';

const worker = globalThis as unknown as {
  onmessage: ((message: MessageEvent<FileQuestion>) => void) | null;
  postMessage(said: Read | Checked, transfer: ArrayBuffer[]): void;
};

let file = new Blob();
let pieces: AsyncGenerator<Piece> | undefined;

worker.onmessage = ({ data }) => {
  if (data === 'more') void tell();
  else if (data === 'check') void check();
  else file = data;
};

async function tell(): Promise<void> {
  pieces ??= unpackedPieces(file);
  try {
    const { value: piece, done } = await pieces.next();
    if (done) worker.postMessage(undefined, []);
    else worker.postMessage(piece, [piece.bytes.buffer]);
  } catch (error) {
    worker.postMessage({ error: error instanceof Error ? error.message : String(error) }, []);
  }
}

async function check(): Promise<void> {
  const wrong = await checkLines(unpackedPieces(file), (share) => worker.postMessage({ share }, []));
  worker.postMessage({ wrong }, []);
}
