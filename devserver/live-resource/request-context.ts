import { AsyncLocalStorage } from 'node:async_hooks';
import type { NextFunction, Request, Response } from 'express';
import { type Envelope, REQUEST_ID_HEADER } from './envelope.ts';
import { RequestError } from './request-error.ts';

/** What one HTTP request and the writes done on its behalf know of each other. */
export interface RequestContext {
  /** The client's name for the request, echoed in every message the request causes. */
  readonly crid: string | undefined;
  /** By channel, the last message the request caused. */
  readonly caused: Map<string, Envelope>;
}

const storage = new AsyncLocalStorage<RequestContext>();
/** 1 to 128 printable ASCII characters: it is echoed into headers and messages. */
const REQUEST_ID = /^[\x20-\x7e]{1,128}$/;

/** The context of the request being served, or undefined where a write has no request (a script, a timer). */
export function requestContext(): RequestContext | undefined {
  return storage.getStore();
}

/**
 * Express middleware: runs the rest of the request in a context of its own.
 * The router brings it along; put it in front of routes of your own that write, and their messages carry a `crid` too.
 */
export function withRequestContext(request: Request, _response: Response, next: NextFunction): void {
  const crid = request.get(REQUEST_ID_HEADER);
  if (crid !== undefined && !REQUEST_ID.test(crid)) {
    next(new RequestError(400, `${REQUEST_ID_HEADER} must be 1 to 128 printable ASCII characters.`));
    return;
  }
  storage.run({ crid, caused: new Map() }, () => next());
}
