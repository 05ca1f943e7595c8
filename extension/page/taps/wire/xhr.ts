import type { Undo } from '../../../channel/channel.ts';
import { jsonOf } from '../../json/json-of.ts';
import { aroundCalls, undoAll } from '../../patch/patch.ts';
import { addressIn, prototypeIn, textOf } from '../../values.ts';
import {
  type Exchange,
  type ExchangeAnswer,
  type Failure,
  lengthIn,
  MAX_BODY,
  now,
  type Outgoing,
  REQUEST_ID,
  textAnswer,
  textOfBytes,
} from './exchange.ts';
import type { HttpTap } from './http.ts';
import { followRequest } from './polling.ts';
import { resourceOf } from './resource-timing.ts';
import type { Wire } from './wire.ts';

const events = ['readystatechange', 'load', 'error', 'abort', 'timeout', 'loadend'];

/**
 * Sees requests by `XMLHttpRequest.prototype`. Only one that carries Bayeux, or goes to a channel, gets listeners;
 * it is reported at its last `readystatechange`, where Faye reads the answer, before `load`.
 * A request that was on its way when the probe came is not seen.
 */
export function tapXhr(wire: Wire, http: HttpTap, window: Window): Undo {
  const { guarded } = wire.tap;
  const prototype = prototypeIn(window, 'XMLHttpRequest');
  /** Opened, and not sent. */
  const opened = new WeakMap<XMLHttpRequest, Omit<Outgoing, 'body' | 'began'>>();
  const requests = wire.listening(events, tell);
  const exchanges = new WeakMap<XMLHttpRequest, Exchange>();

  function leave(xhr: XMLHttpRequest): void {
    requests.remove(xhr);
    exchanges.delete(xhr);
  }

  function tell(xhr: XMLHttpRequest, event: Event): void {
    const exchange = exchanges.get(xhr);
    const { type } = event;
    if (!exchange) return;
    if (type === 'readystatechange' || type === 'load') {
      // Status 0: whether it was an error, an abort or a timeout the next event says.
      if (xhr.readyState === 4 && xhr.status !== 0 && wire.isNews(event)) exchange.answered(answerOf(xhr, exchange));
    } else {
      if (type !== 'loadend') exchange.failed(type as Failure);
      leave(xhr);
    }
  }

  function begin(xhr: XMLHttpRequest, body: unknown): Exchange | undefined {
    const request = opened.get(xhr);
    if (!request) return undefined;
    opened.delete(xhr);
    const outgoing: Outgoing = { ...request, body, began: now() };
    const exchange = followRequest(wire, http, outgoing, tellOf(new WeakRef(xhr), outgoing));
    if (exchange) follow(xhr, exchange);
    else leave(xhr);
    return exchange;
  }

  function follow(xhr: XMLHttpRequest, exchange: Exchange): void {
    if (!requests.has(xhr)) requests.add(xhr);
    exchanges.set(xhr, exchange);
  }

  /** Of a request whose channel became known late. To remember it must not keep its answer in the page's memory. */
  function tellOf(reference: WeakRef<XMLHttpRequest>, outgoing: Outgoing) {
    return (exchange: Exchange) => {
      const xhr = reference.deref();
      if (!xhr || (xhr.readyState === 4 && xhr.status === 0)) resourceOf(outgoing, exchange, window);
      else if (xhr.readyState === 4) exchange.answered(answerOf(xhr, exchange));
      else follow(xhr, exchange);
    };
  }

  wire.onAsked(() => {
    for (const xhr of [...requests.all()]) {
      const exchange = exchanges.get(xhr);
      if (exchange && xhr.readyState === 4 && xhr.status !== 0) exchange.answered(answerOf(xhr, exchange));
    }
  });
  return undoAll(guarded, [
    requests.removeAll,
    aroundCalls(guarded, prototype, 'open', (self, [method, address]) => (ok) => {
      if (!ok) return;
      const xhr = self as XMLHttpRequest;
      wire.used('XMLHttpRequest');
      leave(xhr); // Opened again, it gives up what it was at without a word.
      const url = addressIn(address);
      opened.delete(xhr);
      if (url === undefined) return;
      opened.set(xhr, { method: textOf(method)?.toUpperCase() ?? '', url });
      // Before the page's own listeners come: in Chromium the first to come is the first to be called.
      if (http.isAt(url) || wire.isEndpoint(url)) requests.add(xhr);
    }),
    aroundCalls(guarded, prototype, 'setRequestHeader', (self, [name, value]) => (ok) => {
      const request = opened.get(self as XMLHttpRequest);
      if (ok && request && textOf(name)?.toLowerCase() === REQUEST_ID) request.crid = textOf(value);
    }),
    aroundCalls(guarded, prototype, 'send', (self, [body]) => {
      const xhr = self as XMLHttpRequest;
      const exchange = begin(xhr, body);
      return (ok) => {
        if (ok) return;
        // A synchronous request that fails says so by throwing, and by no event.
        leave(xhr);
        exchange?.failed('error');
      };
    }),
  ]);
}

/** Reads an answer as the page asked for it: any other way throws, or would make the browser read it twice. */
function answerOf(xhr: XMLHttpRequest, { readsWhole }: Exchange): ExchangeAnswer {
  const most = readsWhole ? Number.POSITIVE_INFINITY : MAX_BODY;
  const { status, responseType } = xhr;
  const bytes = lengthIn(xhr.getResponseHeader('content-length'));
  if (responseType === '' || responseType === 'text') return { status, ...textAnswer(xhr.responseText) };
  const response: unknown = xhr.response;
  if (responseType === 'json' && response !== null && !((bytes ?? 0) > most))
    return { status, ...textAnswer(jsonOf(response)), ...(bytes !== undefined && { bytes }) };
  if (response instanceof ArrayBuffer)
    return { status, ...textOfBytes(new Uint8Array(response), most), bytes: response.byteLength };
  return { status, bytes: response instanceof Blob ? response.size : bytes };
}
