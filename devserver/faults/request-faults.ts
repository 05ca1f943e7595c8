import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { REQUEST_ID_HEADER } from '../live-resource/index.ts';
import type { ArmedRule, ArmedRules } from './armed-rules.ts';
import type { Match } from './rule.ts';

/**
 * Express middleware, to stand before what it is to disturb. One request may meet one rule on its way in and one on its
 * way out.
 */
export function requestFaults(rules: ArmedRules): RequestHandler {
  return (request, response, next) => {
    const facts = () => factsOf(request);
    if (rules.inForce('response', facts)) {
      beforeEnd(response, (send) => {
        const after = rules.strike('response', facts);
        if (after) disturb(after, response, send);
        else send(); // the rule is spent or deleted
      });
    }
    const before = rules.strike('request', facts);
    if (!before) next();
    else if (before.fault === 'fail-before-write') fail(response, before, 'before');
    else void before.hold().then(() => proceed(response, next));
  };
}

function factsOf(request: Request): Match {
  const requestId = request.get(REQUEST_ID_HEADER);
  const { method } = request;
  return { method, path: request.originalUrl.split('?', 1)[0] ?? '', ...(requestId !== undefined && { requestId }) };
}

/** Somebody who has hung up meanwhile still wanted it done: a slow network would have delivered it. */
function proceed(response: Response, next: NextFunction): void {
  if (!response.writableEnded) next();
}

function disturb(rule: ArmedRule, response: Response, send: () => void): void {
  if (rule.fault === 'delay-response') void rule.hold().then(send);
  else if (rule.fault === 'fail-after-write') fail(response, rule, 'after');
  else lose(response);
}

function fail(response: Response, rule: ArmedRule, when: 'before' | 'after'): void {
  for (const name of response.getHeaderNames()) if (/^(etag|content-|x-live-)/.test(name)) response.removeHeader(name);
  response.status(rule.status).json({ error: `This request was made to fail ${when} the write.` });
}

/**
 * Breaks the connection with a few bytes that are no answer: where a connection ends without any, browsers send the
 * request again by themselves (Chromium: `HttpNetworkTransaction::ShouldResendRequest`), and nothing would be lost.
 */
function lose({ socket }: Response): void {
  socket?.write('lost\r\n\r\n');
  socket?.destroySoon();
}

/** Has `then` called instead of the first `response.end()`, with a function that does what that was to do. */
function beforeEnd(response: Response, then: (send: () => void) => void): void {
  const { end } = response;
  const intercepted = (...args: unknown[]) => {
    Object.assign(response, { end });
    then(() => Reflect.apply(end, response, args));
    return response;
  };
  Object.assign(response, { end: intercepted });
}
