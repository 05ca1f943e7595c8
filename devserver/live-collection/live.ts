/**
 * What makes one collection live: its channel, its place in the registry, its requests, and the machine between them.
 */
import type Backbone from 'backbone';
import type { SyncOptions } from './backbone-internals.ts';
import { documentsOf } from './documents.ts';
import { idKey, readEnvelope } from './envelope.ts';
import { createInlet } from './inlet.ts';
import { createOwnRequests } from './own-requests.ts';
import { DEFAULT_OPTIONS, type Options } from './reconciler.ts';
import { type LiveReport, type LiveSource, liveRegistry, type SourceDescription, type SyncMethod } from './registry.ts';
import { createResync } from './resync.ts';
import { createStage } from './stage.ts';
import { type LiveClient, subscribe } from './subscription.ts';
import { createTracking } from './tracking.ts';

export interface LiveSettings {
  client: LiveClient;
  channel: string;
  url: string;
  /** What the developer calls the collection. */
  name: string;
  /** The attribute in which the REST API returns a document's version. */
  versionAttribute: string;
  /** Name requests to the server, by a header. */
  nameRequests: boolean;
  machine: Partial<Options>;
}

/** Live collections made in this page, for their ids. */
let made = 0;

export function createLive<M extends Backbone.Model>(collection: Backbone.Collection<M>, settings: LiveSettings) {
  const { client, channel, url, name, versionAttribute, nameRequests, machine } = settings;
  const { releaseAfter = DEFAULT_OPTIONS.releaseAfter } = machine;
  const registry = liveRegistry();
  const isObserved = () => registry.observers.size > 0;
  const resync = createResync(fetchSnapshot);
  const documents = documentsOf(collection, versionAttribute);
  const requests = createOwnRequests<M>();
  const inlet = createInlet(collection, documents, requests, machine, { isObserved, report }, () => resync.want());
  const tracking = createTracking(collection, documents, requests, inlet, versionAttribute);

  let unsubscribe: (() => void) | undefined;
  let acknowledged = false;
  let readUnacknowledged = false;
  let onStage = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const source: LiveSource = {
    id: String(++made),
    name,
    client,
    collection,
    describe,
    snapshot: () => ({
      ...describe(),
      models: collection.models.map((model) => ({ cid: model.cid, attributes: model.toJSON() })),
      state: inlet.state(),
    }),
    stage() {
      onStage = true;
      stopListening();
      return createStage(collection, documents, inlet, tracking, receive, leaveStage);
    },
  };

  function describe(): SourceDescription {
    const { inFlight, held } = inlet;
    return { url, channel, listening: unsubscribe !== undefined, size: collection.length, inFlight, held };
  }

  function report(report: LiveReport): void {
    for (const observer of registry.observers) observer(source, report);
  }

  function fail(error: Error): void {
    if (isObserved()) report({ kind: 'error', message: error.message });
    collection.trigger('live:error', error);
  }

  function receive(message: unknown): void {
    inlet.begin((input) => ({ kind: 'message', input, channel, message }));
    inlet.take({ type: 'message', at: Date.now(), message: readEnvelope(message, documents.idIn, versionAttribute) });
  }

  function startListening(): void {
    if (unsubscribe || onStage) return;
    const listenedBefore = acknowledged;
    unsubscribe = subscribe(client, channel, {
      message: receive,
      newSession: () => inlet.take({ type: 'reconnected', at: Date.now() }),
      acknowledged(how) {
        acknowledged = true;
        // A snapshot fetched before the server listened for us may lack what happened between the two.
        if (how !== 'first' || listenedBefore || readUnacknowledged) resync.want(how === 'again' || listenedBefore);
        readUnacknowledged = false;
      },
      refused: (error) => fail(new Error(`The subscription to ${channel} was refused: ${reason(error)}`)),
    });
    registry.sources.add(source);
    if (isObserved()) report({ kind: 'added' });
  }

  function stopListening(): void {
    unsubscribe?.();
    unsubscribe = undefined;
    resync.stop();
  }

  function leaveStage(): void {
    onStage = false;
    startListening();
  }

  function fetchSnapshot(rebase: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const error = (_?: unknown, xhr?: { status?: number }) => {
        clearTimeout(lost);
        const failure = new Error(`The snapshot of ${url} could not be fetched (status ${xhr?.status ?? 0}).`);
        fail(failure);
        reject(failure);
      };
      const success = () => {
        clearTimeout(lost);
        resolve();
      };
      // An answer that never comes must not be waited for: there would be no other resync.
      const lost = later(error, releaseAfter);
      const how = { resync: { rebase }, success, error };
      collection.fetch(how as Backbone.CollectionFetchOptions);
    });
  }

  function watchForTimeout(): void {
    if (timer !== undefined) return;
    timer = later(() => {
      timer = undefined;
      inlet.take({ type: 'tick', at: Date.now() });
      if (inlet.inFlight > 0) watchForTimeout();
    }, releaseAfter);
  }

  return {
    channel,
    source,
    fail,
    startListening,
    stopListening,
    isReading: tracking.isReading,
    reconcile: tracking.reconcile,
    get listening() {
      return unsubscribe !== undefined;
    },

    resync(): Promise<void> {
      resync.want();
      return resync.settled();
    },

    /** Is this model's (or the collection's own) request one to follow? */
    concerns: (target: M | Backbone.Collection<M>): boolean =>
      target === collection || (target as M).collection === collection || collection.get(target as M) === target,

    /** @throws {Error} while a recording is being played */
    follow(method: SyncMethod, target: M | Backbone.Collection<M>, sync: SyncOptions, send: () => unknown): unknown {
      if (onStage) throw new Error(`${name} is playing a recording; its own requests are refused until that ends.`);
      const model = target === collection ? undefined : (target as M);
      if (!model && !acknowledged) readUnacknowledged = true;
      watchForTimeout();
      return tracking.follow(method, model, sync, nameRequests, send);
    },

    /** The collection has told of something: an observer hears of models that came, went or changed. */
    told(event: string, model: unknown): void {
      if (!isObserved() || (event !== 'add' && event !== 'remove' && event !== 'change')) return;
      const { id, cid } = model as M;
      const key = idKey(id);
      const attributes = event === 'remove' ? undefined : { attributes: (model as M).toJSON() };
      report({ kind: 'change', input: inlet.current, op: event, cid, ...(key && { id: key }), ...attributes });
    },

    dispose(): void {
      stopListening();
      clearTimeout(timer);
      inlet.take({ type: 'dispose', at: Date.now() });
      registry.sources.delete(source);
      if (isObserved()) report({ kind: 'removed' });
    },
  };
}

export type Live<M extends Backbone.Model = Backbone.Model> = ReturnType<typeof createLive<M>>;

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String((error as { message?: unknown } | null)?.message ?? error);
}

function later(work: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer = setTimeout(work, ms);
  // In Node, a request that nobody answers is no reason to stay alive.
  (timer as { unref?(): void }).unref?.();
  return timer;
}
