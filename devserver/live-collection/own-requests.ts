import type Backbone from 'backbone';
import type { SyncOptions } from './backbone-internals.ts';
import { createBoundedMap } from './bounded-map.ts';
import type { SyncMethod } from './registry.ts';

/** An own request in flight, or one that failed and may yet turn out to have been carried out. */
export interface OwnRequest<M> {
  token: string;
  method: SyncMethod;
  crid: string;
  /** The document's id when the request left. */
  id: string | undefined;
  /** Absent for a fetch of the collection. */
  model: M | undefined;
  /** Where the model stood in the collection. */
  index: number | undefined;
  /** When it left, in ms. */
  at: number;
}

/** How a request ended, in HTTP's words. */
export interface Settlement {
  ok: boolean;
  /** 0 when no response came: aborted, or the network failed. */
  status: number;
  /** `X-Live-Seq`: the last message of the channel that the response takes into account. */
  seq: number | undefined;
  body: unknown;
}

export const REQUEST_ID = 'X-Live-Request-Id';
const SEQ = 'X-Live-Seq';

/** Failed creates whose model is remembered, in case their document turns up after all. */
const FAILED_MODELS = 100;

let count = 0;
const page = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;

/**
 * Follows the requests of one collection and its models from `sync` to their callback. A token names one request; the
 * crid is what the server echoes. A create that is tried again with the very same attributes, after an error that does
 * not say whether it was carried out, keeps its crid, so that an idempotent server does not carry it out twice.
 */
export function createOwnRequests<M extends Backbone.Model>() {
  const requests = new Map<string, OwnRequest<M>>();
  const failed = createBoundedMap<OwnRequest<M>>(FAILED_MODELS);
  const attempts = new WeakMap<M, { crid: string; attributes: string }>();

  return {
    model: (token: string) => (requests.get(token) ?? failed.get(token))?.model,
    index: (token: string) => (requests.get(token) ?? failed.get(token))?.index,
    /** The models of creates in flight. */
    *creating(): Iterable<M> {
      for (const { method, model } of requests.values()) if (method === 'create' && model) yield model;
    },

    /** @param names given by the application, or by a recording that is being played */
    begin(
      request: Omit<OwnRequest<M>, 'token' | 'crid'>,
      names?: { token?: string; crid?: string | undefined },
    ): OwnRequest<M> {
      const { method, model } = request;
      const token = names?.token ?? `${method.charAt(0)}${++count}`;
      const attempt = method === 'create' && model ? attempts.get(model) : undefined;
      const again = attempt?.attributes === JSON.stringify(model) ? attempt?.crid : undefined;
      const begun = { ...request, token, crid: names?.crid ?? again ?? `${page}-${count}` };
      requests.set(token, begun);
      return begun;
    },

    end({ token, method, crid, model }: OwnRequest<M>, { ok, status }: Settlement): void {
      const request = requests.get(token);
      requests.delete(token);
      if (method !== 'create' || !model) return;
      attempts.delete(model);
      if (ok || !request) return;
      failed.set(token, request);
      if (status === 0 || status >= 500) attempts.set(model, { crid, attributes: JSON.stringify(model) });
    },
  };
}

export type OwnRequests<M extends Backbone.Model> = ReturnType<typeof createOwnRequests<M>>;

/**
 * Puts itself between Backbone and the request: names it to the server, and is told once how it ended before and after
 * Backbone is.
 *
 * @param settled gets the settlement and `proceed`, Backbone's own callback, which takes the body to believe
 */
export function intercept(
  options: SyncOptions,
  crid: string | undefined,
  settled: (settlement: Settlement, proceed: (body: unknown) => void) => void,
): void {
  const { success, error } = options;
  let done = false;
  if (crid !== undefined) options.headers = { ...options.headers, [REQUEST_ID]: crid };

  options.success = (body, ...rest) => {
    const proceed = (believed: unknown) => success?.call(options, believed, ...rest);
    if (done) return proceed(body);
    done = true;
    const xhr = rest.find(isXhr) ?? options.xhr;
    return settled({ ok: true, status: statusOf(xhr) || 200, seq: seqOf(xhr), body }, proceed);
  };
  options.error = (xhr, ...rest) => {
    const proceed = () => error?.call(options, xhr, ...rest);
    if (done) return proceed();
    done = true;
    return settled({ ok: false, status: statusOf(xhr), seq: seqOf(xhr), body: undefined }, proceed);
  };
}

interface Xhr {
  status?: unknown;
  getResponseHeader(name: string): string | null;
}

function isXhr(value: unknown): value is Xhr {
  return typeof (value as Partial<Xhr> | undefined)?.getResponseHeader === 'function';
}

function statusOf(xhr: unknown): number {
  const status = (xhr as Partial<Xhr> | undefined)?.status;
  return typeof status === 'number' ? status : 0;
}

function seqOf(xhr: unknown): number | undefined {
  const seq = isXhr(xhr) ? Number.parseInt(xhr.getResponseHeader(SEQ) ?? '', 10) : Number.NaN;
  return Number.isSafeInteger(seq) ? seq : undefined;
}
