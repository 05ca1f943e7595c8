import { request } from 'node:http';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Bayeux messages as an attacker would write them: no client library that keeps the rules. */
export interface RawBayeux {
  /** Sends text, and resolves with the next that comes back. */
  ask(messages: unknown): Promise<Record<string, unknown>[]>;
}

export interface RawSocket extends RawBayeux {
  send(text: string): void;
  readonly closed: Promise<void>;
}

export function longPolling(origin: string, headers: Record<string, string> = {}) {
  return {
    async ask(messages: unknown): Promise<Record<string, unknown>[]> {
      const response = await fetch(`${origin}/faye`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof messages === 'string' ? messages : JSON.stringify(messages),
      });
      if (!response.ok) throw new Error(String(response.status));
      return (await response.json()) as Record<string, unknown>[];
    },
  };
}

/** JSONP: each message is a GET, whose answer is a call of a function. */
export function callbackPolling(origin: string, headers: Record<string, string> = {}): RawBayeux {
  return {
    async ask(messages) {
      const text = typeof messages === 'string' ? messages : JSON.stringify(messages);
      const response = await fetch(`${origin}/faye?jsonp=heard&message=${encodeURIComponent(text)}`, { headers });
      const script = await response.text();
      if (!response.ok) throw new Error(String(response.status));
      return JSON.parse(script.slice(script.indexOf('(') + 1, script.lastIndexOf(')'))) as Record<string, unknown>[];
    },
  };
}

/** What is sent to a client by Faye's EventSource. */
export interface RawEvents {
  /** Resolves with all that has come, once a text is among it. */
  next(text: string): Promise<string>;
}

/** Opens one for a client. Rejects with the status when it is refused. */
export async function eventSource(origin: string, clientId: string): Promise<RawEvents> {
  const ended = new AbortController();
  onTestFinished(() => ended.abort());
  const { status, body } = await fetch(`${origin}/faye/${clientId}`, {
    headers: { accept: 'text/event-stream' },
    signal: ended.signal,
  });
  if (status !== 200 || !body) throw new Error(String(status));
  const chunks = body.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  let come = '';
  return {
    async next(text) {
      while (!come.includes(text)) {
        const { value, done } = await chunks.next();
        if (done) throw new Error(`It ended without ${text}: ${come}`);
        come += value;
      }
      return come;
    },
  };
}

/** A websocket by hand. Rejects with the status when the upgrade is refused. */
export function websocket(origin: string, headers: Record<string, string> = {}): Promise<RawSocket> {
  return new Promise((resolve, reject) => {
    const upgrade = request(`${origin}/faye`, {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      },
    });
    upgrade.on('error', reject);
    upgrade.on('response', ({ statusCode }) => reject(new Error(String(statusCode))));
    upgrade.on('upgrade', (_response, socket: Socket, head) => resolve(speak(socket, head)));
    upgrade.end();
  });
}

function speak(socket: Socket, head: Buffer): RawSocket {
  onTestFinished(() => {
    socket.destroy();
  });
  let bytes = head;
  const waiting: ((text: string) => void)[] = [];
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (let frame = frameIn(bytes); frame; frame = frameIn(bytes)) {
      bytes = bytes.subarray(frame.end);
      if (frame.opcode === 1) waiting.shift()?.(frame.text);
    }
  });
  const send = (text: string) => socket.write(maskedFrame(Buffer.from(text)));
  return {
    send,
    closed,
    ask: (messages) =>
      new Promise((resolve) => {
        waiting.push((text) => resolve(JSON.parse(text) as Record<string, unknown>[]));
        send(typeof messages === 'string' ? messages : JSON.stringify(messages));
      }),
  };
}

/** A client's frame has to be masked; a mask of zeros leaves the payload as it is. */
function maskedFrame(payload: Buffer, final = true): Buffer {
  const first = (final ? 0x80 : 0) | 1;
  const header = Buffer.alloc(14);
  header[0] = first;
  header[1] = 0x80 | 127;
  header.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([header, payload]);
}

function frameIn(bytes: Buffer) {
  const [first = 0, short = 0] = bytes;
  const headerLength = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < headerLength) return undefined;
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  const end = headerLength + length;
  if (bytes.length < end) return undefined;
  return { opcode: first & 0x0f, end, text: bytes.subarray(headerLength, end).toString() };
}

/** Shakes hands, and answers the clientId. */
export async function handshake({ ask }: RawBayeux): Promise<string> {
  const types = ['websocket', 'long-polling'];
  const [reply] = await ask([{ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types }]);
  return String(reply?.clientId);
}
