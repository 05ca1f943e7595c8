/**
 * Own requests, from Backbone's `sync` to Backbone's callback: each leaves and settles as an input of the machine, and
 * what the callback is given is what the machine believes.
 */
import type Backbone from 'backbone';
import { type SyncOptions, urlOf } from './backbone-internals.ts';
import { copyOf } from './copy.ts';
import { versionIn } from './documents.ts';
import { settleList } from './list-response.ts';
import type { LiveParts } from './live-parts.ts';
import { idKey, isObject, wholeNumber } from './reconciler/envelope.ts';
import type { Verdict } from './reconciler/reconciler.ts';
import type { Inlet } from './reconciler-host.ts';
import type { SyncMethod } from './registry.ts';

interface Xhr {
  status?: unknown;
  getResponseHeader?(name: string): string | null;
}

/** The success callbacks of requests that are followed and have not settled. */
const inFlight = new WeakSet<object>();

/** Is a request with these options followed already, and not settled? */
export function isInFlight({ success }: SyncOptions): boolean {
  return success !== undefined && inFlight.has(success);
}

const REQUEST_ID = 'X-Live-Request-Id';
const SEQ = 'X-Live-Seq';

let count = 0;
const page = Math.random().toString(36).slice(2);

/**
 * Follows the requests of one collection and its models. A token names one request; the crid is what the server echoes. A
 * create that is tried again with the very same attributes, after an error that does not say whether it was carried out,
 * keeps its crid, so that an idempotent server does not carry it out twice.
 *
 * @param isNamed name them to the server, by a header
 */
export function createOwnRequests<M extends Backbone.Model>(parts: LiveParts<M>, inlet: Inlet, isNamed: boolean) {
  const { collection, requests, ids, told: keys, resync } = parts;
  const { begin, step, perform, take, within } = inlet;
  /** Creates of which nobody knows whether the server carried them out: their crids, by what was sent. */
  const doubtful = new WeakMap<object, Record<string, string>>();

  /** Follows one request: `send` lets it go, with the options as they are then. */
  return (method: SyncMethod, target: M | Backbone.Collection<M>, sync: SyncOptions, send: () => unknown): unknown => {
    const model = target === collection ? undefined : (target as M);
    const at = Date.now();
    const isCreate = method === 'create';
    const isDelete = method === 'delete';
    const token = sync.token ?? method.charAt(0) + ++count;
    const request = { token, method, id: isCreate ? undefined : idKey(model?.id) };
    const cid = model?.cid;
    const crid = sync.headers?.[REQUEST_ID] ?? doubtful.get(target)?.[JSON.stringify(target)] ?? `${page}-${count}`;
    // Of a model that is in no collection, -1: it would come last.
    const index = isDelete && !collection.comparator ? collection.indexOf(model as M) : undefined;
    requests.set(token, { model, index });

    begin(() => ({
      kind: 'request',
      ...request,
      cid,
      crid,
      url: sync.url ?? String(urlOf(target as Backbone.Collection) ?? ''),
      attributes: sync.attrs ?? (isCreate || method === 'update' ? model?.toJSON() : undefined),
      wait: sync.wait || undefined,
    }));
    const before = isDelete ? model?.toJSON() : sync.wait ? undefined : model?.changed;
    take({ type: 'request', at, ...request, cid, crid, before: copyOf(before) });

    let isSettled = false;
    if (isNamed) sync.headers = { ...sync.headers, [REQUEST_ID]: crid };
    const success = settling(true, sync.success);
    inFlight.add(success);
    sync.success = success;
    sync.error = settling(false, sync.error);
    try {
      return send();
    } catch (error) {
      settle(false, undefined, () => {});
      throw error;
    }

    function settling(ok: boolean, callback: ((...args: unknown[]) => unknown) | undefined) {
      return (first: unknown, ...rest: unknown[]) => {
        const proceed = (answer = first) => callback?.call(sync, answer, ...rest);
        const xhr = ok ? (rest.find((each) => (each as Xhr | undefined)?.getResponseHeader) ?? sync.xhr) : first;
        if (isSettled) proceed();
        else settle(ok, xhr as Xhr | undefined, proceed, ok ? first : undefined);
      };
    }

    /** @param proceed Backbone's own callback, which takes the body to believe, if it is another than that which came */
    function settle(ok: boolean, xhr: Xhr | undefined, proceed: (answer?: unknown) => void, body?: unknown): void {
      isSettled = true;
      inFlight.delete(success);
      const now = Date.now();
      const status = Number(xhr?.status) || (ok ? 200 : 0);
      const seq = wholeNumber(Number.parseInt(xhr?.getResponseHeader?.(SEQ) ?? '', 10));
      const isDocument = isObject(body);
      // `parse` may change it.
      const untouched = isCreate && isDocument ? copyOf(body) : undefined;
      const created = isCreate && model && isDocument ? ids.ofCreated(model, body, sync) : undefined;
      const id = created ? created.id : request.id;
      const response = { ...request, id, ok, status };
      begin(() => ({ kind: 'response', ...response, ms: now - at, channelSeq: seq, body }));
      const isList = !model && ok;
      // An empty answer means: as you sent it. Backbone and `parse` get the body itself: what is remembered is not what they
      // make of it. Of a list nothing is: it is made right where Backbone sets it.
      const told = untouched ?? (isList ? body : copyOf(isDocument ? body : model?.toJSON()));
      const v = versionIn(collection, isDelete ? body : told);
      const answer = { type: 'response', at: now, ...response, cid, crid, seq, body: told, v } as const;
      const undo = isList ? settleList(parts, inlet, sync, token, seq) : undefined;
      const verdicts = isList ? [] : step(answer);
      perform(verdicts, true);
      const instead = insteadOf(verdicts);
      try {
        if (model && isDocument && instead === undefined) keys.note(model, body);
        within(() => proceed(copyOf(instead)));
      } finally {
        undo?.();
        created?.end();
        if (created && ids.learn(untouched, idKey(model?.id), created.id)) resync();
        // A `fetch` of the application's own making may never have come to `set`: settled all the same.
        perform(isList ? step(answer) : verdicts);
        requests.delete(token);
      }
      if (!isCreate) return;
      doubtful.delete(target);
      if (!ok && !(status > 0 && status < 500)) doubtful.set(target, { [JSON.stringify(target)]: crid });
    }
  };
}

/** What the caller that awaits an answer gets in place of it. */
function insteadOf(verdicts: readonly Verdict[]): unknown {
  for (const { decision, effect } of verdicts) {
    if (effect && 'answer' in effect) return effect.answer;
    if (decision === 'ignored-stale-response' && effect && 'body' in effect) return effect.body;
  }
  return undefined;
}
