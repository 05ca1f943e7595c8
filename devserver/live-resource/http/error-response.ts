import type { NextFunction, Request, Response } from 'express';
import { RequestError } from '../request-error.ts';

/** What the sender of a request gets in place of an answer when there is an error. */
export interface Explanation {
  readonly status: number;
  readonly sentence: string;
  /** The server's own trouble, which goes to `onError`: so does every 500. */
  readonly isReported?: boolean;
}

/** By body-parser's `type`, what its error means to the sender. */
const BODY_ERRORS: Record<string, Explanation> = {
  'entity.parse.failed': { status: 400, sentence: 'The body is not valid JSON.' },
  'entity.too.large': { status: 413, sentence: 'The body is too large.' },
  'charset.unsupported': { status: 415, sentence: 'The body must be encoded in UTF-8.' },
  'encoding.unsupported': { status: 415, sentence: "The body's content encoding is not supported." },
  'request.aborted': { status: 400, sentence: 'The request ended before its body did.' },
  'request.size.invalid': { status: 400, sentence: 'The body is not as long as Content-Length says.' },
};

/**
 * By name, what an error of Mongoose's or the driver's means. By name, because an application may have another copy of
 * Mongoose than the one that this file would import.
 */
const ERRORS_BY_NAME: Record<string, (error: NamedError) => Explanation> = {
  ValidationError: (error) => ({ status: 422, sentence: invalidFields(error) }),
  // Of a path's parameter: a body that cannot be cast is a ValidationError.
  CastError: () => ({ status: 404, sentence: 'There is nothing by this name.' }),
  DocumentNotFoundError: () => ({ status: 404, sentence: 'There is no such document.' }),
  VersionError: () => ({ status: 409, sentence: 'The document was changed meanwhile: read it again.' }),
  ParallelSaveError: () => ({ status: 409, sentence: 'The document is being saved already.' }),
  StrictModeError: (error) => ({ status: 400, sentence: inOneLine(error.message) }),
  ObjectParameterError: () => ({ status: 400, sentence: 'An object was expected.' }),
  MongooseServerSelectionError: () => ({ status: 503, sentence: 'The database cannot be reached.' }),
  MongoServerSelectionError: () => ({ status: 503, sentence: 'The database cannot be reached.' }),
  URIError: () => ({ status: 400, sentence: 'The URL is not encoded properly.' }),
};

/** By code, what MongoDB refuses. */
const ERRORS_BY_CODE: Record<number, Explanation> = {
  39: { status: 503, sentence: 'The database cannot store anything at present.', isReported: true },
  14031: { status: 503, sentence: 'The database has no room for this at present.', isReported: true },
  11000: { status: 409, sentence: 'A document with the same unique value exists.' },
  121: { status: 422, sentence: 'The document is not one that the database accepts.' },
};

interface NamedError {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly type?: unknown;
  readonly errors?: unknown;
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly expose?: unknown;
}

/**
 * Express error middleware: every error becomes `{error: 'one clear sentence'}` with the right status, never a stack.
 * What is not the sender's fault is a 500, and goes to `onError`.
 */
export function errorResponse(onError: (error: unknown) => void) {
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    const { status, sentence, isReported = status === 500 } = explain(error);
    if (isReported) onError(error);
    // Once the head is out, only breaking the connection off tells the client: Express does that.
    if (response.headersSent) next(error);
    else if (error instanceof RequestError && error.current) {
      response.status(status).json({ error: sentence, current: error.current });
    } else response.status(status).json({ error: sentence });
  };
}

/**
 * The status and sentence for an error. An application's own, of a hook for one, keeps both if it has a `status` or
 * `statusCode`, as `http-errors` makes them; the message of a server's fault only if it says `expose`.
 */
export function explain(error: unknown): Explanation {
  if (typeof error === 'object' && error !== null) {
    const known = explainKnown(error as NamedError);
    if (known) return known;
  }
  return { status: 500, sentence: 'The server failed to serve this request.' };
}

function explainKnown(error: NamedError): Explanation | undefined {
  const { name, message, code, type, status = error.statusCode, expose } = error;
  if (error instanceof RequestError) return { status: error.status, sentence: message };
  if (typeof type === 'string' && Object.hasOwn(BODY_ERRORS, type)) return BODY_ERRORS[type];
  if (typeof name === 'string' && Object.hasOwn(ERRORS_BY_NAME, name)) return ERRORS_BY_NAME[name]?.(error);
  if (typeof code === 'number' && Object.hasOwn(ERRORS_BY_CODE, code)) return ERRORS_BY_CODE[code];
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 400 || status > 599) return undefined;
  const isShown = typeof expose === 'boolean' ? expose : status < 500;
  return { status, sentence: isShown && message ? inOneLine(message) : 'The server failed to serve this request.' };
}

function inOneLine(message: unknown): string {
  return String(message).replaceAll(/\s+/g, ' ').trim();
}

function invalidFields({ errors }: NamedError): string {
  const fields = typeof errors === 'object' && errors !== null ? Object.values(errors) : [];
  const sentences = fields.map(
    ({ name, path, kind, message }: { name?: string; path?: string; kind?: string; message: string }) =>
      name === 'CastError' ? `"${path}" must be of type ${kind}.` : inOneLine(message),
  );
  return sentences.join(' ') || 'The document is not valid.';
}
