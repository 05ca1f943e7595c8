import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { RequestError } from '../request-error.ts';
import { hostOf, isHostOwn } from './own-host.ts';

/** Methods that change nothing: https://www.rfc-editor.org/rfc/rfc9110#name-safe-methods */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Which requests are taken for a server's own pages'. */
export interface Gate {
  /** Origins whose pages may ask, besides those of this host, as browsers send them: `https://app.example`. */
  readonly origins?: readonly string[];
  /** Names of this server, besides `localhost` and IP addresses: `app.example`, `.app.example` with all below it. */
  readonly hosts?: readonly string[];
  /** Whether `X-Forwarded-Host` is believed; by default as Express's `trust proxy` says, and else not. */
  readonly trustProxy?: boolean;
}

/**
 * Does a request come from a page of this host, or of an origin that is listed?
 * Only browsers say where they come from, and only they can be tricked into asking with somebody else's cookies: what
 * names no origin, no other site and no page that refers to it is not refused.
 *
 * | says                              | allowed                                    |
 * |-----------------------------------|--------------------------------------------|
 * | a `Host` that is not our own      | no: the page had its own name resolve here |
 * | `Origin`                          | if it is this host or listed               |
 * | `Sec-Fetch-Site: same-origin`     | yes                                        |
 * | another `Sec-Fetch-Site`, or none | if `Referer` is of this host or listed     |
 * | neither                           | yes                                        |
 */
export function isOriginAllowed(request: IncomingMessage, gate: Gate | readonly string[] = {}): boolean {
  const { origins = [], hosts, trustProxy } = isList(gate) ? { origins: gate } : gate;
  if (!isHostOwn(request, hosts, trustProxy)) return false;
  const host = hostOf(request, trustProxy);
  const isKnown = (url: string) => {
    if (origins.includes(url)) return true;
    const parsed = URL.canParse(url) ? new URL(url) : undefined; // `null`, of a sandboxed frame or a file
    return parsed !== undefined && (parsed.host === host || origins.includes(parsed.origin));
  };
  const { origin, referer } = request.headers;
  if (origin !== undefined) return isKnown(origin);
  // Not so of scripts, by which JSONP asks: they send no `Origin`, and are of the same site on every port.
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return true;
  return referer === undefined ? site === undefined : isKnown(referer);
}

function isList(gate: Gate | readonly string[]): gate is readonly string[] {
  return Array.isArray(gate);
}

/** Express middleware: 403 for everything under a name that is not our own, and for writes from pages of elsewhere. */
export function refuseForeignPages(gate: Gate) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (!isHostOwn(request, gate.hosts, gate.trustProxy)) {
      next(new RequestError(403, 'This server does not go by this name: the option `hosts` lists its names.'));
      return;
    }
    const isFine = SAFE_METHODS.has(request.method) || isOriginAllowed(request, gate);
    next(isFine ? undefined : new RequestError(403, 'Pages of this origin may not write here.'));
  };
}
