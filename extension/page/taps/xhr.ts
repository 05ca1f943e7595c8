import type { Undo } from '../../channel/channel.ts';
import { aroundCalls, undoAll } from '../patch.ts';
import { bytesOfText } from './bayeux-text.ts';
import {
  type Answer,
  type Exchange,
  type Failure,
  MAX_BODY,
  now,
  type Outgoing,
  REQUEST_ID,
  textOfBytes,
} from './exchange.ts';
import type { HttpTap } from './http.ts';
import { followPoll } from './polling.ts';
import { resourceOf } from './resource-timing.ts';
import type { Wire } from './wire.ts';

const { apply } = Reflect;
const events = ['readystatechange', 'load', 'error', 'abort', 'timeout', 'loadend'];

/**
 * Sees requests by `XMLHttpRequest.prototype`. Only one that carries Bayeux, or goes to a channel, gets listeners;
 * it is told of at its last `readystatechange`, where Faye reads the answer, before `load`.
 * A request that was on its way when the probe came is not seen.
 */
export function tapXhr(wire: Wire, http: HttpTap, window: Window): Undo {
  const { guarded } = wire.tap;
  const prototype: unknown = Reflect.get(window, 'XMLHttpRequest')?.prototype;
  if (typeof prototype !== 'object' || prototype === null) return () => {};
  /** Opened, and not sent. */
  const opened = new WeakMap<object, Omit<Outgoing, 'body' | 'began'>>();
  /** Those with listeners: how to take them away. */
  const listening = new Map<XMLHttpRequest, Undo>();
  const exchanges = new WeakMap<XMLHttpRequest, Exchange>();

  function listen(xhr: XMLHttpRequest): void {
    if (!listening.has(xhr)) listening.set(xhr, wire.listen(xhr, events, tell));
  }

  function leave(xhr: XMLHttpRequest): void {
    listening.get(xhr)?.();
    listening.delete(xhr);
    exchanges.delete(xhr);
  }

  function tell(event: Event): void {
    guarded('xhr', () => {
      const xhr = event.currentTarget as XMLHttpRequest;
      const exchange = exchanges.get(xhr);
      if (!exchange) return;
      const { type } = event;
      if (type === 'readystatechange' || type === 'load') {
        // Status 0: whether it was an error, an abort or a timeout the next event says.
        if (xhr.readyState === 4 && xhr.status !== 0 && !wire.isTold(event)) {
          wire.telling(event);
          exchange.answered(answerOf(xhr));
        }
      } else {
        if (type !== 'loadend') exchange.failed(type as Failure);
        leave(xhr);
      }
    });
  }

  function begin(xhr: XMLHttpRequest, body: unknown): Exchange | undefined {
    const request = opened.get(xhr);
    if (!request) return undefined;
    opened.delete(xhr);
    const outgoing: Outgoing = { ...request, body, began: now() };
    const exchange = followPoll(wire, outgoing) ?? http.follow(outgoing, tellOf(new WeakRef(xhr), outgoing));
    if (exchange) follow(xhr, exchange);
    else leave(xhr);
    return exchange;
  }

  function follow(xhr: XMLHttpRequest, exchange: Exchange): void {
    listen(xhr);
    exchanges.set(xhr, exchange);
  }

  /** Of a request whose channel became known late. To remember it must not keep its answer in the page's memory. */
  function tellOf(reference: WeakRef<XMLHttpRequest>, outgoing: Outgoing) {
    return (exchange: Exchange) => {
      const xhr = reference.deref();
      if (!xhr || (xhr.readyState === 4 && xhr.status === 0)) resourceOf(outgoing, exchange, window);
      else if (xhr.readyState === 4) exchange.answered(answerOf(xhr));
      else follow(xhr, exchange);
    };
  }

  const undo = undoAll([
    aroundCalls(prototype, 'open', (open, xhr, args) => {
      const result = apply(open, xhr, args);
      guarded('xhr', () => {
        const request = xhr as XMLHttpRequest;
        leave(request); // Opened anew, it gives up what it was at without a word.
        const url = String(args[1]);
        opened.set(request, { method: String(args[0]).toUpperCase(), url });
        // Before the page's own listeners come: in Chromium the first to come is the first to be called.
        if (http.isAt(url) || wire.isEndpoint(url)) listen(request);
      });
      return result;
    }),
    aroundCalls(prototype, 'setRequestHeader', (set, xhr, args) => {
      const result = apply(set, xhr, args);
      guarded('xhr', () => {
        const request = opened.get(xhr as object);
        if (request && String(args[0]).toLowerCase() === REQUEST_ID) request.crid = String(args[1]);
      });
      return result;
    }),
    aroundCalls(prototype, 'send', (send, xhr, args) => {
      let exchange: Exchange | undefined;
      guarded('xhr', () => {
        exchange = begin(xhr as XMLHttpRequest, args[0]);
      });
      try {
        return apply(send, xhr, args);
      } catch (error) {
        // A synchronous request that fails says so by throwing, and by no event.
        guarded('xhr', () => {
          leave(xhr as XMLHttpRequest);
          exchange?.failed('error');
        });
        throw error;
      }
    }),
  ]);
  return () => {
    undo();
    [...listening.keys()].forEach(leave);
  };
}

/** Reads an answer as the page asked for it: any other way throws, or would make the browser read it twice. */
function answerOf(xhr: XMLHttpRequest): Answer {
  const { status, responseType } = xhr;
  const length = Number(xhr.getResponseHeader('content-length') ?? Number.NaN);
  const bytes = Number.isFinite(length) ? { bytes: length } : {};
  if (responseType === '' || responseType === 'text') return { status, ...textAnswer(xhr.responseText) };
  const response: unknown = xhr.response;
  if (responseType === 'json' && response !== null && !(length > MAX_BODY))
    return { status, ...textAnswer(JSON.stringify(response)), ...bytes };
  if (response instanceof ArrayBuffer)
    return { status, text: textOfBytes(new Uint8Array(response)), bytes: response.byteLength };
  if (response instanceof Blob) return { status, bytes: response.size };
  return { status, ...bytes };
}

function textAnswer(text: string): { text: string; bytes: number } {
  return { text: text.slice(0, MAX_BODY), bytes: bytesOfText(text) };
}
