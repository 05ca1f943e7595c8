import type { NextFunction, Request, Response } from 'express';
import { IGNORED_HEADER, SEQ_HEADER } from '../writes/envelope.ts';

/** For how long a browser may remember a preflight's answer, in s. */
const MAX_AGE = 600;

/**
 * Express middleware: lets pages of the origins listed read the answers, with cookies, and answers their preflights.
 * To the browser other origins stay what they are without it: shut out. https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function shareWithOrigins(origins: readonly string[]) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (origins.length === 0) {
      next();
      return;
    }
    response.vary('Origin');
    const { origin } = request.headers;
    if (origin === undefined || !origins.includes(origin)) {
      next();
      return;
    }
    response.set({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Expose-Headers': `${SEQ_HEADER}, ${IGNORED_HEADER}`,
    });
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) {
      next();
      return;
    }
    // These pages may ask whatever those of this host may, with the headers of their own that carry tokens.
    const headers = request.headers['access-control-request-headers'];
    response.set({
      'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
      ...(headers === undefined ? {} : { 'Access-Control-Allow-Headers': headers }),
      'Access-Control-Max-Age': String(MAX_AGE),
    });
    response.vary('Access-Control-Request-Headers').status(204).end();
  };
}
