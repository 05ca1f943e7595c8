import {
  type Connection,
  connectionOf,
  endpointOf,
  extensionsOf,
  type FayeClient,
  type Held,
  heldBy,
} from './faye-internals.ts';
import type { Tap } from './tap.ts';

/**
 * One Faye client, as it is followed: what the application asked it for, what it holds, and how it is connected. What the
 * server acknowledged is in its replies, which the wire tells.
 */
export interface FollowedClient {
  readonly name: string;
  /** Tells of it as it is now. */
  describe(): void;
  /** The connection may have changed: tells it if so. */
  connection(): void;
  /** What it holds may have changed: tells it if so. */
  holds(): void;
  /** The application is calling `subscribe`, for one channel. */
  subscribing(channel: string): void;
  /** `subscribe` has returned this. */
  subscribed(channel: string, subscription: unknown): void;
  /** The application is calling `unsubscribe`: one subscription of the channel, or all when it named none. */
  unsubscribing(channel: string, subscription: unknown): void;
}

/** What is used of the object that `subscribe` returns. */
interface Subscription {
  callback?: unknown;
  errback?: unknown;
}

/** What a client is called in events, for as long as the document lives. */
const names = new WeakMap<object, string>();
let clients = 0;

/** @param active says whether anybody still looks: the application may be told of a subscription long after */
export function followClient(
  client: FayeClient,
  { report, guarded, stack }: Tap,
  active: () => boolean,
): FollowedClient {
  const name = names.get(client) ?? `client-${++clients}`;
  names.set(client, name);
  /** Channel → the subscriptions that the application has, as it asked for them. */
  const asked = new Map<string, Set<unknown>>();
  let known: Connection = { state: undefined, clientId: undefined, transport: undefined };
  let held = '';
  for (const { channel, subscription } of heldBy(client) ?? []) add(channel, subscription);

  function add(channel: string, subscription: unknown): void {
    const subscriptions = asked.get(channel);
    if (subscriptions) subscriptions.add(subscription);
    else asked.set(channel, new Set([subscription]));
  }

  function remove(channel: string, subscription: unknown): number {
    const subscriptions = asked.get(channel);
    subscriptions?.delete(subscription);
    if (subscription === undefined || subscriptions?.size === 0) asked.delete(channel);
    return asked.get(channel)?.size ?? 0;
  }

  function connection(): void {
    const now = connectionOf(client);
    const { state, clientId, transport } = now;
    if (state === known.state && clientId === known.clientId && transport === known.transport) return;
    known = now;
    // Faye's `disconnect` lets go of every handler.
    if (state === 'disconnected') asked.clear();
    if (state === undefined) return;
    report({
      layer: 'faye',
      kind: 'state',
      client: name,
      state,
      ...(clientId !== undefined && { clientId }),
      ...(transport !== undefined && { transport }),
    });
  }

  function holds(): void {
    const channels = countsOf(heldBy(client));
    const extensions = extensionsOf(client);
    const now = JSON.stringify([channels, extensions]);
    if (now === held) return;
    held = now;
    report({ layer: 'faye', kind: 'holds', client: name, channels, extensions });
  }

  return {
    name,
    connection,
    holds,
    describe() {
      known = { state: undefined, clientId: undefined, transport: undefined };
      held = '';
      report({ layer: 'faye', kind: 'client', client: name, endpoint: endpointOf(client) });
      connection();
      holds();
    },

    subscribing(channel) {
      const handlers = (asked.get(channel)?.size ?? 0) + 1;
      const from = stack();
      report({
        layer: 'faye',
        kind: 'subscribe',
        client: name,
        channel,
        handlers,
        ...(from !== undefined && { stack: from }),
      });
    },
    subscribed(channel, subscription) {
      if (typeof subscription !== 'object' || subscription === null) return;
      add(channel, subscription);
      const tell = (ok: boolean, error?: unknown) => {
        if (!ok) remove(channel, subscription);
        if (!active()) return;
        guarded('faye', () => {
          const said = ok ? {} : { error: sentence(error) };
          report({ layer: 'faye', kind: 'subscribed', client: name, channel, ok, ...said });
          holds();
        });
      };
      // Faye's own way to be told beside others. Its promise always has a handler of Faye's own (`deferrable.js`, `then` in
      // `setDeferredStatus`): a refusal that nobody looks at stays as silent as it is without us.
      const { callback, errback } = subscription as Subscription;
      if (typeof callback === 'function') callback.call(subscription, () => tell(true));
      if (typeof errback === 'function') errback.call(subscription, (error: unknown) => tell(false, error));
    },
    unsubscribing(channel, subscription) {
      report({ layer: 'faye', kind: 'unsubscribe', client: name, channel, handlers: remove(channel, subscription) });
    },
  };
}

/** `{channel: handlers}`; undefined when it cannot be read. */
function countsOf(held: Held[] | undefined): Record<string, number> | undefined {
  if (!held) return undefined;
  const counts = new Map<string, number>();
  for (const { channel } of held) counts.set(channel, (counts.get(channel) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** What the server said when it refused, `403::/api/todos` for instance. */
function sentence(error: unknown): string {
  const message = typeof error === 'object' && error !== null ? (error as { message?: unknown }).message : error;
  return typeof message === 'string' ? message : String(message);
}
