/** A worker that reads a file: to have its bytes brought takes as long as to read half the events in them. */

/** What the worker says: the next bytes, nothing at the end, or why it cannot go on. */
export type Read = { bytes: Uint8Array<ArrayBuffer> } | { error: string } | undefined;

/** The first message is the file; each one after it asks for a piece more. */
export type Asked = Blob | 'more';

const worker = globalThis as unknown as {
  onmessage: ((message: MessageEvent<Asked>) => void) | null;
  postMessage(read: Read, transfer: ArrayBuffer[]): void;
};

let pieces: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;

worker.onmessage = ({ data }) => {
  if (data === 'more') void tell();
  else pieces = data.stream().getReader();
};

async function tell(): Promise<void> {
  try {
    const piece = await pieces?.read();
    if (piece?.value) worker.postMessage({ bytes: piece.value }, [piece.value.buffer]);
    else worker.postMessage(undefined, []);
  } catch (error) {
    worker.postMessage({ error: error instanceof Error ? error.message : String(error) }, []);
  }
}
