import type { Undo } from '../../../channel/channel.ts';
import { insteadOfCalls } from '../../patch/patch.ts';
import { apply } from '../../patch/proxy-function.ts';
import { chained, whenSettled } from '../../settled.ts';
import { dataOf } from '../../values.ts';
import { type Exchange, type Failure, now, type Outgoing } from './exchange.ts';
import { type Fetched, fetched, readUnread } from './fetched.ts';
import type { HttpTap } from './http.ts';
import { followRequest } from './polling.ts';
import { resourceOf } from './resource-timing.ts';
import { copyOf } from './response-body.ts';
import type { Wire } from './wire.ts';

/**
 * Sees requests by `window.fetch`. What carries no Bayeux and goes to no channel comes back untouched. Of the others the
 * page gets a promise that settles alike, one microtask later: to listen on the browser's own would take the page's
 * `unhandledrejection` from it.
 */
export function tapFetch(wire: Wire, http: HttpTap, window: Window): Undo {
  const { stack } = wire.tap;
  const quietly = (work: () => void) => wire.tap.guarded('fetch', work);

  function follow(outgoing: Outgoing): Exchange | undefined {
    return followRequest(wire, http, outgoing, (found) => resourceOf(outgoing, found, window));
  }

  /** Reads what a `Request` of interest says before the browser sends it, and nothing of any other. */
  function begin(args: Fetched, outgoing: Outgoing): Exchange | undefined {
    const isOfInterest = http.isAt(outgoing.url) || wire.isEndpoint(outgoing.url);
    const body = isOfInterest ? readUnread(args) : undefined;
    return body ? whenRead(body, { ...outgoing, stack: stack() }) : follow(outgoing);
  }

  function whenRead(body: Promise<string>, outgoing: Outgoing): Exchange {
    const begun = whenSettled(body, (text) => follow({ ...outgoing, body: text }));
    const tell = (say: (exchange: Exchange | undefined) => void) =>
      void whenSettled(begun, (exchange) => quietly(() => say(exchange)));
    return {
      readsWhole: wire.isEndpoint(outgoing.url),
      answered: (answer) => tell((exchange) => exchange?.answered(answer)),
      failed: (reason, ended) => tell((exchange) => exchange?.failed(reason, ended)),
    };
  }

  return insteadOfCalls(window, 'fetch', (native, self, args) => {
    let exchange: Exchange | undefined;
    let outgoing: Outgoing | undefined;
    quietly(() => {
      wire.used('fetch');
      outgoing = fetched(args as Fetched);
      exchange = outgoing && begin(args as Fetched, outgoing);
    });
    if (!exchange) return apply(native, self, args);
    const { answered, failed, readsWhole } = exchange;
    const fail = (error: unknown) => quietly(() => failed(reasonOf(error, args as Fetched), now()));
    const toPage = (response: Response) => {
      let copy = response;
      quietly(() => {
        const { status } = response;
        const { forPage, body } = copyOf(response, readsWhole);
        copy = forPage;
        whenSettled(body, (read) => quietly(() => answered({ status, ...read, ended: now() })), fail);
      });
      return copy;
    };
    const rethrow = (error: unknown): never => {
      fail(error);
      throw error;
    };
    let promise: unknown;
    try {
      promise = apply(native, self, args);
    } catch (error) {
      return rethrow(error);
    }
    const forPage = chained(promise, toPage, rethrow);
    if (!forPage) quietly(() => outgoing && resourceOf(outgoing, { answered, failed }, window));
    return forPage ?? promise;
  });
}

function reasonOf(error: unknown, [input, init]: Fetched): Failure {
  const name = error instanceof DOMException ? error.name : '';
  const signal = dataOf(init, 'signal') ?? (input instanceof Request ? input.signal : undefined);
  if (name === 'TimeoutError') return 'timeout';
  return name === 'AbortError' || (signal instanceof AbortSignal && signal.aborted) ? 'abort' : 'error';
}
