/**
 * What makes one collection live: its channel, its place in the registry, its requests, and the machine between them.
 */
import type Backbone from 'backbone';
import { internals, type SyncOptions, tellError } from './backbone-internals.ts';
import { createBodyIds } from './body-ids.ts';
import { channelOf } from './channel.ts';
import { versionIn } from './documents.ts';
import { followSync } from './follow-sync.ts';
import { createListening } from './listening.ts';
import type { Livable, LiveParts } from './live-parts.ts';
import { createSource } from './live-source.ts';
import { type Live, lives, toldOn } from './lives.ts';
import { overlay } from './override-method.ts';
import { createOwnRequests } from './own-requests.ts';
import { readEnvelope } from './reconciler/envelope.ts';
import type { Reconciler } from './reconciler/reconciler.ts';
import { createInlet, type Inlet } from './reconciler-host.ts';
import type { LiveStage } from './registry.ts';
import { createSnapshots, later } from './snapshots.ts';
import type { LiveClient } from './subscription.ts';
import { createToldKeys } from './told-keys.ts';

/** Makes a collection live. It does not listen yet. */
export function createLive<M extends Backbone.Model>(collection: Livable<M>, client: LiveClient, url: string): Live {
  const { releaseAfter, limits } = collection;
  const { href, origin } = globalThis.location ?? {};
  const named = collection.channel ?? '';
  let channel = named;
  let unmapped: unknown;
  try {
    channel ||= channelOf(url, href);
  } catch (error) {
    unmapped = error;
  }
  const source = createSource({
    ...{ collection, client, url, channel, stage },
    isListening: () => listening.isOn,
    machine: (): Reconciler => inlet.machine(),
  });
  const { watching } = source;
  const snapshots = createSnapshots(collection, url, fail);
  const parts: LiveParts<M> = {
    collection,
    requests: new Map(),
    ids: createBodyIds(collection),
    told: toldOn(channel) ?? createToldKeys(),
    resync: snapshots.want,
  };
  const accepts = (body: unknown) => collection.accepts(body);
  const inlet: Inlet = createInlet(parts, { releaseAfter, limits, accepts }, watching);
  // A header of one's own makes a cross-origin request ask for permission first, which its server may not give.
  const isNamed = collection.nameRequests ?? (!origin || new URL(url, href).origin === origin);
  const followRequest = createOwnRequests(parts, inlet, isNamed);
  const listening = createListening(client, channel, {
    message: receive,
    newSession: () => inlet.take({ type: 'reconnected', at: Date.now() }),
    behind: () => void snapshots.want(),
    back: () => live.listen(),
    fail(error) {
      snapshots.stop();
      fail(error);
    },
  });
  let isOnStage = false;

  function receive(message: unknown): void {
    inlet.begin(() => ({ kind: 'message', channel, message }));
    const envelope = readEnvelope(message, parts.ids.of, (body) => versionIn(collection, body));
    inlet.take({ type: 'message', at: Date.now(), message: envelope });
  }

  function fail(error: Error): void {
    watching()?.({ kind: 'error', message: error.message });
    tellError(collection, error);
  }

  function stage(): LiveStage {
    const wasOn = listening.isOn;
    isOnStage = true;
    live.unlisten();
    return {
      restore: inlet.restore,
      receive,
      follow: followRequest as LiveStage['follow'],
      end() {
        isOnStage = false;
        if (wasOn) live.listen();
      },
    };
  }

  const live: Live = {
    get listening() {
      return listening.isOn;
    },
    channel,
    told: parts.told as Live['told'],
    fail,
    listen() {
      if (listening.isOn || isOnStage) return;
      if (!unmapped) listening.start();
      if (source.enter() || !unmapped) watching()?.({ kind: 'added' });
      if (unmapped) throw unmapped;
    },
    unlisten() {
      listening.stop();
      snapshots.stop();
    },
    resync: snapshots.want,
    remember: snapshots.remember,
    catchUp: listening.catchUp,
    isFor: (now, nowUrl) => now === client && nowUrl === url && (collection.channel ?? '') === named,
    follow(method, target, sync, send) {
      // By its cid: `get` asks the model class for more, which a function need not have.
      const { cid = '', collection: owner } = target as { cid?: string; collection?: unknown };
      const isOwn = target === collection || owner === collection || internals(collection)._byId[cid] === target;
      if (!isOwn) return send;
      return () => {
        if (isOnStage) return refuse(sync, source.name);
        if (target === collection) listening.noteFetch();
        const at = Date.now() + releaseAfter;
        later(() => inlet.take({ type: 'tick', at }), releaseAfter);
        return followRequest(method, target as M, sync, send);
      };
    },
    dispose() {
      uncover();
      lives.delete(collection);
      live.unlisten();
      inlet.take({ type: 'dispose', at: Date.now() });
      source.leave();
    },
  };

  lives.set(collection, live);
  const uncover = cover(collection, (...event) => source.tell(inlet.current(), ...event));
  return live;
}

/**
 * Follows the requests of the collection and of its models, and learns of its events; on this one collection: one that does
 * not live runs Backbone's own methods, at their own speed.
 *
 * @returns the undo
 */
function cover<M extends Backbone.Model>(
  collection: Livable<M>,
  triggered: (event: string, model: M) => void,
): () => void {
  followSync(collection);
  collection.each(followSync);
  const undos = [
    overlay(collection, '_prepareModel', (under) => (...args) => {
      const model = under().apply(collection, args) as M | false;
      if (model) followSync(model);
      return model;
    }),
    overlay(collection, 'trigger', (under) => (...args) => {
      const result = under().apply(collection, args);
      triggered(...(args as unknown as [event: string, model: M]));
      return result;
    }),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

/**
 * As a request that fails without an answer: an application is ready for that, and not for something thrown.
 *
 * @param name of the collection
 */
function refuse({ error }: SyncOptions, name: string): false {
  queueMicrotask(() => error?.({ status: 0, statusText: `${name} is playing a recording.` }));
  return false;
}
