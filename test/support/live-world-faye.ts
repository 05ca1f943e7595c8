/** What a live collection uses of a Faye client, with the network's part played by hand. */
import type { LiveClient } from '../../devserver/live-collection/index.ts';

interface Extension {
  incoming(message: unknown, callback: (message: unknown) => void): void;
}

interface Taken {
  channel: string;
  listener: (message: unknown) => void;
  acknowledged: () => void;
  state: 'asked' | 'taken' | 'acknowledged' | 'cancelled';
}

export interface HandFaye extends LiveClient {
  /** Subscriptions, extensions and listeners that somebody still has here. */
  readonly held: number;
  /** Does the client wait for the server to take its subscription up? */
  readonly isAsking: boolean;
  /** Did the server take it up, and the client has not heard yet? */
  readonly awaitsAcknowledgement: boolean;
  /** Does the server queue messages for it? */
  readonly isTaken: boolean;
  /** The server takes the subscription up: from now on it queues messages. */
  take(): void;
  acknowledge(): void;
  hear(message: unknown): void;
  emit(event: 'transport:down' | 'transport:up'): void;
  /** The server has forgotten the session; the client has got another and asks again by itself. */
  renew(): void;
}

export function createHandFaye(): HandFaye {
  const extensions = new Set<Extension>();
  const listeners = new Map<string, Set<() => void>>();
  let subscription: Taken | undefined;
  let isNewSession = false;

  function tell(message: unknown): void {
    for (const extension of extensions) extension.incoming(message, () => {});
  }

  return {
    get held() {
      const handlers = [...listeners.values()].reduce((sum, { size }) => sum + size, 0);
      return extensions.size + handlers + (subscription ? 1 : 0);
    },
    get isAsking() {
      return subscription?.state === 'asked';
    },
    get awaitsAcknowledgement() {
      return subscription?.state === 'taken';
    },
    get isTaken() {
      return subscription?.state === 'taken' || subscription?.state === 'acknowledged';
    },

    subscribe(channel, listener) {
      const { promise, resolve } = deferred();
      const taken: Taken = { channel, listener, acknowledged: resolve, state: 'asked' };
      subscription = taken;
      isNewSession = false;
      return Object.assign(promise, {
        cancel() {
          taken.state = 'cancelled';
          if (subscription === taken) subscription = undefined;
        },
      });
    },
    addExtension: (extension) => void extensions.add(extension as Extension),
    removeExtension: (extension) => void extensions.delete(extension as Extension),
    bind(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(listener));
    },
    unbind: (event, listener) => void listeners.get(event)?.delete(listener),

    take() {
      if (subscription) subscription.state = 'taken';
    },
    acknowledge() {
      if (!subscription) return;
      subscription.state = 'acknowledged';
      if (isNewSession) tell({ channel: '/meta/subscribe', subscription: subscription.channel, successful: true });
      else subscription.acknowledged();
    },
    hear(message) {
      // Faye drops what comes before the acknowledgement.
      if (subscription?.state === 'acknowledged') subscription.listener(message);
    },
    emit(event) {
      for (const listener of [...(listeners.get(event) ?? [])]) listener();
    },
    renew() {
      // A subscription that was not acknowledged is asked for again under its own promise.
      if (subscription?.state === 'acknowledged') isNewSession = true;
      if (subscription) subscription.state = 'asked';
      tell({ channel: '/meta/handshake', successful: true });
    },
  };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
