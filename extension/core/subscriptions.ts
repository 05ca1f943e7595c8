import { type BayeuxMessage, subscriptionsOf } from './bayeux.ts';
import { type BayeuxClient, type BayeuxClients, createBayeuxClients } from './bayeux-clients.ts';
import { patternsOf } from './channel-patterns.ts';
import type { LiveEvent } from './events.ts';
import { getOrMake } from './load-links.ts';
import { createRecentlyUsed } from './recent.ts';
import type { Subscription } from './subscription.ts';

/**
 * Every channel that somebody of the page listens to, as the application, its client and the server each see it. One more
 * event costs the same however many there were.
 */
export interface Subscriptions {
  /** Changes with every event that matters here. */
  readonly version: number;
  /** Every event, once and in order, with its Bayeux message. */
  add(i: number, event: LiveEvent, message: BayeuxMessage | undefined): void;
  /** Of all documents, or of one. */
  all(load?: string): Subscription[];
  clear(): void;
}

/** Documents remembered. */
const LOADS = 64;

export function createSubscriptions(): Subscriptions {
  let loads = createRecentlyUsed<string, BayeuxClients>(LOADS);
  let version = 0;

  /** Whose message it is: a session's name says it best, else the connection it came over. */
  function clientOf(clients: BayeuxClients, connection: string, message: BayeuxMessage): BayeuxClient {
    const { clientId } = message;
    const bySession =
      clientId === undefined || message.channel === '/meta/handshake' ? undefined : clients.find(clientId);
    const client = bySession ?? clients.named(connection);
    if (bySession && clients.find(connection) !== bySession) clients.name(bySession, connection);
    if (clientId !== undefined && client.clientId !== clientId && message.isMeta && message.successful !== false) {
      clients.session(client, clientId);
      clients.name(client, clientId);
    }
    return client;
  }

  function addSent(i: number, at: number, clients: BayeuxClients, client: BayeuxClient, message: BayeuxMessage): void {
    if (message.channel !== '/meta/subscribe') return;
    for (const channel of subscriptionsOf(message)) {
      const subscription = clients.subscription(client, channel, at);
      if (!subscription) return;
      subscription.server = 'pending';
      subscription.event = i;
      subscription.clientId = message.clientId ?? client.clientId;
      subscription.transport = client.transport;
    }
  }

  function addReply(i: number, at: number, clients: BayeuxClients, client: BayeuxClient, message: BayeuxMessage): void {
    const isSubscribe = message.channel === '/meta/subscribe';
    if (!isSubscribe && message.channel !== '/meta/unsubscribe') return;
    for (const channel of subscriptionsOf(message)) {
      const subscription = clients.subscription(client, channel, at);
      if (!subscription) return;
      subscription.event = i;
      subscription.answeredAt = at;
      subscription.error = message.error;
      if (!message.successful) subscription.errors += 1;
      if (isSubscribe) subscription.server = message.successful ? 'acknowledged' : 'refused';
      else if (message.successful) subscription.server = 'ended';
    }
  }

  function addData(at: number, clients: BayeuxClients, client: BayeuxClient, { channel }: BayeuxMessage): void {
    let subscription = client.subscriptions.get(channel);
    if (subscription) count(subscription, at);
    if (client.hasPatterns)
      for (const pattern of patternsOf(channel)) {
        const covering = client.subscriptions.get(pattern);
        if (covering) count(covering, at);
        subscription ??= covering;
      }
    if (subscription) return;
    const unseen = clients.subscription(client, channel, at);
    if (unseen) count(unseen, at);
  }

  function addFaye(i: number, event: LiveEvent & { layer: 'faye' }, clients: BayeuxClients): void {
    const client = clients.named(event.client);
    switch (event.kind) {
      case 'state':
        client.transport = event.transport ?? client.transport;
        if (event.clientId === undefined) return;
        clients.session(client, event.clientId);
        clients.name(client, event.clientId);
        return;
      case 'subscribe':
      case 'unsubscribe': {
        const subscription = clients.subscription(client, event.channel, event.at);
        if (!subscription) return;
        subscription.asked = event.handlers;
        subscription.event = i;
        return;
      }
      case 'subscribed': {
        const subscription = clients.subscription(client, event.channel, event.at);
        if (!subscription || event.ok) return;
        subscription.error = event.error;
        subscription.event = i;
        return;
      }
      case 'holds':
        if (typeof event.channels === 'object' && event.channels !== null)
          hold(i, event.at, clients, client, event.channels);
        return;
      default:
    }
  }

  function hold(i: number, at: number, clients: BayeuxClients, client: BayeuxClient, channels: object): void {
    for (const subscription of client.subscriptions.values()) subscription.held = 0;
    for (const [channel, handlers] of Object.entries(channels)) {
      const subscription = clients.subscription(client, channel, at);
      if (!subscription) return;
      subscription.held = typeof handlers === 'number' ? handlers : 0;
      subscription.event = i;
    }
  }

  return {
    get version() {
      return version;
    },
    add(i, event, message) {
      if (event.layer !== 'wire' && event.layer !== 'faye') return;
      const isCarried = event.kind === 'sent' || event.kind === 'received';
      if (isCarried && !message) return;
      const clients = getOrMake(loads, event.load, () => createBayeuxClients(event.load));
      version += 1;
      if (isCarried && message) {
        const client = clientOf(clients, event.layer === 'wire' ? event.connection : event.client, message);
        if (event.layer === 'wire') client.transport = event.transport;
        if (event.kind === 'sent') addSent(i, event.at, clients, client, message);
        else if (message.successful !== undefined) addReply(i, event.at, clients, client, message);
        else if (!message.isMeta) addData(event.at, clients, client, message);
      } else if (event.layer === 'faye') addFaye(i, event, clients);
    },
    all(load) {
      const found: Subscription[] = [];
      for (const [of, clients] of loads.entries())
        if (load === undefined || of === load)
          for (const client of clients.all()) found.push(...client.subscriptions.values());
      return found;
    },
    clear() {
      loads = createRecentlyUsed(LOADS);
      version += 1;
    },
  };
}

function count(subscription: Subscription, at: number): void {
  subscription.messages += 1;
  subscription.lastAt = at;
  subscription.rate.count(at);
}
