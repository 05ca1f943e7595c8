/**
 * Own requests, from Backbone's `sync` to Backbone's callback: each leaves and settles as an input of the machine, and
 * what the callback is given is what the machine believes.
 */
import type Backbone from 'backbone';
import type { SyncOptions } from './backbone-internals.ts';
import type { Documents } from './documents.ts';
import { idKey, isObject, wholeNumber } from './envelope.ts';
import type { Inlet } from './inlet.ts';
import { overlay } from './overlay.ts';
import type { Verdict } from './reconciler.ts';
import type { SyncMethod, Watching } from './registry.ts';

/** An own request in flight. */
export interface OwnRequest<M> {
  /** Undefined for a fetch of the collection. */
  model: M | undefined;
  /** Where a model that is being deleted stood, in a collection that does not sort. */
  index: number | undefined;
}

interface Xhr {
  status?: unknown;
  getResponseHeader?(name: string): string | null;
}

const REQUEST_ID = 'X-Live-Request-Id';
const SEQ = 'X-Live-Seq';

let count = 0;
const page = Date.now().toString(36) + Math.random().toString(36).slice(2);

/**
 * Follows the requests of one collection and its models. A token names one request; the crid is what the server echoes. A
 * create that is tried again with the very same attributes, after an error that does not say whether it was carried out,
 * keeps its crid, so that an idempotent server does not carry it out twice.
 *
 * @param requests those in flight, by token
 * @param isNamed name them to the server, by a header
 */
export function createOwnRequests<M extends Backbone.Model>(
  collection: Backbone.Collection<M>,
  requests: Map<string, OwnRequest<M>>,
  { idIn, model: modelOf, versionIn }: Documents<M>,
  { begin, step, perform, take, within }: Inlet,
  isNamed: boolean,
  watching: Watching,
) {
  /** Creates of which nobody knows whether the server carried them out. */
  const doubtful = new WeakMap<M, { crid: string; attributes: string }>();

  /** Follows one request: `send` lets it go, with the options as they are then. */
  return (method: SyncMethod, target: M | Backbone.Collection<M>, sync: SyncOptions, send: () => unknown): unknown => {
    const model = target === collection ? undefined : (target as M);
    const at = Date.now();
    const isCreate = method === 'create';
    const isDelete = method === 'delete';
    const token = sync.token ?? method.charAt(0) + ++count;
    const request = { token, method, id: isCreate ? undefined : idKey(model?.id) };
    const cid = model?.cid;
    const doubt = model && doubtful.get(model);
    const again = isCreate && doubt?.attributes === JSON.stringify(model) ? doubt?.crid : undefined;
    const crid = sync.headers?.[REQUEST_ID] ?? again ?? `${page}-${count}`;
    const index = isDelete && model && !collection.comparator ? collection.indexOf(model) : -1;
    requests.set(token, { model, index: index < 0 ? undefined : index });

    const input = begin();
    watching()?.({
      kind: 'request',
      input,
      ...request,
      cid,
      crid,
      url: sync.url ?? String(typeof target.url === 'function' ? target.url() : (target.url ?? '')),
      attributes: method === 'patch' ? sync.attrs : isCreate || method === 'update' ? model?.toJSON() : undefined,
      wait: sync.wait || undefined,
    });
    const before = isDelete ? model?.toJSON() : sync.wait ? undefined : model?.changed;
    take({ type: 'request', at, ...request, cid, crid, before });

    let isSettled = false;
    if (isNamed) sync.headers = { ...sync.headers, [REQUEST_ID]: crid };
    for (const name of ['success', 'error'] as const) {
      const callback = sync[name];
      const ok = name === 'success';
      sync[name] = (first: unknown, ...rest: unknown[]) => {
        const proceed = (body: unknown) => callback?.call(sync, body, ...rest);
        const xhr = ok ? (rest.find((each) => (each as Xhr | undefined)?.getResponseHeader) ?? sync.xhr) : first;
        if (isSettled) proceed(first);
        else settle(ok, xhr as Xhr | undefined, ok ? first : undefined, ok ? proceed : () => proceed(first));
      };
    }
    try {
      return send();
    } catch (error) {
      settle(false, undefined, undefined, () => {});
      throw error;
    }

    /** @param proceed Backbone's own callback, which takes the body to believe */
    function settle(ok: boolean, xhr: Xhr | undefined, body: unknown, proceed: (body: unknown) => void): void {
      isSettled = true;
      const status = Number(xhr?.status) || (ok ? 200 : 0);
      const seq = wholeNumber(Number.parseInt(xhr?.getResponseHeader?.(SEQ) ?? '', 10));
      const isDocument = isObject(body);
      const created =
        isCreate && ok && model && isDocument ? collection.modelId(model.parse(body, {}) ?? {}) : undefined;
      const response = { ...request, id: request.id ?? idKey(created), ok, status };
      const now = Date.now();
      const input = begin();
      watching()?.({ kind: 'response', input, ...response, ms: now - at, channelSeq: seq, body });
      if (!model && ok) settleList(body, seq, proceed);
      else {
        // An empty answer means: as you sent it.
        const told = isDocument ? body : model?.toJSON();
        const verdicts = step({
          type: 'response',
          at: now,
          ...response,
          cid,
          crid,
          seq,
          body: told,
          v: versionIn(body),
        });
        const early = verdicts.filter(isEarly);
        perform(early);
        const answer = early.map(({ effect }) => effect).find((effect) => effect?.type === 'merge');
        try {
          within(() => proceed(answer ? answer.body : body));
        } finally {
          perform(verdicts.filter((verdict) => !early.includes(verdict)));
        }
      }
      requests.delete(token);
      if (!isCreate || !model) return;
      if (ok || (status > 0 && status < 500)) doubtful.delete(model);
      else doubtful.set(model, { crid, attributes: JSON.stringify(model) });
    }

    /** The list of a fetch is made right where Backbone sets it: what events told meanwhile wins over it. */
    function settleList(body: unknown, seq: number | undefined, proceed: (body: unknown) => void): void {
      let isSet = false;
      const undos = ['set', 'reset'].map((name) =>
        overlay(collection, name, ([list, options]: unknown[], put) => {
          if (isSet || options !== sync) return put([list, options]);
          isSet = true;
          const documents = sync.parse ? collection.parse(list, sync) : list;
          const rows = [documents ?? []].flat().map((row) => ({ id: idKey(idIn(row)), v: versionIn(row), body: row }));
          const whole = sync.remove !== false && sync.add !== false && sync.data === undefined;
          const { rebase } = sync.resync ?? {};
          const verdicts = step({ type: 'snapshot', at: Date.now(), token, rows, seq, whole, rebase });
          // It is parsed already.
          const undo = overlay(collection, 'parse', ([parsed]: unknown[]) => parsed);
          try {
            return put([reconciled(verdicts), options]);
          } finally {
            undo();
            perform(verdicts);
          }
        }),
      );
      try {
        within(() => proceed(body));
      } finally {
        for (const undo of undos) undo();
        // A `fetch` of the application's own making, which never came to `set`: settled all the same.
        if (!isSet) take({ type: 'response', at: Date.now(), token, method, ok: false, status: 0 });
      }
    }

    function reconciled([{ effect } = {}]: Partial<Verdict>[]): unknown[] {
      if (effect?.type !== 'rows') return [...collection.models];
      // Unsaved models are not to be swept away: those being created, and all when the application did not ask for it.
      const drafts = collection.models.filter(
        (each) => each.isNew() && (sync.resync || [...requests.values()].some((one) => one.model === each)),
      );
      return [...(sync.resync ? effect.rows.map(withId) : effect.rows), ...drafts];
    }

    /** Backbone finds the model for a raw body only where `parse` leaves the id alone; elsewhere it would make it anew. */
    function withId(body: unknown): unknown {
      const held = modelOf(idKey(idIn(body)) ?? '');
      if (!held || collection.get(body as M) === held) return body;
      return { ...(body as object), [held.idAttribute]: held.id };
    }
  };
}

function isEarly({ effect }: Verdict): boolean {
  return effect !== undefined && 'isEarly' in effect;
}
