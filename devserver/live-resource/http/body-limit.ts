import type { NextFunction, Request, Response } from 'express';
import { RequestError } from '../request-error.ts';

/**
 * Express middleware: 413 for a body that a parser of the application's has read and that is longer than `limit`, in bytes:
 * as long as was said, or as it is written again.
 */
export function limitParsed(limit: number) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const isRead = request.readableEnded && request.body !== undefined;
    const length = isRead
      ? Math.max(Number(request.headers['content-length'] ?? 0), Buffer.byteLength(JSON.stringify(request.body) ?? ''))
      : 0;
    next(length > limit ? new RequestError(413, 'The body is too large.') : undefined);
  };
}
