import { now, type Outgoing, REQUEST_ID } from './exchange.ts';

/** What the page called `fetch` with: it should be this, and need not. */
export type Fetched = [input: unknown, init?: RequestInit | null];

/** Reads a request out of the arguments of `fetch`, all of it but the stream that a `Request` has as its body. */
export function fetched([input, init]: Fetched): Outgoing {
  const request = input instanceof Request ? input : undefined;
  return {
    method: String(init?.method ?? request?.method ?? 'GET').toUpperCase(),
    url: request?.url ?? String(input),
    body: init?.body,
    crid: requestIdIn(init?.headers ?? request?.headers),
    began: now(),
  };
}

/**
 * The body of a `Request`, from a copy; nothing when it has none, or has been read. That the copy was made does not change
 * what is sent, nor how: tried with a body of known length, in Chromium and Firefox.
 */
export function readUnread([input, init]: Fetched): Promise<string> | undefined {
  if (!(input instanceof Request) || init?.body !== undefined || input.bodyUsed) return undefined;
  return /^(?:GET|HEAD)$/.test(input.method) ? undefined : input.clone().text();
}

/** Not by `new Headers`: that would use up an iterator, which the page meant for the browser. */
function requestIdIn(headers: unknown): string | undefined {
  if (headers instanceof Headers) return headers.get(REQUEST_ID) ?? undefined;
  if (typeof headers !== 'object' || headers === null) return undefined;
  const isPlain = !(Symbol.iterator in headers);
  const pairs: unknown[] = Array.isArray(headers) ? headers : isPlain ? Object.entries(headers) : [];
  const pair = pairs.find((one) => Array.isArray(one) && String(one[0]).toLowerCase() === REQUEST_ID);
  return Array.isArray(pair) ? String(pair[1]) : undefined;
}
