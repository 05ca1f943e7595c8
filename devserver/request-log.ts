import type { RequestHandler } from 'express';
import type { Logger } from './logger.ts';

/** Express middleware: each request, when it is over, at the level `debug`; what failed here at `warn`. */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    response.on('close', () => {
      const { method, originalUrl: url } = request;
      const facts = { method, url, status: response.statusCode, ms: Math.round(performance.now() - start) };
      if (!response.writableFinished) logger.debug(facts, 'request given up by the client');
      else if (response.statusCode >= 500) logger.warn(facts, 'request failed');
      else logger.debug(facts, 'request');
    });
    next();
  };
}
