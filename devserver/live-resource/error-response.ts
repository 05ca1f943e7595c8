import type { NextFunction, Request, Response } from 'express';
import { Error as MongooseError } from 'mongoose';
import { RequestError } from './request-error.ts';

/** By body-parser's `type`, what its error means to the sender. */
const BODY_ERRORS: Record<string, { status: number; sentence: string }> = {
  'entity.parse.failed': { status: 400, sentence: 'The body is not valid JSON.' },
  'entity.too.large': { status: 413, sentence: 'The body is too large.' },
  'charset.unsupported': { status: 415, sentence: 'The body must be encoded in UTF-8.' },
  'encoding.unsupported': { status: 415, sentence: "The body's content encoding is not supported." },
  'request.aborted': { status: 400, sentence: 'The request ended before its body did.' },
  'request.size.invalid': { status: 400, sentence: 'The body is not as long as Content-Length says.' },
};

/** MongoDB's duplicate key. */
const DUPLICATE_KEY = 11000;

/**
 * Express error middleware: every error becomes `{error: 'one clear sentence'}` with the right status, never a stack.
 * What is not the sender's fault is a 500, and goes to `onError`.
 */
export function errorResponse(onError: (error: unknown) => void) {
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    const { status, sentence } = explain(error);
    if (status === 500) onError(error);
    // Once the head is out, only breaking the connection off tells the client: Express does that.
    if (response.headersSent) next(error);
    else response.status(status).json({ error: sentence });
  };
}

/** The status and sentence for an error. */
export function explain(error: unknown): { status: number; sentence: string } {
  if (error instanceof RequestError) return { status: error.status, sentence: error.message };
  if (error instanceof MongooseError.ValidationError) return { status: 422, sentence: invalidFields(error) };
  // Of a path's parameter: a body that cannot be cast is a ValidationError.
  if (error instanceof MongooseError.CastError) return { status: 404, sentence: 'There is nothing by this name.' };
  if (error instanceof MongooseError.DocumentNotFoundError)
    return { status: 404, sentence: 'There is no such document.' };
  if (error instanceof MongooseError.MongooseServerSelectionError) {
    return { status: 503, sentence: 'The database cannot be reached.' };
  }
  if (typeof error === 'object' && error !== null) {
    if ('code' in error && error.code === DUPLICATE_KEY) {
      return { status: 409, sentence: 'A document with the same unique value exists.' };
    }
    if ('type' in error && typeof error.type === 'string' && Object.hasOwn(BODY_ERRORS, error.type)) {
      return BODY_ERRORS[error.type] ?? { status: 400, sentence: 'The body cannot be read.' };
    }
    if (error instanceof URIError) return { status: 400, sentence: 'The URL is not encoded properly.' };
  }
  return { status: 500, sentence: 'The server failed to serve this request.' };
}

function invalidFields(error: MongooseError.ValidationError): string {
  const sentences = Object.values(error.errors).map((field) =>
    field instanceof MongooseError.CastError ? `"${field.path}" must be of type ${field.kind}.` : field.message,
  );
  return sentences.join(' ') || 'The document is not valid.';
}
