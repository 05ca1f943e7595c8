import { at, isObject } from '../../values.ts';
import type { Tap } from '../tap.ts';
import type { SeenOnWire } from '../wire/wire.ts';
import { followHeld } from './faye-held.ts';
import { connectionOf, endpointOf, type FayeClient, type FayeConnection, heldBy, sessionOf } from './faye-internals.ts';
import { followSent } from './faye-sent.ts';
import type { SubscriptionOutcomes } from './subscription-outcomes.ts';

/**
 * One Faye client, as it is followed: what the application asked it for, what it holds, and how it is connected. What the
 * server acknowledged is in its replies, which the wire tells.
 */
export interface FollowedClient {
  readonly name: string;
  /** Reports it as it is now. */
  describe(): void;
  /** This message is on its way out, or has come in: tells it, unless the wire does. */
  sends(message: unknown): void;
  gets(message: unknown): void;
  /** The connection may have changed: tells it if so. */
  connection(): void;
  /** What it holds of these channels, or its extensions, may have changed: tells it if so. */
  holds(channels: readonly string[]): void;
  /** The application is calling `subscribe`, for one channel. */
  subscribing(channel: string): void;
  /** `subscribe` has returned this. */
  subscribed(channel: string, subscription: unknown): void;
  /** The application is calling `unsubscribe`: one subscription of the channel, or all when it named none. */
  unsubscribing(channel: string, subscription: unknown): void;
}

const layer = 'faye';
/** What a client is called in events, for as long as the document lives. */
const names = new WeakMap<object, string>();
let clients = 0;

/** @param active says whether anybody still looks: the application may learn of a subscription long after */
export function followClient(
  faye: FayeClient,
  tap: Tap,
  seen: SeenOnWire | undefined,
  outcomes: SubscriptionOutcomes,
  active: () => boolean,
): FollowedClient {
  const { report, guarded, stack } = tap;
  const client = names.get(faye) ?? `client-${++clients}`;
  names.set(faye, client);
  /** Channel → the subscriptions that the application has, as it asked for them. */
  const asked = new Map<string, Set<unknown>>();
  const tellSent = (message: unknown, ago?: number) => report({ layer, kind: 'sent', client, message, ago });
  const sent = seen && followSent(seen, tellSent);
  let known: Partial<FayeConnection> = {};
  const held = followHeld(faye, client, tap, active);
  for (const { channel, subscription } of heldBy(faye) ?? []) add(channel, subscription);

  function add(channel: string, subscription: unknown): void {
    const subscriptions = asked.get(channel);
    if (subscriptions) subscriptions.add(subscription);
    else asked.set(channel, new Set([subscription]));
  }

  function remove(channel: string, subscription: unknown): number {
    const subscriptions = asked.get(channel);
    // Before Faye 1.2 it is the handler that is taken away.
    if (subscriptions?.delete(subscription) === false)
      for (const one of subscriptions) if (at(one, '_callback') === subscription) subscriptions.delete(one);
    if (subscription === undefined || subscriptions?.size === 0) asked.delete(channel);
    return asked.get(channel)?.size ?? 0;
  }

  function connection(): void {
    const now = connectionOf(faye);
    const { state, clientId, transport } = now;
    if (state === known.state && clientId === known.clientId && transport === known.transport) return;
    known = now;
    // Faye's `disconnect` lets go of every handler.
    if (state === 'disconnected') asked.clear();
    if (state === undefined) return;
    report({ layer, kind: 'state', client, state, clientId, transport });
  }

  return {
    name: client,
    sends(message) {
      if (!sent) return tellSent(message);
      const { clientId, transport } = connectionOf(faye);
      sent.leaving(message, clientId, transport);
    },
    gets(message) {
      const isTold = seen?.hasReceived(message, sessionOf(faye));
      sent?.got(message);
      if (!isTold) report({ layer, kind: 'received', client, message });
    },
    connection,
    holds: held.changed,
    describe() {
      known = {};
      report({ layer, kind: 'client', client, endpoint: endpointOf(faye) });
      connection();
      held.all();
    },

    subscribing(channel) {
      const handlers = (asked.get(channel)?.size ?? 0) + 1;
      report({ layer, kind: 'subscribe', client, channel, handlers, stack: stack() });
    },
    subscribed(channel, subscription) {
      if (!isObject(subscription)) return;
      add(channel, subscription);
      const tell = (ok: boolean, error?: unknown) => {
        if (!ok) remove(channel, subscription);
        if (!active()) return;
        guarded('faye', () => {
          report({ layer, kind: 'subscribed', client, channel, ok, error: ok ? undefined : sentence(error) });
          held.changed([channel]);
        });
      };
      outcomes.of(subscription, tell);
    },
    unsubscribing(channel, subscription) {
      report({ layer, kind: 'unsubscribe', client, channel, handlers: remove(channel, subscription) });
    },
  };
}

/** What the server said when it refused, `403::/api/todos` for instance. */
function sentence(error: unknown): string {
  return String(at(error, 'message') ?? error);
}
