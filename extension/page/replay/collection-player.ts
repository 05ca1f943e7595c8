import type { LiveReport, LiveSource, SourceSnapshot } from '../../../devserver/live-collection/registry.ts';

type RequestReport = Extract<LiveReport, { kind: 'request' }>;
type ResponseReport = Extract<LiveReport, { kind: 'response' }>;

/** As much of a Backbone model as a recording does to it. */
interface Model {
  parse(body: unknown, options: object): object | undefined;
  set(attributes: unknown): unknown;
  isNew(): boolean;
  trigger(event: string, ...rest: unknown[]): unknown;
}

/** As much of a Backbone collection. */
interface Collection {
  readonly models: Model[];
  get(id: string): Model | undefined;
  at(index: number): Model | undefined;
  add(model: Model): unknown;
  remove(models: Model[]): unknown;
  set(models: unknown, options: object): unknown;
  reset(models: unknown[]): unknown;
  _prepareModel(attributes: unknown): Model | false;
}

/** A recorded request without an answer yet. */
interface Flight {
  success(body: unknown, status: string, xhr: unknown): void;
  error(xhr: unknown): void;
}

/** A recording that is played into one live collection: its own machine, models and views, fed by hand. */
export interface Player {
  /** Puts models and reconciler where a snapshot was taken. */
  restore(snapshot: Pick<SourceSnapshot, 'models' | 'state'>): void;
  /** Plays one recorded report: messages, requests and responses act, everything else is ignored. */
  play(report: LiveReport): void;
  /** The collection listens again and resyncs with the server. */
  end(): void;
}

/** Takes a collection off the network to play to it; nothing when it cannot be staged. */
export function playOn(source: LiveSource): Player | undefined {
  const stage = source.stage?.();
  if (!stage) return undefined;
  const { restore, receive, follow, end } = stage;
  const collection = source.collection as Collection;
  /** What the page had not saved yet: a recording puts others in its place, and the end gives it back. */
  const drafts = collection.models.filter((model) => model.isNew());
  /** Recorded cid → the model that plays it. */
  const models = new Map<string, Model>();
  const flights = new Map<string, Flight>();

  /** @param names the request as it was, as far as it is known */
  function leave(
    names: Pick<RequestReport, 'token' | 'method' | 'crid'>,
    model: Model | undefined,
    more: object,
  ): void {
    const { token, method, crid } = names;
    const options = {
      parse: true,
      token,
      headers: { 'X-Live-Request-Id': crid },
      ...more,
      success: (body: unknown) => proceed(names.method, model, options, body),
      // What failed, failed: the machine's verdict is all that follows.
      error() {},
    };
    follow(method, model ?? collection, options, () => {});
    flights.set(token, options);
    const isGone = method === 'delete' && !('wait' in more && more.wait);
    if (model && isGone) model.trigger('destroy', model, collection, options);
  }

  /** What `save`, `destroy` and `fetch` do when their request succeeds. */
  function proceed(method: string, model: Model | undefined, options: object, body: unknown): void {
    if (!model) collection.set(body, options);
    else if (method === 'delete') model.trigger('destroy', model, collection, options);
    else {
      model.set(model.parse(body ?? {}, { parse: true }) ?? {});
      if (method === 'create') collection.add(model);
    }
  }

  function request(report: RequestReport): void {
    const { method, wait = false, url, attributes, cid } = report;
    const model = cid === undefined ? undefined : actor(report, cid);
    if (cid !== undefined && !model) return;
    if (model && (method === 'update' || method === 'patch') && !wait) model.set(attributes);
    leave(report, model, { url, wait, attrs: attributes });
  }

  /** The model of a recorded request: the one that has played it before, has its id, or is made for it. */
  function actor({ id, method, attributes, wait }: RequestReport, cid: string): Model | undefined {
    const known = models.get(cid) ?? (id === undefined ? undefined : collection.get(id));
    if (known || method !== 'create') return known;
    const made = collection._prepareModel(attributes);
    if (!made) return undefined;
    models.set(cid, made);
    if (!wait) collection.add(made);
    return made;
  }

  function response({ token, ok, status, channelSeq, body }: ResponseReport): void {
    const flight = flights.get(token);
    flights.delete(token);
    const xhr = { status, getResponseHeader: () => (channelSeq === undefined ? null : String(channelSeq)) };
    if (ok) flight?.success(body, 'success', xhr);
    else flight?.error(xhr);
  }

  return {
    restore({ models: recorded, state }) {
      models.clear();
      flights.clear();
      collection.reset(recorded.map(({ attributes }) => attributes));
      recorded.forEach(({ cid }, index) => {
        const model = collection.at(index);
        if (model) models.set(cid, model);
      });
      // The requests of that moment were made by models that now go by other cids.
      const saved = (state ?? {}) as { flights?: [string, Omit<RequestReport, 'token'>][] };
      restore({ ...saved, flights: [] });
      for (const [token, flight] of saved.flights ?? []) {
        leave({ ...flight, token }, flight.cid === undefined ? undefined : models.get(flight.cid), {});
      }
    },
    play(report) {
      if (report.kind === 'message') receive(report.message);
      else if (report.kind === 'request') request(report);
      else if (report.kind === 'response') response(report);
    },
    end() {
      try {
        // What was typed meanwhile went to no server, and what the recording had not saved is not the page's.
        collection.remove(collection.models.filter((model) => model.isNew() && !drafts.includes(model)));
        const lost = drafts.filter((model) => model.isNew() && !collection.models.includes(model));
        for (const model of lost) collection.add(model);
      } finally {
        // Also where a listener of the page's threw.
        end();
      }
    },
  };
}
