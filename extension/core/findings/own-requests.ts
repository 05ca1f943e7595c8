import { createRecent } from '../bounded-map.ts';
import type { LiveEvent } from '../protocol/events.ts';

/** An own request's events, by their indexes in the trace. */
export interface OwnRequest {
  request: number;
  response?: number;
}

/** The own requests of all collections, by their tokens. */
export interface OwnRequests {
  add(i: number, event: LiveEvent): void;
  of(load: string, source: string, token: string): OwnRequest | undefined;
  clear(): void;
}

/** Requests that a finding may still name. */
const MAX_REQUESTS = 5_000;

export function createOwnRequests(): OwnRequests {
  let requests = createRecent<string, OwnRequest>(MAX_REQUESTS);
  const keyOf = (load: string, source: string, token: string) => `${load} ${source} ${token}`;
  return {
    add(i, event) {
      if (event.layer !== 'collection') return;
      if (event.kind === 'request') requests.set(keyOf(event.load, event.source, event.token), { request: i });
      else if (event.kind === 'response') {
        const known = requests.get(keyOf(event.load, event.source, event.token));
        if (known) known.response = i;
      }
    },
    of: (load, source, token) => requests.get(keyOf(load, source, token)),
    clear() {
      requests = createRecent(MAX_REQUESTS);
    },
  };
}
