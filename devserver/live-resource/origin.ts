import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { RequestError } from './request-error.ts';

/** Changes nothing, whoever asks: https://www.rfc-editor.org/rfc/rfc9110#name-safe-methods */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Does a request come from a page of this host, or of an origin that is listed?
 * Only browsers say where they come from, and only they can be tricked into asking with somebody else's cookies:
 * what names no origin and does not admit to be cross-site is not refused.
 *
 * @param origins as browsers send them: `https://app.example`, without a slash at the end
 */
export function isOriginAllowed(request: IncomingMessage, origins: readonly string[] = []): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return request.headers['sec-fetch-site'] !== 'cross-site';
  if (origins.includes(origin)) return true;
  try {
    return new URL(origin).host === host?.toLowerCase();
  } catch {
    return false; // `null`, of a sandboxed frame or a file
  }
}

/** Express middleware: 403 for writes from pages of elsewhere. */
export function refuseForeignWrites(origins?: readonly string[]) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const isFine = SAFE_METHODS.has(request.method) || isOriginAllowed(request, origins);
    next(isFine ? undefined : new RequestError(403, 'Pages of this origin may not write here.'));
  };
}
