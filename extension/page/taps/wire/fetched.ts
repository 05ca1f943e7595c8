import { addressIn, dataOf, isObject, textOf } from '../../values.ts';
import { now, type Outgoing, REQUEST_ID } from './exchange.ts';

/** What the page called `fetch` with: it should be this, and need not. */
export type Fetched = [input: unknown, init?: RequestInit | null];

/**
 * Reads a request out of the arguments of `fetch`, all of it but the stream that a `Request` has as its body. Nothing when
 * that would take the page's own code, as for an address that is an object with a `toString`: it is the browser's to run.
 */
export function fetched([input, init]: Fetched): Outgoing | undefined {
  const request = input instanceof Request ? input : undefined;
  const url = request?.url ?? addressIn(input);
  if (url === undefined) return undefined;
  return {
    method: (textOf(dataOf(init, 'method')) ?? request?.method ?? 'GET').toUpperCase(),
    url,
    body: dataOf(init, 'body'),
    crid: requestIdIn(dataOf(init, 'headers') ?? request?.headers),
    began: now(),
  };
}

/**
 * The body of a `Request`, from a copy; nothing when it has none, or has been read. That the copy was made does not change
 * what is sent, nor how: tried with a body of known length, in Chromium and Firefox.
 */
export function readUnread([input, init]: Fetched): Promise<string> | undefined {
  if (!(input instanceof Request) || dataOf(init, 'body') !== undefined || input.bodyUsed) return undefined;
  return /^(?:GET|HEAD)$/.test(input.method) ? undefined : input.clone().text();
}

/** Not by `new Headers`: that would use up an iterator, which the page meant for the browser. */
function requestIdIn(headers: unknown): string | undefined {
  if (headers instanceof Headers) return headers.get(REQUEST_ID) ?? undefined;
  if (!isObject(headers)) return undefined;
  const pairs: unknown[] = Array.isArray(headers)
    ? headers
    : Object.keys(headers).map((name) => [name, dataOf(headers, name)]);
  const pair = pairs.find((one) => Array.isArray(one) && String(one[0]).toLowerCase() === REQUEST_ID);
  return Array.isArray(pair) ? String(pair[1]) : undefined;
}
