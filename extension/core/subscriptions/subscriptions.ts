import { type BayeuxMessage, endsSession, subscriptionsOf } from '../bayeux/bayeux.ts';
import { patternsOf } from '../bayeux/channel-patterns.ts';
import { sessionOfStream } from '../bayeux/event-stream.ts';
import { createRecentlyUsed } from '../bounded-map.ts';
import { getOrMake } from '../ledger/pending-links.ts';
import type { LiveEvent, LiveEventOf } from '../protocol/events.ts';
import { type BayeuxClient, type BayeuxClients, createBayeuxClients } from './bayeux-clients.ts';
import { note, type Subscription } from './subscription.ts';

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
  /** The client that goes by this name: its connection's, its session's, or Faye's. */
  clientOf(load: string, name: string): BayeuxClient | undefined;
  /** How many channels of all documents are not among these, because their clients have too many. */
  leftOut(): number;
  clear(): void;
}

/** Documents remembered. */
const LOADS = 64;

export function createSubscriptions(): Subscriptions {
  let loads = createRecentlyUsed<string, BayeuxClients>(LOADS);
  let version = 0;

  /** Whose message it is: a session's name says it best, else the connection it came over. */
  function clientOf(
    i: number,
    at: number,
    clients: BayeuxClients,
    connection: string,
    message: BayeuxMessage,
  ): BayeuxClient {
    const { clientId } = message;
    const bySession =
      clientId === undefined || message.channel === '/meta/handshake' ? undefined : clients.find(clientId);
    const client = bySession ?? clients.named(connection);
    if (bySession && clients.find(connection) !== bySession) clients.name(bySession, connection);
    if (clientId !== undefined && client.clientId !== clientId && message.isMeta && message.successful !== false) {
      clients.session(client, clientId, i, at);
      clients.name(client, clientId);
    }
    return client;
  }

  function addSent(i: number, at: number, clients: BayeuxClients, client: BayeuxClient, message: BayeuxMessage): void {
    if (message.channel !== '/meta/subscribe') return;
    for (const channel of subscriptionsOf(message)) {
      const subscription = clients.subscription(client, channel, at);
      if (!subscription) continue;
      note(subscription, i, at, { server: 'pending' });
      subscription.clientId = message.clientId ?? client.clientId;
      subscription.transport = client.transport;
    }
  }

  /** A client that is told by an event stream asks by polls all the same. */
  function addStream(event: LiveEvent & { layer: 'wire' }, clients: BayeuxClients): void {
    const { connection, transport } = event;
    if (transport !== 'eventsource') return;
    const session = sessionOfStream(event);
    const client = clients.find(session ?? connection);
    if (!client) return;
    if (session !== undefined) clients.name(client, connection);
    client.stream = event.kind === 'opened' ? connection : undefined;
    if (client.stream !== undefined) client.transport = transport;
  }

  function addReply(i: number, at: number, clients: BayeuxClients, client: BayeuxClient, message: BayeuxMessage): void {
    if (endsSession(message)) clients.over(client, i, at, message.channel === '/meta/disconnect' ? 'ended' : 'lapsed');
    const isSubscribe = message.channel === '/meta/subscribe';
    if (!isSubscribe && message.channel !== '/meta/unsubscribe') return;
    for (const channel of subscriptionsOf(message)) {
      const subscription = clients.subscription(client, channel, at);
      if (!subscription) {
        if (!isSubscribe && message.successful) client.leftOut.delete(channel);
        continue;
      }
      subscription.answeredAt = at;
      subscription.error = message.error;
      subscription.transport = client.transport;
      if (!message.successful) subscription.errors += 1;
      const { error } = message;
      if (isSubscribe) note(subscription, i, at, { server: message.successful ? 'acknowledged' : 'refused', error });
      else if (message.successful) note(subscription, i, at, { server: 'ended' });
    }
  }

  function addData(i: number, at: number, clients: BayeuxClients, client: BayeuxClient, message: BayeuxMessage): void {
    const { channel } = message;
    let subscription = client.subscriptions.get(channel);
    if (subscription) count(subscription, i, at, client);
    if (client.hasPatterns)
      for (const pattern of patternsOf(channel)) {
        const covering = client.subscriptions.get(pattern);
        if (covering) count(covering, i, at, client);
        subscription ??= covering;
      }
    if (subscription) return;
    const unseen = clients.subscription(client, channel, at);
    if (unseen) count(unseen, i, at, client);
  }

  function addFaye(i: number, event: LiveEvent & { layer: 'faye' }, clients: BayeuxClients): void {
    const client = clients.named(event.client);
    switch (event.kind) {
      case 'state':
        client.transport = event.transport ?? client.transport;
        // Faye's `disconnect` lets go of every handler at once.
        if (event.state === 'disconnected') letGo(i, event.at, client);
        if (event.clientId === undefined) return;
        clients.session(client, event.clientId, i, event.at);
        clients.name(client, event.clientId);
        return;
      case 'subscribe':
      case 'unsubscribe': {
        const subscription = clients.subscription(client, event.channel, event.at);
        if (subscription) note(subscription, i, event.at, { asked: event.handlers });
        return;
      }
      case 'subscribed': {
        const subscription = clients.subscription(client, event.channel, event.at);
        if (subscription && !event.ok) subscription.error = event.error;
        return;
      }
      case 'holds':
        if (typeof event.channels === 'object' && event.channels !== null)
          hold(i, event, clients, client, event.channels);
        return;
      default:
    }
  }

  /** What a client holds, whole, in pieces, or as far as it has changed. */
  function hold(
    i: number,
    { at, table }: LiveEventOf<'faye', 'holds'>,
    clients: BayeuxClients,
    client: BayeuxClient,
    channels: object,
  ): void {
    if (table === undefined || table === 'begin') client.table = new Set();
    for (const [channel, count] of Object.entries(channels)) {
      const held = typeof count === 'number' ? count : 0;
      client.table?.add(channel);
      const known = client.subscriptions.get(channel);
      if (held === 0 && !known) client.leftOut.delete(channel);
      else {
        const subscription = known ?? clients.subscription(client, channel, at);
        if (subscription) note(subscription, i, at, { held });
      }
    }
    if (table !== undefined && table !== 'end') return;
    // A table of which the beginning was lost says nothing of what is not in it.
    if (client.table)
      for (const [channel, subscription] of client.subscriptions)
        if (!client.table.has(channel)) note(subscription, i, at, { held: 0 });
    client.table = undefined;
  }

  function letGo(i: number, at: number, client: BayeuxClient): void {
    for (const subscription of client.subscriptions.values()) {
      subscription.isLeaving = true;
      if (subscription.asked) note(subscription, i, at, { asked: 0 });
    }
    client.leftOut.clear();
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
        const connection = event.layer === 'wire' ? event.connection : event.client;
        const client = clientOf(i, event.at, clients, connection, message);
        if (event.layer === 'wire') client.transport = client.stream === undefined ? event.transport : 'eventsource';
        if (event.kind === 'sent') addSent(i, event.at, clients, client, message);
        else if (message.successful !== undefined) addReply(i, event.at, clients, client, message);
        else if (!message.isMeta) addData(i, event.at, clients, client, message);
      } else if (event.layer === 'faye') addFaye(i, event, clients);
      else if (event.kind === 'opened' || event.kind === 'closed' || event.kind === 'failed') addStream(event, clients);
    },
    all(load) {
      const found: Subscription[] = [];
      for (const [of, clients] of loads.entries())
        if (load === undefined || of === load)
          for (const client of clients.all()) found.push(...client.subscriptions.values());
      return found;
    },
    clientOf: (load, name) => loads.get(load)?.find(name),
    leftOut() {
      let count = 0;
      for (const [, clients] of loads.entries()) for (const client of clients.all()) count += client.leftOut.size;
      return count;
    },
    clear() {
      loads = createRecentlyUsed(LOADS);
      version += 1;
    },
  };
}

function count(subscription: Subscription, i: number, at: number, { transport }: BayeuxClient): void {
  subscription.messages += 1;
  subscription.lastAt = at;
  subscription.lastEvent = i;
  subscription.transport = transport;
  subscription.rate.count(at);
}
