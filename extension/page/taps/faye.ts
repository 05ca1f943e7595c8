import type { Undo } from '../../channel/channel.ts';
import { onceDefined } from '../once-defined.ts';
import { type Around, aroundCalls } from '../patch.ts';
import { type FollowedClient, followClient } from './faye-client.ts';
import { heldBy, holds, isFayeClient, isObject, prototypeOf, TAPPED } from './faye-internals.ts';
import type { Tap } from './tap.ts';

export interface FayeSurroundings {
  /** Is what is being handled right now a frame that the wire tap has just reported? */
  covers?(): boolean;
  /** Do wire taps see everything that leaves from now on? */
  seesSent?: boolean;
  /** The application listens on a channel; `context` is what it gave its handler as `this`, if it did. */
  onChannel?(channel: string, context: unknown): void;
}

/** Hears of every message that a client hands to its subscribers: `before` they get it, and `after` they had it. */
export interface Delivery {
  before(channel: string, data: unknown, client: object): void;
  after(): void;
}

export interface FayeTap {
  /** Follows this client, if it is one. */
  watch(client: unknown): void;
  /** Tells of every client as it is now. */
  describe(): void;
  /** Has every delivery from now on told, until the tap is undone. */
  onDelivery(delivery: Delivery): void;
  undo: Undo;
}

/**
 * Reports what the page's applications ask their Faye clients for and what these hold: of the clients it is told of, and of
 * those of the global `Faye`, however late that comes. A client that was made before us is met at its next call, which a
 * connected one makes at least at every `/meta/connect`.
 *
 * Only prototypes are touched. An extension of ours would be one that the page did not add, and cost more.
 */
export function tapFaye(tap: Tap, window: object, surroundings: FayeSurroundings = {}): FayeTap {
  const { report, guarded } = tap;
  const { covers = () => false, seesSent = false, onChannel } = surroundings;
  const clients = new WeakMap<object, FollowedClient>();
  const all: WeakRef<object>[] = [];
  const prototypes = new Set<object>();
  const undoes: Undo[] = [];
  let delivery: Delivery | undefined;
  let active = true;

  function follow(client: unknown): FollowedClient | undefined {
    const known = isObject(client) ? clients.get(client) : undefined;
    if (known || !active || !isFayeClient(client)) return known;
    const followed = followClient(client, tap, () => active);
    clients.set(client, followed);
    all.push(new WeakRef(client));
    followed.describe();
    for (const { channel, context } of heldBy(client) ?? []) onChannel?.(channel, context);
    return followed;
  }

  /** Something of ours within the page's call: what it throws is ours alone. */
  function quietly(work: () => void): void {
    guarded('faye', work);
  }

  function message(client: FollowedClient, stage: unknown, message: unknown): void {
    const kind = stage === 'incoming' ? 'received' : 'sent';
    if (kind === 'sent' ? seesSent : covers()) return;
    report({ layer: 'faye', kind, client: client.name, message });
  }

  /** Every message of a client passes here, on its way out and in. */
  const pipe: Around = (original, self, args) => {
    const text = channelOf(args[1]);
    const isMeta = text.startsWith('/meta/');
    // The only work that every message costs: no closure, no copy.
    const client = clients.get(self as object);
    if (client && !isMeta && (args[0] === 'incoming' ? covers() : seesSent)) return Reflect.apply(original, self, args);
    quietly(() => {
      const followed = follow(self);
      if (followed) message(followed, args[0], args[1]);
    });
    try {
      return Reflect.apply(original, self, args);
    } finally {
      if (isMeta)
        quietly(() => {
          const followed = follow(self);
          followed?.connection();
          if (text !== '/meta/connect') followed?.holds();
        });
    }
  };

  const subscribe: Around = (original, self, args) => {
    const [channel, callback, context] = args;
    // Several channels come one by one; `true` for a callback is the client itself, renewing what it holds.
    if (typeof channel !== 'string' || callback === true) return Reflect.apply(original, self, args);
    quietly(() => {
      follow(self)?.subscribing(channel);
      onChannel?.(channel, context);
    });
    const subscription = Reflect.apply(original, self, args);
    quietly(() => {
      const followed = follow(self);
      followed?.subscribed(channel, subscription);
      followed?.holds();
    });
    return subscription;
  };

  const unsubscribe: Around = (original, self, args) => {
    const [channel, subscription] = args;
    if (typeof channel !== 'string') return Reflect.apply(original, self, args);
    quietly(() => follow(self)?.unsubscribing(channel, subscription));
    try {
      return Reflect.apply(original, self, args);
    } finally {
      quietly(() => follow(self)?.holds());
    }
  };

  const extensions: Around = (original, self, args) => {
    quietly(() => void follow(self));
    try {
      return Reflect.apply(original, self, args);
    } finally {
      quietly(() => follow(self)?.holds());
    }
  };

  const trigger: Around = (original, self, args) => {
    const state = args[0] === 'transport:up' ? 'up' : args[0] === 'transport:down' ? 'down' : undefined;
    if (state)
      quietly(() => {
        const followed = follow(self);
        if (followed) report({ layer: 'faye', kind: 'transport', client: followed.name, state });
        followed?.connection();
      });
    return Reflect.apply(original, self, args);
  };

  const meet: Around = (original, self, args) => {
    quietly(() => void follow(self));
    return Reflect.apply(original, self, args);
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
      if (Object.hasOwn(prototype, method)) undoes.push(aroundCalls(prototype, method, arounds[method]));
    if (delivery) tapDelivery(prototype, delivery);
  }

  /** After every extension had its say. */
  function tapDelivery(prototype: object, { before, after }: Delivery): void {
    const deliver: Around = (original, self, args) => {
      const channel = channelOf(args[0]);
      if (!isFayeClient(self) || !holds(self, channel)) return Reflect.apply(original, self, args);
      quietly(() => before(channel, (args[0] as { data?: unknown }).data, self));
      try {
        return Reflect.apply(original, self, args);
      } finally {
        quietly(after);
      }
    };
    undoes.push(aroundCalls(prototype, '_deliverMessage', deliver));
  }

  function watch(client: unknown): void {
    quietly(() => {
      if (!isFayeClient(client) || !active) return;
      tapPrototype(knownPrototypeOf(client) ?? prototypeOf(client));
      follow(client);
    });
  }

  /** A class derived from Faye's may have methods of its own that call Faye's. */
  function knownPrototypeOf(client: object): object | undefined {
    for (const prototype of prototypes) if (Object.prototype.isPrototypeOf.call(prototype, client)) return prototype;
    return undefined;
  }

  undoes.push(
    onceDefined(window, 'Faye', (faye) => {
      if (!isObject(faye)) return;
      undoes.push(
        onceDefined(faye, 'Client', (Client) => {
          const prototype: unknown = typeof Client === 'function' ? Client.prototype : undefined;
          if (isObject(prototype)) quietly(() => tapPrototype(prototype));
        }),
      );
    }),
  );

  return {
    watch,
    describe() {
      for (const client of all) {
        const alive = client.deref();
        if (alive) quietly(() => clients.get(alive)?.describe());
      }
    },
    onDelivery(told) {
      delivery = told;
      for (const prototype of prototypes) tapDelivery(prototype, told);
    },
    undo() {
      active = false;
      for (const undo of undoes.splice(0).reverse()) guarded('faye', undo);
    },
  };
}

function channelOf(message: unknown): string {
  const channel = isObject(message) ? message.channel : undefined;
  return typeof channel === 'string' ? channel : '';
}
