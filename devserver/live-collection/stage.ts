/** Where a recording is played: the collection's own machine, models and views, fed by hand. */
import type Backbone from 'backbone';
import { internals, type SyncOptions } from './backbone-internals.ts';
import type { Documents } from './documents.ts';
import type { Inlet } from './inlet.ts';
import type { OwnRequest } from './own-requests.ts';
import type { LiveReport, LiveStage } from './registry.ts';
import type { SavedState } from './state.ts';
import type { Tracking } from './tracking.ts';

type RequestReport = Extract<LiveReport, { kind: 'request' }>;
type ResponseReport = Extract<LiveReport, { kind: 'response' }>;

/** @param receive takes a message as the subscription would */
export function createStage<M extends Backbone.Model>(
  collection: Backbone.Collection<M>,
  documents: Documents<M>,
  inlet: Inlet,
  tracking: Tracking<M>,
  receive: (message: unknown) => void,
  end: () => void,
): LiveStage {
  /** Recorded cid → the model that plays it. */
  const models = new Map<string, M>();
  const flights = new Map<string, { request: OwnRequest<M>; sync: SyncOptions }>();

  function leave(report: RequestReport): void {
    const { token, method, crid, wait, url } = report;
    const sync: SyncOptions = { parse: true, url, wait: wait ?? false, attrs: report.attributes };
    const model = report.cid === undefined ? undefined : actor(report);
    if (report.cid !== undefined && !model) return;
    if (model && (method === 'update' || method === 'patch') && !wait) model.set(report.attributes as object);
    flights.set(token, { request: tracking.leave(method, model, sync, { token, crid }), sync });
    if (model && method === 'delete' && !wait) model.trigger('destroy', model, collection, sync);
  }

  /** The model of a recorded request: the one that has played it before, has its id, or is made for it. */
  function actor({ cid = '', id, method, attributes, wait }: RequestReport): M | undefined {
    const known = models.get(cid) ?? (id === undefined ? undefined : documents.model(id));
    if (known) return known;
    if (method !== 'create') return undefined;
    const made = internals(collection)._prepareModel(attributes);
    if (!made) return undefined;
    models.set(cid, made);
    if (!wait) collection.add(made);
    return made;
  }

  function settle({ token, ok, status, channelSeq: seq, body }: ResponseReport): void {
    const flight = flights.get(token);
    if (!flight) return;
    flights.delete(token);
    const { request, sync } = flight;
    const proceed = (believed: unknown) => {
      if (ok) backboneWouldProceed(request, sync, believed);
    };
    tracking.settle(request, { ok, status, seq, body }, proceed, sync);
  }

  /** What `save`, `destroy` and `fetch` do when their request succeeds. */
  function backboneWouldProceed({ method, model }: OwnRequest<M>, sync: SyncOptions, body: unknown): void {
    if (!model) collection.set(body as object[], sync as Backbone.CollectionSetOptions);
    else if (method === 'delete') model.trigger('destroy', model, collection, sync);
    else {
      model.set(model.parse((body ?? {}) as object, { parse: true }) ?? {});
      if (method === 'create') collection.add(model);
    }
  }

  return {
    restore({ models: recorded, state }) {
      models.clear();
      flights.clear();
      collection.reset(recorded.map(({ attributes }) => attributes as object));
      recorded.forEach(({ cid }, index) => {
        const model = collection.at(index);
        if (model) models.set(cid, model);
      });
      // The requests of that moment were made by models that now go by other cids.
      const saved = (state ?? {}) as Partial<SavedState>;
      inlet.restore({ ...saved, flights: [] });
      for (const [token, { method, crid, cid }] of saved.flights ?? []) {
        const sync: SyncOptions = { parse: true };
        const model = cid === undefined ? undefined : models.get(cid);
        flights.set(token, { request: tracking.leave(method, model, sync, { token, crid }), sync });
      }
    },
    play(report) {
      if (report.kind === 'message') receive(report.message);
      else if (report.kind === 'request') leave(report);
      else if (report.kind === 'response') settle(report);
    },
    end,
  };
}
