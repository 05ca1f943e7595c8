import type { LiveClient } from '../../devserver/live-collection/index.ts';

/** A Bayeux client whose server acknowledges every subscription, and otherwise says what it is told to say. */
export interface HandClient extends LiveClient {
  /** Delivers a message to the subscribers of a channel. */
  deliver(channel: string, message: unknown): void;
  /** The channels subscribed to at the moment, one for each subscription. */
  readonly channels: string[];
}

export function createHandClient(): HandClient {
  const subscriptions = new Set<{ channel: string; listener: (message: unknown) => void }>();
  return {
    subscribe(channel, listener) {
      const subscription = { channel, listener };
      subscriptions.add(subscription);
      return Object.assign(Promise.resolve(), { cancel: () => subscriptions.delete(subscription) });
    },
    deliver(to, message) {
      for (const { channel, listener } of [...subscriptions]) if (channel === to) listener(message);
    },
    get channels() {
      return [...subscriptions].map(({ channel }) => channel);
    },
  };
}
