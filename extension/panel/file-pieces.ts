import type { Asked, Read } from './file-reader.ts';
import { TURN } from './turns.ts';

/** The worker's script, beside the page's own. */
const READER = 'file-reader.js';
/** Pieces that are read ahead: one is always there when it is wanted, and a large file does not pile up. */
const AHEAD = 3;

/** The bytes of a file, piece by piece; something else can be done between two of them. @throws what the browser says */
export function piecesOf(file: Blob): AsyncIterable<Uint8Array> {
  return typeof Worker === 'undefined' ? piecesHere(file) : piecesThere(file, new Worker(READER, { type: 'module' }));
}

/** Each piece is a message, and so a turn of its own. */
async function* piecesThere(file: Blob, worker: Worker): AsyncIterable<Uint8Array> {
  const had: Read[] = [];
  let come = () => {};
  const say = (asked: Asked) => worker.postMessage(asked);
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
      yield read.bytes;
    }
  } finally {
    worker.terminate();
  }
}

async function* piecesHere(file: Blob): AsyncIterable<Uint8Array> {
  const reader = file.stream().getReader();
  let begun = performance.now();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      yield piece.value;
      if (performance.now() - begun < TURN) continue;
      await new Promise((next) => setTimeout(next));
      begun = performance.now();
    }
  } finally {
    await reader.cancel();
  }
}
