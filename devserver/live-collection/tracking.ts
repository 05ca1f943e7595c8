/**
 * Own requests, from Backbone's `sync` to Backbone's callback: each leaves and settles as an input of the machine, and
 * what the callback is given is what the machine believes.
 */
import type Backbone from 'backbone';
import type { SyncOptions } from './backbone-internals.ts';
import type { Documents } from './documents.ts';
import { idKey, versionIn } from './envelope.ts';
import type { Inlet } from './inlet.ts';
import type { Row } from './on-snapshot.ts';
import { intercept, type OwnRequest, type OwnRequests, REQUEST_ID, type Settlement } from './own-requests.ts';
import type { SyncMethod } from './registry.ts';
import type { Verdict } from './verdict.ts';

/** Backbone's own callback, given the body to believe. */
export type Proceed = (body: unknown) => void;

/** A fetched list as it is to be set, and what remains to be done after that. */
export interface Reconciled {
  list: unknown[];
  then(): void;
}

export function createTracking<M extends Backbone.Model>(
  collection: Backbone.Collection<M>,
  documents: Documents<M>,
  requests: OwnRequests<M>,
  inlet: Inlet,
  versionAttribute: string,
) {
  /** A fetch whose list is on its way into `set` or `reset`. */
  let reading: { sync: SyncOptions; request: OwnRequest<M>; settlement: Settlement; used: boolean } | undefined;

  /** @param model undefined for a fetch of the collection */
  function leave(
    method: SyncMethod,
    model: M | undefined,
    sync: SyncOptions,
    names?: { token?: string; crid?: string | undefined },
  ): OwnRequest<M> {
    const at = Date.now();
    const id = model && method !== 'create' ? idKey(model.id) : undefined;
    const index = method === 'delete' && model && collection.get(model) ? collection.indexOf(model) : undefined;
    const request = requests.begin({ method, model, id, index, at }, names);
    const { token, crid } = request;
    const cid = model?.cid;
    inlet.begin((input) => ({
      kind: 'request',
      input,
      token,
      method,
      crid,
      url: sync.url ?? urlOf(model ?? collection),
      ...(id && { id }),
      ...(cid && { cid }),
      ...((method === 'create' || method === 'update') && { attributes: model?.toJSON() }),
      ...(method === 'patch' && { attributes: sync.attrs }),
      ...(sync.wait && { wait: true }),
    }));
    const before = method === 'delete' ? model?.toJSON() : sync.wait ? undefined : model?.changed;
    inlet.take({ type: 'request', at, token, method, id, cid, crid, before });
    return request;
  }

  function settle(request: OwnRequest<M>, settlement: Settlement, proceed: Proceed, sync: SyncOptions): void {
    const { token, method, model } = request;
    const { ok, status, seq, body } = settlement;
    const id = method === 'create' && ok ? idOfCreated(model, body) : request.id;
    const ms = Date.now() - request.at;
    inlet.begin((input) => ({
      kind: 'response',
      input,
      token,
      method,
      ok,
      status,
      ms,
      ...(id && { id }),
      ...(seq !== undefined && { channelSeq: seq }),
      ...(body !== undefined && { body }),
    }));
    if (!model && ok) settleRead(request, settlement, proceed, sync);
    else settleOne(request, settlement, id, proceed);
    requests.end(request, settlement);
  }

  function settleOne(
    { token, method, model, crid }: OwnRequest<M>,
    { ok, status, seq, body }: Settlement,
    id: string | undefined,
    proceed: Proceed,
  ): void {
    const isDocument = typeof body === 'object' && body !== null;
    const verdicts = inlet.step({
      type: 'response',
      at: Date.now(),
      token,
      method,
      ok,
      status,
      id,
      cid: model?.cid,
      crid,
      seq,
      // An empty answer means: as you sent it.
      body: isDocument ? body : model?.toJSON(),
      v: versionIn(body, versionAttribute),
    });
    // A twin must be gone before Backbone gives its id away; the rest is done to what Backbone makes of the answer.
    inlet.perform(verdicts.filter(isFirst));
    const answer = verdicts.map(({ effect }) => effect).find((effect) => effect?.type === 'answer');
    try {
      inlet.within(() => proceed(answer ? answer.body : body));
    } finally {
      inlet.perform(verdicts.filter((verdict) => !isFirst(verdict)));
    }
  }

  function settleRead(request: OwnRequest<M>, settlement: Settlement, proceed: Proceed, sync: SyncOptions): void {
    const read = { sync, request, settlement, used: false };
    reading = read;
    try {
      inlet.within(() => proceed(settlement.body));
    } finally {
      reading = undefined;
      const { token } = request;
      // A `fetch` of the application's own making, which never came to `set`: settled all the same.
      if (!read.used) inlet.take({ type: 'response', at: Date.now(), token, method: 'read', ok: false, status: 0 });
    }
  }

  function idOfCreated(model: M | undefined, body: unknown): string | undefined {
    if (!model || typeof body !== 'object' || body === null) return undefined;
    return idKey(collection.modelId(model.parse(body, {}) ?? {}));
  }

  const rowOf = (body: unknown): Row => ({
    id: idKey(documents.idIn(body)),
    v: versionIn(body, versionAttribute),
    body,
  });

  /** Backbone finds the model for a raw body only where `parse` leaves the id alone; elsewhere it would make it anew. */
  function withId(body: unknown): unknown {
    const id = idKey(documents.idIn(body));
    const model = id === undefined ? undefined : documents.model(id);
    if (!model || collection.get(body as M) === model) return body;
    return { ...(body as object), [model.idAttribute]: model.id };
  }

  return {
    leave,
    settle,

    /** Follows one request: `send` lets it go, with the options as they are then. */
    follow(
      method: SyncMethod,
      model: M | undefined,
      sync: SyncOptions,
      nameRequests: boolean,
      send: () => unknown,
    ): unknown {
      const request = leave(method, model, sync, { crid: sync.headers?.[REQUEST_ID] });
      intercept(sync, nameRequests ? request.crid : undefined, (settlement, proceed) =>
        settle(request, settlement, proceed, sync),
      );
      try {
        return send();
      } catch (error) {
        settle(request, { ok: false, status: 0, seq: undefined, body: undefined }, () => {}, sync);
        throw error;
      }
    },

    /** Is the answer to a fetch that was followed about to be set? @param options the very object `fetch` gave to `sync` */
    isReading: (options: object | undefined): boolean => reading?.used === false && reading.sync === options,

    /**
     * Reconciles the list of such a fetch.
     *
     * @throws {Error} when there is none
     */
    reconcile(list: unknown): Reconciled {
      if (!reading) throw new Error('No fetch is being answered.');
      reading.used = true;
      const { request, settlement, sync } = reading;
      const bodies = Array.isArray(list) ? list : [list ?? []].flat();
      const verdicts = inlet.step({
        type: 'snapshot',
        at: Date.now(),
        token: request.token,
        rows: bodies.map(rowOf),
        seq: settlement.seq,
        whole: sync.remove !== false && sync.add !== false && sync.data === undefined,
        rebase: sync.resync?.rebase ?? false,
      });
      const then = () => inlet.perform(verdicts);
      const rows = verdicts.map(({ effect }) => effect).find((effect) => effect?.type === 'rows')?.rows;
      if (!rows) return { list: collection.models.slice(), then };
      return { list: [...(sync.resync ? rows.map(withId) : rows), ...drafts(sync)], then };
    },
  };

  /** Unsaved models that a snapshot must not sweep away: those being created, and all when the application did not ask for it. */
  function drafts(sync: SyncOptions): M[] {
    if (sync.resync) return collection.models.filter((model) => model.isNew());
    return [...requests.creating()].filter((model) => model.isNew() && collection.get(model));
  }
}

export type Tracking<M extends Backbone.Model> = ReturnType<typeof createTracking<M>>;

function isFirst({ effect }: Verdict): boolean {
  return effect?.type === 'absorb' || effect?.type === 'answer';
}

function urlOf(target: { url: unknown }): string {
  const { url } = target;
  return String(typeof url === 'function' ? url.call(target) : (url ?? ''));
}
