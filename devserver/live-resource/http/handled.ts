import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** A handler whose rejection goes to `next`: Express 5 does that itself, Express 4 does not. */
export function handled<R extends Request<never>>(
  handle: (request: R, response: Response) => Promise<void>,
): RequestHandler<never> {
  return (request, response, next: NextFunction) => {
    handle(request as R, response).catch(next);
  };
}
