import { AsyncLocalStorage } from 'node:async_hooks';
import type { NextFunction, Request, Response } from 'express';
import { RequestError } from '../request-error.ts';
import { type Envelope, REQUEST_ID_HEADER } from '../writes/envelope.ts';

/** What one HTTP request and the writes done on its behalf know of each other. */
export interface RequestContext {
  /** The client's name for the request, echoed in the messages about the one document that the request is about. */
  readonly crid: string | undefined;
  /**
   * That document's id, as text: of the router's own routes it is known before anything is written; elsewhere it is the
   * first document that is published. Whatever else hooks and handlers write is nobody's answer.
   */
  about: string | undefined;
  /** By channel, the last message about that document. */
  readonly caused: Map<string, Envelope>;
}

const storage = new AsyncLocalStorage<RequestContext>();
/** 1 to 128 printable ASCII characters: it is echoed into headers and messages. */
const REQUEST_ID = /^[\x20-\x7e]{1,128}$/;

/** The context of the request being served, or undefined where a write has no request (a script, a timer). */
export function requestContext(): RequestContext | undefined {
  return storage.getStore();
}

/** Says which document the request being served is about. */
export function setAbout(id: unknown): void {
  const context = storage.getStore();
  if (context) context.about = String(id);
}

/**
 * Express middleware: runs the rest of the request in a context of its own.
 * The router brings it along; put it in front of routes of your own that write, and the messages about the first
 * document they write carry a `crid` too.
 */
export function withRequestContext(request: Request, _response: Response, next: NextFunction): void {
  const crid = request.get(REQUEST_ID_HEADER);
  if (crid !== undefined && !REQUEST_ID.test(crid)) {
    next(new RequestError(400, `${REQUEST_ID_HEADER} must be 1 to 128 printable ASCII characters.`));
    return;
  }
  storage.run({ crid, about: undefined, caused: new Map() }, () => next());
}
