import type { NextFunction, Request, Response } from 'express';

const LOOPBACK_ADDRESS = /^(::ffff:)?127\.|^::1$/;
const LOOPBACK_HOST = /^(localhost|[a-z0-9-]+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i;

/**
 * Express middleware: lets requests of this machine pass. The socket's address keeps other machines out; Host keeps out
 * pages that had their own name resolve to 127.0.0.1, and Origin those that simply send a request here.
 */
export function loopbackOnly(request: Request, response: Response, next: NextFunction): void {
  const { origin, host } = request.headers;
  const isOurs = origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
  if (LOOPBACK_ADDRESS.test(request.socket.remoteAddress ?? '') && LOOPBACK_HOST.test(nameIn(host)) && isOurs) next();
  else response.status(403).json({ error: 'This is for the machine that the dev server runs on, and for no other.' });
}

/** `Host` without the port. */
function nameIn(host = ''): string {
  return host.replace(/:\d+$/, '');
}
