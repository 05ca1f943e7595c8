import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { limitFrames } from './limit-frames.ts';
import { type Gate, isOriginAllowed } from './origin.ts';
import { isHostOwn } from './own-host.ts';

/**
 * Guards a Faye server's HTTP side, which Faye leaves open. Call it after `bayeux.attach(server)`:
 * it puts itself before the listeners that are there.
 *
 *   anything under a name that is not our own    403
 *   websocket upgrades from pages of elsewhere   403, before there is a socket to talk on
 *   long-polling, EventSource, JSONP from there  403
 *   a body or websocket message over the limit   413, or the socket ends (close code 1009)
 *
 * @param options.mount the Faye server's path
 * @param options.origins whose pages may connect, besides those of this host
 * @param options.hosts names of this server, besides `localhost` and IP addresses
 * @param options.trustProxy whether `X-Forwarded-Host` is believed
 * @param options.messageLimit the longest body or websocket message, in bytes; 256 KiB
 */
export function guardServer(server: Server, options: Gate & { mount: string; messageLimit?: number }): void {
  const { mount, messageLimit = 256 * 1024, ...gate } = options;
  const isBayeux = (request: IncomingMessage) => {
    const pathname = pathOf(request);
    return pathname.startsWith(mount) && /^([/.-]|$)/.test(pathname.slice(mount.length));
  };

  before(server, 'request', (request: IncomingMessage, response: ServerResponse) => {
    if (!isBayeux(request)) return true;
    if (isScript(request) && isHostOwn(request, gate.hosts, gate.trustProxy)) return true;
    if (!isOriginAllowed(request, gate)) return refuse(response, 403, 'Pages of this origin may not connect here.');
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
    if (!isOriginAllowed(request, gate)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return false;
    }
    limitFrames(socket, messageLimit);
    return true;
  });
}

/** Faye's own browser client, which any page may load. */
function isScript(request: IncomingMessage): boolean {
  return request.method === 'GET' && /\.(js|map)$/.test(pathOf(request));
}

/** The path as Faye reads it, which is not always what the URL begins with: `/x/../faye`, `//host/faye`. */
function pathOf({ url = '/' }: IncomingMessage): string {
  return URL.canParse(url, 'http://localhost') ? new URL(url, 'http://localhost').pathname : url;
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
