/**
 * What makes one collection live: its channel, its place in the registry, its requests, and the machine between them.
 */
import type Backbone from 'backbone';
import { tellError } from './backbone-internals.ts';
import { createBodyIds } from './body-ids.ts';
import { channelOf } from './channel.ts';
import { versionIn } from './documents.ts';
import { followSync, lives } from './follow-sync.ts';
import type { Livable, LiveParts } from './live-parts.ts';
import { overlay } from './override-method.ts';
import { createOwnRequests } from './own-requests.ts';
import { idKey, readEnvelope } from './reconciler/envelope.ts';
import { createInlet } from './reconciler-host.ts';
import { type LiveReport, type LiveSource, type LiveStage, liveRegistry } from './registry.ts';
import { createResync, RefusedError } from './resync.ts';
import { type LiveClient, subscribe, whenBack } from './subscription.ts';
import { createToldKeys } from './told-keys.ts';

/** Of the options of a fetch, the application's callbacks and how its outcome is shown: for that one fetch alone. */
const NOT_REPEATED: ReadonlySet<string> = new Set(
  'success error complete beforeSend statusCode reset silent merge at'.split(' '),
);

/** Live collections made in this page, for their ids. */
let made = 0;

export function createLive<M extends Backbone.Model>(collection: Livable<M>, client: LiveClient, url: string) {
  const { releaseAfter, limits } = collection;
  const { href, origin } = globalThis.location ?? {};
  const { observers, sources } = liveRegistry();
  const named = collection.channel ?? '';
  let channel = named;
  let unmapped: unknown;
  try {
    channel ||= channelOf(url, href);
  } catch (error) {
    unmapped = error;
  }
  const name = classNameOf(collection) ?? (channel || url);
  let id = '';
  // The page may have another copy of this library, which counts for itself.
  do id = String(++made);
  while ([...sources].some((other) => other.id === id));
  const tellObservers = (report: LiveReport): void => {
    for (const observer of observers) observer(source, report);
  };
  const watching = () => (observers.size > 0 ? tellObservers : undefined);
  const resync = createResync(fetchSnapshot);
  const parts: LiveParts<M> = {
    collection,
    requests: new Map(),
    ids: createBodyIds(collection),
    told: createToldKeys(),
    resync: resync.want,
  };
  const accepts = (body: unknown) => collection.accepts(body);
  const inlet = createInlet(parts, { releaseAfter, limits, accepts }, watching);
  // A header of one's own makes a cross-origin request ask for permission first, which its server may not give.
  const isNamed = collection.nameRequests ?? (!origin || new URL(url, href).origin === origin);
  const followRequest = createOwnRequests(parts, inlet, isNamed);

  let unsubscribe: (() => void) | undefined;
  let isAcknowledged = false;
  let isReadTooEarly = false;
  let isOnStage = false;
  /** The client has ended, and may come back. */
  let stopWaiting: (() => void) | undefined;

  const source: LiveSource = {
    id,
    name,
    client,
    collection,
    describe: () => ({
      url,
      channel,
      listening: live.listening,
      size: collection.length,
      inFlight: inlet.machine().inFlight,
      held: inlet.machine().held,
    }),
    snapshot: () => ({
      ...source.describe(),
      models: collection.models.map((model) => ({ cid: model.cid, attributes: model.toJSON() })),
      state: inlet.machine().state(),
    }),
    stage() {
      const { listening } = live;
      isOnStage = true;
      live.unlisten();
      return {
        restore: inlet.restore,
        receive,
        follow: followRequest as LiveStage['follow'],
        end() {
          isOnStage = false;
          if (listening) live.listen();
        },
      };
    },
  };

  function newSession(): void {
    inlet.take({ type: 'reconnected', at: Date.now() });
  }

  function fail(error: Error): void {
    watching()?.({ kind: 'error', message: error.message });
    tellError(collection, error);
  }

  const versionOf = (body: unknown) => versionIn(collection, body);

  function receive(message: unknown): void {
    inlet.begin(() => ({ kind: 'message', channel, message }));
    const envelope = readEnvelope(message, parts.ids.of, versionOf);
    inlet.take({ type: 'message', at: Date.now(), message: envelope });
  }

  function fetchSnapshot(): Promise<void> {
    let lost: ReturnType<typeof setTimeout>;
    return new Promise<void>((resolve, reject) => {
      const error = (_?: unknown, xhr?: { status?: number }) => {
        const status = xhr?.status ?? 0;
        const message = `${url} could not be fetched (status ${status}).`;
        const isRefused = status === 401 || status === 403;
        const failure = isRefused
          ? new RefusedError(`${message} The collection catches up again after the application's next fetch.`)
          : new Error(message);
        fail(failure);
        reject(failure);
      };
      // An answer that never comes must not be waited for: there would be no other resync.
      lost = later(error, releaseAfter);
      const how = { ...collection.resyncOptions({ ...asked }), resync: true, success: () => resolve(), error };
      collection.fetch(how as Backbone.CollectionFetchOptions);
    }).finally(() => clearTimeout(lost));
  }

  /** What the application asked for when it fetched the list that is here: a resync asks for the same. */
  let asked: Backbone.CollectionFetchOptions = {};

  /** Of the application's options for a fetch, what says which list that is, and how it is asked for. */
  function remember(options: Backbone.CollectionFetchOptions): void {
    resync.allow();
    // One that adds to the list, as another page, does not make it, nor does one that only looks after what is there.
    if (options.remove === false || options.add === false) return;
    asked = Object.fromEntries(Object.entries(options).filter(([name]) => !NOT_REPEATED.has(name)));
  }

  /** As a request that fails without an answer: an application is ready for that, and not for something thrown. */
  function refuse({ error }: { error?(xhr: object): void }): false {
    queueMicrotask(() => error?.({ status: 0, statusText: `${name} is playing a recording.` }));
    return false;
  }

  /** The collection has told of something: an observer hears of models that came, went or changed. */
  function told(event: string, model: M): void {
    if (event !== 'add' && event !== 'remove' && event !== 'change') return;
    watching()?.({
      kind: 'change',
      input: inlet.current(),
      op: event,
      cid: model.cid,
      id: idKey(model.id),
      attributes: event === 'remove' ? undefined : model.toJSON(),
    });
  }

  const live = {
    get listening() {
      return unsubscribe !== undefined;
    },

    fail,

    /** @throws {UnmappedUrlError} when the URL is no channel; observers see the collection all the same */
    listen(): void {
      if (unsubscribe || isOnStage) return;
      stopWaiting?.();
      const listenedBefore = isAcknowledged;
      if (!unmapped)
        unsubscribe = subscribe(client, channel, {
          message: receive,
          newSession,
          acknowledged(how) {
            isAcknowledged = true;
            // The server may have restarted since it was last asked for anything.
            if (how === 'first') newSession();
            // A snapshot fetched before the server listened for us may lack what happened between the two.
            if (how !== 'first' || listenedBefore || isReadTooEarly) resync.want();
            isReadTooEarly = false;
          },
          ended(reason) {
            live.unlisten();
            stopWaiting = whenBack(client, live.listen);
            fail(new Error(`${channel} is not listened to any longer: ${reason}.`));
          },
          refused(error) {
            live.unlisten();
            const reason = (error as { message?: unknown } | null)?.message ?? error;
            fail(new Error(`The subscription to ${channel} was refused: ${reason}`));
          },
        });
      const isNew = !sources.has(source);
      sources.add(source);
      if (isNew || !unmapped) watching()?.({ kind: 'added' });
      if (unmapped) throw unmapped;
    },

    unlisten(): void {
      stopWaiting?.();
      stopWaiting = undefined;
      unsubscribe?.();
      unsubscribe = undefined;
      resync.stop();
    },

    resync: resync.want,

    remember,

    /** What is here is of another channel or client: a snapshot is due once the server listens for us. */
    catchUp(): void {
      isReadTooEarly = true;
    },

    /** Is this what it was made for: this client, and the channel that the collection names now? */
    isFor: (now: LiveClient, nowUrl: string) =>
      now === client && nowUrl === url && (collection.channel ?? '') === named,

    /**
     * What sends a request: of this collection or one of its models it is followed, and refused while a recording is played.
     */
    follow(...[method, target, sync, send]: Parameters<typeof followRequest>): () => unknown {
      const isOwn = (target as M).collection === collection || collection.get(target as M) === target;
      if (!isOwn && target !== collection) return send;
      return () => {
        if (isOnStage) return refuse(sync);
        isReadTooEarly ||= target === collection && !isAcknowledged;
        const at = Date.now() + releaseAfter;
        later(() => inlet.take({ type: 'tick', at }), releaseAfter);
        return followRequest(method, target, sync, send);
      };
    },

    dispose(): void {
      for (const undo of undos) undo();
      lives.delete(collection);
      live.unlisten();
      inlet.take({ type: 'dispose', at: Date.now() });
      sources.delete(source);
      watching()?.({ kind: 'removed' });
    },
  };

  lives.set(collection, live as unknown as Live);
  followSync(collection);
  collection.each(followSync);
  // On this one collection: one that does not live runs Backbone's own methods, at their own speed.
  const undos = [
    overlay(collection, '_prepareModel', (under) => (...args) => {
      const model = under().apply(collection, args) as M | false;
      if (model) followSync(model);
      return model;
    }),
    overlay(collection, 'trigger', (under) => (...args) => {
      const result = under().apply(collection, args);
      told(...(args as unknown as [event: string, model: M]));
      return result;
    }),
  ];
  return live;
}

export type Live<M extends Backbone.Model = Backbone.Model> = ReturnType<typeof createLive<M>>;

/** Only a `class` says what it is called: what `extend` makes is called after a variable inside Backbone. */
function classNameOf(collection: object): string | undefined {
  const { constructor: Class } = collection;
  return /^class/.test(String(Class)) ? Class.name : undefined;
}

function later(work: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer = setTimeout(work, ms);
  // In Node, a request that nobody answers is no reason to stay alive.
  (timer as { unref?(): void }).unref?.();
  return timer;
}
