import type { Duplex } from 'node:stream';

/** Final frame of a message, and the control frames, which may come between: https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
const FINAL = 0x80;
const CONTROL = 0x08;
/** "Message too big", as a close frame of the server's. */
const TOO_BIG = Buffer.from([0x88, 0x02, 0x03, 0xf1]);
const MOST_HEADER_BYTES = 14;

/**
 * Ends a websocket whose client announces a message over the limit, in bytes, before it is read: Faye's own limit is
 * 64 MiB, and cannot be set. Reads the headers of the frames as they pass; Faye gets every byte as it did.
 */
export function limitFrames(socket: Duplex, limit: number): void {
  let header = Buffer.alloc(0);
  let payload = 0;
  let message = 0;

  const onData = (chunk: Buffer) => {
    let at = 0;
    while (at < chunk.length) {
      const skipped = Math.min(payload, chunk.length - at);
      payload -= skipped;
      at += skipped;
      if (at === chunk.length) return;
      const taken = chunk.subarray(at, at + MOST_HEADER_BYTES - header.length);
      const candidate = Buffer.concat([header, taken]);
      const frame = frameIn(candidate);
      if (!frame) {
        header = candidate;
        at += taken.length;
        continue;
      }
      at += frame.headerLength - header.length;
      header = Buffer.alloc(0);
      payload = frame.payloadLength;
      if (frame.isControl) continue;
      message += frame.payloadLength;
      if (message > limit) {
        socket.off('data', onData);
        socket.end(TOO_BIG);
        socket.destroy();
        return;
      }
      if (frame.isFinal) message = 0;
    }
  };
  socket.on('data', onData);
}

/** The frame that begins here, or undefined while its header is incomplete. */
function frameIn(bytes: Buffer) {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const headerLength = 2 + lengthBytes + ((second & 0x80) === 0 ? 0 : 4);
  if (bytes.length < headerLength) return undefined;
  const payloadLength =
    lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return { headerLength, payloadLength, isFinal: (first & FINAL) !== 0, isControl: (first & CONTROL) !== 0 };
}
