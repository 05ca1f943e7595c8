import type { Undo } from '../../../channel/channel.ts';
import { type Around, aroundCalls, undoAll } from '../../patch/patch.ts';
import { type WatchedProperty, watchProperty } from '../../patch/watched-property.ts';
import { at, isObject, prototypeIn, textOf } from '../../values.ts';
import type { Tap } from '../tap.ts';
import type { SeenOnWire } from '../wire/wire.ts';
import { type FollowedClient, followClient } from './faye-client.ts';
import { heldBy, holds, isFayeClient, prototypeOf, sessionOf, TAPPED } from './faye-internals.ts';
import { watchOutcomes } from './subscription-outcomes.ts';

const layer = 'faye';

export interface FayeSurroundings {
  /** What wire taps have told; without any, the client's messages are told here. */
  seen?: SeenOnWire;
  /** The application has this client listen on a channel; `context` is what it gave its handler as `this`, if it did. */
  onChannel?(channel: string, context: unknown, client: object): void;
}

/** Learns of every message that a client hands to its subscribers: `before` they get it, and `after` they had it. */
export interface FayeDelivery {
  before(channel: string, data: unknown, client: object): void;
  after(): void;
}

export interface FayeTap {
  /** Follows this client, if it is one. */
  watch(client: unknown): void;
  /** Follows the clients of this copy of Faye, the object that has `Client`. */
  meet(faye: object): void;
  /** Looks whether the page has another Faye than it had, by a way that could not be seen. */
  look(): void;
  /** Does a client that is known deliver this channel's messages to somebody, in this session where one is given? */
  delivers(channel: string, session?: string): boolean;
  /** Reports every client as it is now. */
  describe(): void;
  /** Has every delivery from now on told, until the tap is undone. */
  onDelivery(delivery: FayeDelivery): void;
  undo: Undo;
}

/**
 * Reports what the page's applications ask their Faye clients for and what these hold: of the clients it is given, and of
 * those of the global `Faye`, however late that comes and however many there are. A client that was made before us is met at its next call, which a
 * connected one makes at least at every `/meta/connect`.
 *
 * Only prototypes are touched. A Faye extension of the probe would be one that the page did not add, and cost more.
 */
export function tapFaye(tap: Tap, window: object, surroundings: FayeSurroundings = {}): FayeTap {
  const { report, guarded } = tap;
  const { seen, onChannel } = surroundings;
  const clients = new WeakMap<object, FollowedClient>();
  const all: WeakRef<object>[] = [];
  const prototypes = new Set<object>();
  const undoes: Undo[] = [];
  const outcomes = watchOutcomes(guarded, undoes);
  const met = new WeakSet<object>();
  const properties: WatchedProperty[] = [];
  let delivery: FayeDelivery | undefined;
  let active = true;

  function follow(client: unknown): FollowedClient | undefined {
    const known = isObject(client) ? clients.get(client) : undefined;
    if (known || !active || !isFayeClient(client)) return known;
    const followed = followClient(client, tap, seen, outcomes, () => active);
    clients.set(client, followed);
    all.push(new WeakRef(client));
    followed.describe();
    for (const { channel, context } of heldBy(client) ?? []) onChannel?.(channel, context, client);
    return followed;
  }

  /** Every message of a client passes here, on its way out and in. */
  const pipe: Around = (self, [stage, message]) => {
    const client = follow(self);
    const channel = channelOf(message);
    if (!client) return undefined;
    if (stage !== 'incoming') client.sends(message);
    else client.gets(message);
    if (!channel.startsWith('/meta/')) return undefined;
    return () => {
      const followed = follow(self);
      followed?.connection();
      if (channel !== '/meta/connect') followed?.holds(subscriptionsIn(message));
    };
  };

  const subscribe: Around = (self, [channel, callback, context]) => {
    // Several channels come one by one; `true` for a callback is the client itself, renewing what it holds.
    if (typeof channel !== 'string' || callback === true) return undefined;
    follow(self)?.subscribing(channel);
    onChannel?.(channel, context, self as object);
    return (_ok, subscription) => {
      const followed = follow(self);
      followed?.subscribed(channel, subscription);
      followed?.holds([channel]);
    };
  };

  const unsubscribe: Around = (self, [channel, subscription]) => {
    if (typeof channel !== 'string') return undefined;
    follow(self)?.unsubscribing(channel, subscription);
    return () => follow(self)?.holds([channel]);
  };

  const extensions: Around = (self) => {
    follow(self);
    return () => follow(self)?.holds([]);
  };

  const trigger: Around = (self, [event]) => {
    const state = /^transport:(up|down)$/.exec(textOf(event) ?? '')?.[1];
    const followed = state ? follow(self) : undefined;
    if (!state || !followed) return undefined;
    report({ layer, kind: 'transport', client: followed.name, state });
    followed.connection();
    return undefined;
  };

  const meet: Around = (self) => {
    follow(self);
    return undefined;
  };

  const arounds: Record<(typeof TAPPED)[number], Around> = {
    pipeThroughExtensions: pipe,
    handshake: meet,
    connect: meet,
    subscribe,
    unsubscribe,
    addExtension: extensions,
    removeExtension: extensions,
    trigger,
  };

  function tapPrototype(prototype: object): void {
    if (prototypes.has(prototype)) return;
    prototypes.add(prototype);
    for (const method of TAPPED)
      if (Object.hasOwn(prototype, method)) undoes.push(aroundCalls(guarded, prototype, method, arounds[method]));
    if (delivery) tapDelivery(prototype, delivery);
  }

  /** After every extension had its say. */
  function tapDelivery(prototype: object, { before, after }: FayeDelivery): void {
    const deliver: Around = (self, [message]) => {
      const channel = channelOf(message);
      if (!isFayeClient(self) || !holds(self, channel)) return undefined;
      before(channel, at(message, 'data'), self);
      return after;
    };
    undoes.push(aroundCalls(guarded, prototype, '_deliverMessage', deliver));
  }

  function watch(client: unknown): void {
    guarded('faye', () => {
      if (!isFayeClient(client) || !active) return;
      tapPrototype(knownPrototypeOf(client) ?? prototypeOf(client));
      follow(client);
    });
  }

  /** A class derived from Faye's may have methods of its own that call Faye's. */
  function knownPrototypeOf(client: object): object | undefined {
    for (const prototype of prototypes) if (isHeirOf(client, prototype)) return prototype;
    return undefined;
  }

  function watched(object: object, name: string, found: (value: unknown) => void, once = false): void {
    const property = watchProperty(object, name, (value) => guarded('faye', () => active && found(value)), once);
    properties.push(property);
    undoes.push(property.undo);
  }

  function meetFaye(faye: object): void {
    if (met.has(faye)) return;
    met.add(faye);
    watched(faye, 'Client', () => tapPrototype(prototypeIn(faye, 'Client')), true);
  }

  watched(window, 'Faye', (faye) => isObject(faye) && meetFaye(faye));

  return {
    watch,
    meet: meetFaye,
    look() {
      for (const { look } of properties) guarded('faye', look);
    },
    delivers: (channel, session) =>
      all.some((reference) => {
        const client = reference.deref();
        return (
          isFayeClient(client) &&
          typeof Reflect.get(client, '_deliverMessage') === 'function' &&
          holds(client, channel) &&
          (session === undefined || (sessionOf(client) ?? session) === session)
        );
      }),
    describe() {
      for (const client of all) {
        const alive = client.deref();
        if (alive) guarded('faye', () => clients.get(alive)?.describe());
      }
    },
    onDelivery(told) {
      delivery = told;
      for (const prototype of prototypes) tapDelivery(prototype, told);
    },
    undo() {
      active = false;
      undoAll(guarded, undoes)();
    },
  };
}

function isHeirOf(heir: object, prototype: object): boolean {
  for (let above: unknown = Object.getPrototypeOf(heir); isObject(above); above = Object.getPrototypeOf(above))
    if (above === prototype) return true;
  return false;
}

/** The channels that a message subscribes to, or no longer. */
function subscriptionsIn(message: unknown): string[] {
  return [at(message, 'subscription')].flat().filter((channel) => typeof channel === 'string');
}

function channelOf(message: unknown): string {
  return textOf(at(message, 'channel')) ?? '';
}
