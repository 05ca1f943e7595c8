import type { Undo } from '../../channel/channel.ts';
import { aroundCalls } from '../patch.ts';
import { type Exchange, type Failure, now, type Outgoing } from './exchange.ts';
import { type Fetched, fetched, readUnread } from './fetched.ts';
import type { HttpTap } from './http.ts';
import { followPoll } from './polling.ts';
import { resourceOf } from './resource-timing.ts';
import { copyOf } from './response-body.ts';
import type { Wire } from './wire.ts';

const { apply } = Reflect;
const { then } = Promise.prototype;

/**
 * Sees requests by `window.fetch`. What carries no Bayeux and goes to no channel comes back untouched. Of the others the
 * page gets a promise that settles alike, one microtask later: to listen on the browser's own would take the page's
 * `unhandledrejection` from it.
 */
export function tapFetch(wire: Wire, http: HttpTap, window: Window): Undo {
  const { guarded, stack } = wire.tap;

  function follow(outgoing: Outgoing): Exchange | undefined {
    return followPoll(wire, outgoing) ?? http.follow(outgoing, (found) => resourceOf(outgoing, found, window));
  }

  /** Reads what a `Request` of interest says before the browser sends it, and nothing of any other. */
  function begin(args: Fetched): Exchange | undefined {
    const outgoing = fetched(args);
    const isOfInterest = http.isAt(outgoing.url) || wire.isEndpoint(outgoing.url);
    const body = isOfInterest ? readUnread(args) : undefined;
    return body ? whenRead(body, { ...outgoing, stack: stack() }) : follow(outgoing);
  }

  function whenRead(body: Promise<string>, outgoing: Outgoing): Exchange {
    const begun = body.then((text) => follow({ ...outgoing, body: text }));
    const tell = (say: (exchange: Exchange | undefined) => void) =>
      void begun.then((exchange) => guarded('fetch', () => say(exchange)));
    return {
      answered: (answer) => tell((exchange) => exchange?.answered(answer)),
      failed: (reason, ended) => tell((exchange) => exchange?.failed(reason, ended)),
    };
  }

  return aroundCalls(window, 'fetch', (native, self, args) => {
    let exchange: Exchange | undefined;
    guarded('fetch', () => {
      exchange = begin(args as Fetched);
    });
    const promise: unknown = apply(native, self, args);
    if (!exchange || !(promise instanceof Promise)) return promise;
    const { answered, failed } = exchange;
    const fail = (error: unknown) => guarded('fetch', () => failed(reasonOf(error, args as Fetched), now()));
    return apply(then, promise, [
      (response: Response) => {
        let copy = response;
        guarded('fetch', () => {
          const { status } = response;
          const { forPage, body } = copyOf(response);
          copy = forPage;
          body.then((read) => guarded('fetch', () => answered({ status, ...read, ended: now() })), fail);
        });
        return copy;
      },
      (error: unknown) => {
        fail(error);
        throw error;
      },
    ]);
  });
}

function reasonOf(error: unknown, [input, init]: Fetched): Failure {
  const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
  const { name } = (typeof error === 'object' && error !== null ? error : {}) as { name?: unknown };
  if (name === 'TimeoutError') return 'timeout';
  return signal?.aborted || name === 'AbortError' ? 'abort' : 'error';
}
