import { checkLines } from './check-lines.ts';
import type { Checked, FileQuestion, Read } from './file-worker.ts';
import { TURN, type Waiting } from './time-slicing.ts';
import { type Piece, unpackedPieces } from './unpacked-pieces.ts';

/** The worker's script, beside the page's own. */
const READER = 'file-reader.js';
/** Pieces that are read ahead: one is always there when it is wanted, and a large file does not pile up. */
const AHEAD = 3;

const hasWorkers = () => typeof Worker !== 'undefined';
const startWorker = () => new Worker(READER, { type: 'module' });

/** The bytes of a file, piece by piece; something else can be done between two of them. @throws as `unpackedPieces` */
export function piecesOf(file: Blob): AsyncIterable<Piece> {
  return hasWorkers() ? piecesThere(file, startWorker()) : piecesHere(file);
}

/**
 * Goes through a recording of one event a line to its end, and keeps nothing.
 *
 * @returns what is wrong with it, in one sentence; nothing when it is good, or the check was given up
 */
export async function checkFile(file: Blob, { signal, onProgress }: Waiting): Promise<string | undefined> {
  if (!hasWorkers()) return checkLines(until(signal, piecesHere(file)), onProgress);
  const worker = startWorker();
  try {
    return await new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined));
      worker.onerror = ({ message }) => resolve(`This file cannot be read: ${message}.`);
      worker.onmessage = ({ data }: MessageEvent<Checked>) => {
        if ('share' in data) onProgress(data.share);
        else resolve(data.wrong);
      };
      const say = (asked: FileQuestion) => worker.postMessage(asked);
      say(file);
      say('check');
    });
  } finally {
    worker.terminate();
  }
}

async function* until(signal: AbortSignal, pieces: AsyncIterable<Piece>): AsyncIterable<Piece> {
  for await (const piece of pieces) {
    if (signal.aborted) return;
    yield piece;
  }
}

/** Each piece is a message, and so a turn of its own. */
async function* piecesThere(file: Blob, worker: Worker): AsyncIterable<Piece> {
  const had: Read[] = [];
  let come = () => {};
  const say = (asked: FileQuestion) => worker.postMessage(asked);
  worker.onmessage = ({ data }: MessageEvent<Read>) => {
    had.push(data);
    come();
  };
  worker.onerror = ({ message }) => {
    had.push({ error: message });
    come();
  };
  try {
    say(file);
    for (let n = 0; n < AHEAD; n += 1) say('more');
    while (true) {
      if (had.length === 0) await new Promise<void>((resolve) => (come = resolve));
      const read = had.shift();
      if (!read) return;
      if ('error' in read) throw new Error(read.error);
      say('more');
      yield read;
    }
  } finally {
    worker.terminate();
  }
}

async function* piecesHere(file: Blob): AsyncIterable<Piece> {
  let begun = performance.now();
  for await (const piece of unpackedPieces(file)) {
    yield piece;
    if (performance.now() - begun < TURN) continue;
    await new Promise((next) => setTimeout(next));
    begun = performance.now();
  }
}
