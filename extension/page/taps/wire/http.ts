import type { KnownChannels } from '../../known-channels.ts';
import type { Tap } from '../tap.ts';
import { type Exchange, now, type Outgoing, once } from './exchange.ts';
import { describeBody } from './request-body.ts';

/** How many requests are remembered whose channel nobody has named yet, and for how long, ms. */
const RECENT = 32;
const RECENT_MS = 30_000;
/** The longest body that is remembered with them, in characters. */
const RECENT_BODY = 4_000;

export interface HttpTap {
  /** Would a request to this URL be followed? */
  isAt(url: string): boolean;
  /**
   * Follows a request if its path is a known channel or under one. Any other is remembered for a while: many pages fetch
   * first and subscribe then. `becomesKnown` is called if that happens, and is to tell how the request went.
   */
  follow(request: Outgoing, becomesKnown: (exchange: Exchange) => void): Exchange | undefined;
}

interface Recent {
  request: Outgoing;
  becomesKnown(exchange: Exchange): void;
}

const layer = 'http';
/** Counts requests for as long as the document lives. */
let requests = 0;

/** Reports the requests to URLs that are channels: what a collection is told by, beside its messages. */
export function createHttpTap({ report, stack, guarded }: Tap, known: KnownChannels): HttpTap {
  let recent: Recent[] = [];

  known.onAdded(() => {
    const rest: Recent[] = [];
    for (const one of recent) {
      if (now() - one.request.began > RECENT_MS) continue;
      if (!known.isAt(one.request.url)) rest.push(one);
      else guarded('http', () => one.becomesKnown(begin(one.request, { ago: now() - one.request.began })));
    }
    recent = rest;
  });

  function begin(
    { method, url, body, crid, began }: Outgoing,
    more: { ago?: number; stack?: string | undefined },
  ): Exchange {
    requests += 1;
    const request = `request-${requests}`;
    report({ layer, kind: 'request', request, method, url, ...describeBody(body), crid, ...more });
    return once({
      answered({ status, text, bytes, isCut, ended = now() }) {
        const beginning = isCut && { marks: [{ path: '/body', bytes: bytes ?? 0 }] };
        report({ layer, kind: 'response', request, status, ms: ended - began, body: text, bytes, ...beginning });
      },
      failed(reason, ended = now()) {
        report({ layer, kind: 'failed', request, reason, ms: ended - began });
      },
    });
  }

  return {
    isAt: known.isAt,
    follow(request, becomesKnown) {
      if (known.isAt(request.url)) return begin(request, { stack: request.stack ?? stack() });
      const { body } = request;
      const isShort = typeof body === 'string' && body.length <= RECENT_BODY;
      recent.push({ request: { ...request, body: isShort ? body : undefined }, becomesKnown });
      if (recent.length > RECENT) recent.shift();
      return undefined;
    },
  };
}
