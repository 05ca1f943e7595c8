import net from 'node:net';
import { waitFor } from './wait-for.ts';

/** A connection to Firefox's Marionette server: WebDriver's commands, and some of Firefox's own, as JSON over TCP. */
export interface Marionette {
  /**
   * Sends a command and resolves to its result.
   * Rejects with Firefox's own message if the command fails, and when the connection is lost.
   */
  command(name: string, params?: Record<string, unknown>): Promise<unknown>;
  close(): void;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * Connects, trying again while Firefox starts.
 *
 * A packet is `length:JSON`, the length in bytes. A command is `[0, id, name, params]`, its answer
 * `[1, id, error, result]`; the greeting is an object.
 * https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 * @param ended says why there is nothing left to connect to, once that is so
 * @throws that reason
 */
export async function connectMarionette(port: number, ended: () => string | undefined): Promise<Marionette> {
  const socket = await waitFor<string | net.Socket>(
    'Firefox to listen for Marionette',
    async () => ended() ?? open(port),
    60_000,
  );
  if (typeof socket === 'string') throw new Error(socket);
  const waiting = new Map<number, Waiting>();
  let last = 0;
  const fail = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('Firefox closed the Marionette connection')));
  socket.on(
    'data',
    packets((packet) => {
      if (!Array.isArray(packet)) return;
      const [, id, error, result] = packet;
      const answer = waiting.get(id);
      waiting.delete(id);
      if (error) answer?.reject(new Error(`${error.error}: ${error.message}`));
      else answer?.resolve(result);
    }),
  );
  return {
    command(name, params = {}) {
      if (socket.destroyed) return Promise.reject(new Error(`${name}: the Marionette connection is closed`));
      const id = ++last;
      const packet = JSON.stringify([0, id, name, params]);
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject: (error) => reject(new Error(`${name}: ${error.message}`)) });
        socket.write(`${Buffer.byteLength(packet)}:${packet}`);
      });
    },
    close: () => socket.destroy(),
  };
}

function open(port: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/** Cuts a byte stream into packets. */
function packets(receive: (packet: unknown) => void): (chunk: Buffer) => void {
  let buffer = Buffer.alloc(0);
  return (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const colon = buffer.indexOf(':');
      if (colon < 0) return;
      const end = colon + 1 + Number(buffer.subarray(0, colon));
      if (buffer.length < end) return;
      const packet: unknown = JSON.parse(buffer.toString('utf8', colon + 1, end));
      buffer = buffer.subarray(end);
      receive(packet);
    }
  };
}

/** A loopback port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
