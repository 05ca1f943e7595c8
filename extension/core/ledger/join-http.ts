import type { LiveEventOf } from '../protocol/events.ts';
import type { Trace } from '../trace/trace.ts';
import { pathOf } from '../url-path.ts';
import type { Joins } from './joins.ts';
import type { LoadLinks } from './pending-links.ts';
import { HTTP_METHODS } from './sync-methods.ts';

/**
 * Joins what went over HTTP to the collection's request that it carried:
 *
 *   http/request             ↔ collection/request of the same crid, else of the same method and path, the latest without one
 *   http/response, failed    → its http/request
 *
 * Whichever of the two is told first has the row.
 */
export function joinExchange(
  i: number,
  event: LiveEventOf<'http', 'request'>,
  links: LoadLinks,
  joins: Joins,
  trace: Trace,
): void {
  links.exchanges.set(event.request, i);
  const key = `${event.method.toUpperCase()} ${pathOf(event.url)}`;
  const requestAt = links.crids.get(event.crid ?? '') ?? takeLoose(links.looseRequests, key, event.at, trace);
  if (requestAt === undefined || joins.exchange.get(requestAt) !== undefined) {
    links.looseExchanges.set(event.crid ?? key, i);
    return;
  }
  links.looseRequests.delete(key);
  pair(i, requestAt, joins);
  joins.row.set(i, joins.rowOf(requestAt));
}

/** A collection's request. */
export function joinRequest(
  i: number,
  event: LiveEventOf<'collection', 'request'>,
  links: LoadLinks,
  joins: Joins,
  trace: Trace,
): void {
  const key = `${HTTP_METHODS.get(event.method) ?? event.method} ${pathOf(event.url)}`;
  const exchangeAt =
    (event.crid === undefined ? undefined : takeLoose(links.looseExchanges, event.crid, event.at, trace)) ??
    takeLoose(links.looseExchanges, key, event.at, trace);
  if (exchangeAt === undefined) {
    links.looseRequests.set(key, i);
    return;
  }
  pair(exchangeAt, i, joins);
  joins.row.set(i, joins.rowOf(exchangeAt));
}

/** The answer to an HTTP request, or its failure. */
export function joinOutcome(i: number, request: string, links: LoadLinks, joins: Joins): void {
  const askedAt = links.exchanges.get(request);
  if (askedAt === undefined) return;
  links.exchanges.delete(request);
  joins.answer(i, askedAt);
}

/** A collection's request leaves within the same turn; ms. */
const NEAR = 2_000;

function pair(exchangeAt: number, requestAt: number, joins: Joins): void {
  joins.exchange.set(requestAt, exchangeAt);
  joins.exchange.set(exchangeAt, requestAt);
}

function takeLoose(loose: LoadLinks['looseRequests'], key: string, at: number, trace: Trace): number | undefined {
  const index = loose.get(key);
  if (index === undefined) return undefined;
  loose.delete(key);
  return Math.abs(at - trace.at(index)) <= NEAR ? index : undefined;
}
