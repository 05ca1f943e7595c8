import { isPattern } from '../bayeux/channel-patterns.ts';
import { createRecent } from '../bounded-map.ts';
import { absorb, createSubscription, isOver, note, type Subscription } from './subscription.ts';

/** One Bayeux client of a document, by whatever name it goes: Faye's, the session's, a connection's. */
export interface BayeuxClient {
  name: string;
  /** The session that the server gave it. */
  clientId: string | undefined;
  transport: string | undefined;
  readonly subscriptions: Map<string, Subscription>;
  /** Some of them are patterns. */
  hasPatterns: boolean;
  /** Channels that are not kept, because there are too many. */
  readonly leftOut: Set<string>;
  /** Of a table that comes in pieces: the channels that were in it so far, or have changed since it began. */
  table: Set<string> | undefined;
  /** The event stream by which it is told, while that is open. */
  stream: string | undefined;
}

export interface BayeuxClients {
  /** The client of this name, made when there is none. */
  named(name: string): BayeuxClient;
  find(name: string): BayeuxClient | undefined;
  /** From now on the client goes by this name too; a client that had it is merged into this one. */
  name(client: BayeuxClient, name: string): void;
  /** The client has this session, as event `i` tells; what an earlier one was acknowledged has lapsed. */
  session(client: BayeuxClient, clientId: string, i: number, at: number): void;
  /** The session is over, as event `i` tells: the server sends nothing of what it acknowledged. */
  over(client: BayeuxClient, i: number, at: number, server: 'ended' | 'lapsed'): void;
  /** Its subscription, made when there is none; nothing when there are too many: then it is counted as left out. */
  subscription(client: BayeuxClient, channel: string, at: number): Subscription | undefined;
  all(): Iterable<BayeuxClient>;
}

/** Bounds against pages that make up names. A polling client has a name for each exchange. */
const NAMES = 1_024;
const CLIENTS = 128;
const SUBSCRIPTIONS = 1_000;
const LEFT_OUT = 100_000;
/** Subscriptions that are looked at for one that is over: this is asked for each of what may be thousands. */
const OLDEST = 32;

/** One that is over makes room. */
function hasRoom({ subscriptions }: BayeuxClient): boolean {
  if (subscriptions.size < SUBSCRIPTIONS) return true;
  let looked = 0;
  for (const [channel, subscription] of subscriptions) {
    if (isOver(subscription)) return subscriptions.delete(channel);
    looked += 1;
    if (looked === OLDEST) return false;
  }
  return false;
}

export function createBayeuxClients(load: string): BayeuxClients {
  const names = createRecent<string, BayeuxClient>(NAMES);
  const clients = createRecent<BayeuxClient, true>(CLIENTS);

  function named(name: string): BayeuxClient {
    const known = names.get(name);
    if (known) return known;
    const client: BayeuxClient = {
      name,
      clientId: undefined,
      transport: undefined,
      subscriptions: new Map(),
      hasPatterns: false,
      leftOut: new Set(),
      table: undefined,
      stream: undefined,
    };
    names.set(name, client);
    clients.set(client, true);
    return client;
  }

  function takeIn(client: BayeuxClient, other: BayeuxClient): void {
    for (const [channel, theirs] of other.subscriptions) {
      const own = client.subscriptions.get(channel);
      if (!own && !hasRoom(client)) {
        client.leftOut.add(channel);
        continue;
      }
      theirs.client = client.name;
      // The Faye client knows what is asked and held; the wire knows the rest.
      if (own) absorb(theirs, own);
      client.subscriptions.set(channel, theirs);
    }
    for (const channel of other.leftOut) client.leftOut.add(channel);
    client.stream ??= other.stream;
    client.transport ??= other.transport;
    client.hasPatterns ||= other.hasPatterns;
    clients.delete(other);
  }

  return {
    named,
    find: names.get,
    name(client, name) {
      const other = names.get(name);
      if (other === client) return;
      names.set(name, client);
      if (other && clients.get(other)) {
        for (const [known, who] of names.entries()) if (who === other) names.set(known, client);
        takeIn(client, other);
      }
    },
    session(client, clientId, i, at) {
      if (client.clientId === clientId) return;
      const isAnother = client.clientId !== undefined;
      client.clientId = clientId;
      for (const subscription of client.subscriptions.values()) {
        // What was acknowledged in this very session stays.
        if (isAnother && subscription.clientId !== clientId && subscription.server === 'acknowledged')
          note(subscription, i, at, { server: 'lapsed' });
        subscription.clientId = clientId;
      }
    },
    over(client, i, at, server) {
      for (const subscription of client.subscriptions.values()) {
        if (subscription.server !== 'acknowledged' && subscription.server !== 'pending') continue;
        note(subscription, i, at, { server });
      }
    },
    subscription(client, channel, at) {
      const known = client.subscriptions.get(channel);
      if (known) return known;
      if (!hasRoom(client)) {
        if (client.leftOut.size < LEFT_OUT) client.leftOut.add(channel);
        return undefined;
      }
      client.leftOut.delete(channel);
      const made = createSubscription(load, client.name, channel, at);
      made.clientId = client.clientId;
      made.transport = client.transport;
      client.subscriptions.set(channel, made);
      client.hasPatterns ||= isPattern(channel);
      return made;
    },
    *all() {
      for (const [client] of clients.entries()) yield client;
    },
  };
}
