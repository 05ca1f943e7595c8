import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { limitFrames } from './limit-frames.ts';
import { isOriginAllowed } from './origin.ts';

/**
 * Guards a Faye server's HTTP side, which Faye leaves open. Call it after `bayeux.attach(server)`:
 * it puts itself before the listeners that are there.
 *
 *   websocket upgrades from pages of elsewhere   403, before there is a socket to talk on
 *   long-polling and JSONP from elsewhere        403
 *   a body or websocket message over the limit   413, or the socket ends (close code 1009)
 *
 * @param options.mount the Faye server's path
 * @param options.origins whose pages may connect, besides those of this host
 * @param options.messageLimit the longest body or websocket message, in bytes; 256 KiB
 */
export function guardServer(
  server: Server,
  options: { mount: string; origins?: readonly string[]; messageLimit?: number },
): void {
  const { mount, origins = [], messageLimit = 256 * 1024 } = options;
  const isBayeux = ({ url = '/' }: IncomingMessage) =>
    url === mount || (/^[/?.]/.test(url.slice(mount.length)) && url.startsWith(mount));

  before(server, 'request', (request: IncomingMessage, response: ServerResponse) => {
    if (!isBayeux(request) || isScript(request)) return true;
    if (!isOriginAllowed(request, origins)) return refuse(response, 403, 'Pages of this origin may not connect here.');
    if (Number(request.headers['content-length']) > messageLimit) {
      return refuse(response, 413, 'The body is too large.');
    }
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > messageLimit) request.destroy();
    });
    return true;
  });

  before(server, 'upgrade', (request: IncomingMessage, socket: Duplex) => {
    if (!isOriginAllowed(request, origins)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return false;
    }
    limitFrames(socket, messageLimit);
    return true;
  });
}

/** Faye's own browser client, which any page may load. */
function isScript({ method, url = '' }: IncomingMessage): boolean {
  return method === 'GET' && /\.(js|map)(\?|$)/.test(url);
}

function refuse(response: ServerResponse, status: number, sentence: string): false {
  response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' });
  response.end(JSON.stringify({ error: sentence }));
  return false;
}

/** Puts a listener before those there are, which hear only what it lets pass. */
function before<A extends unknown[]>(server: Server, event: string, passes: (...args: A) => boolean): void {
  const listeners = server.listeners(event);
  server.removeAllListeners(event);
  server.on(event, (...args: unknown[]) => {
    if (!passes(...(args as A))) return;
    for (const listener of listeners) listener.apply(server, args);
  });
}
