/** Some bytes of a file, and how much of the file is read with them, from 0 to 1. */
export interface Piece {
  bytes: Uint8Array<ArrayBuffer>;
  share: number;
}

/** What a gzip file may unpack to, in bytes: a small one can hold any amount of the same. */
const MAX_UNPACKED = 1024 * 1024 * 1024;
/** https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1 */
const GZIP = [0x1f, 0x8b];

export async function isGzip(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, GZIP.length).arrayBuffer());
  return GZIP.every((byte, n) => head[n] === byte);
}

/**
 * The bytes of a file, unpacked where it is gzip.
 *
 * @throws an Error whose message is a sentence for the user: the file cannot be read, is damaged, or unpacks to too much
 */
export async function* unpackedPieces(file: Blob, maxUnpacked: number = MAX_UNPACKED): AsyncGenerator<Piece> {
  let isPacked = false;
  let read = 0;
  let unpacked = 0;
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  try {
    isPacked = await isGzip(file);
    reader = (isPacked ? unpack(file, (bytes) => (read += bytes)) : file.stream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      unpacked += piece.value.length;
      if (isPacked && unpacked > maxUnpacked) break;
      yield { bytes: piece.value, share: (isPacked ? read : unpacked) / file.size };
    }
  } catch (error) {
    if (isPacked) throw new Error('This file is gzip, and damaged or cut off.', { cause: error });
    throw new Error(`This file cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  } finally {
    await reader?.cancel().catch(() => {});
  }
  if (isPacked && unpacked > maxUnpacked)
    throw new Error(`This file is gzip, and unpacks to more than ${Math.round(maxUnpacked / 1024 / 1024)} MB.`);
}

function unpack(file: Blob, onRead: (bytes: number) => void): ReadableStream<Uint8Array<ArrayBuffer>> {
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(bytes, controller) {
      onRead(bytes.length);
      controller.enqueue(bytes);
    },
  });
  return file.stream().pipeThrough(counted).pipeThrough(new DecompressionStream('gzip'));
}
