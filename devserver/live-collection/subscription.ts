/**
 * One channel of a Bayeux client, and the three things an application is never told by itself: that the server
 * acknowledged it, that a new session had to subscribe again, and that it was refused then.
 */

/** The part of `Faye.Client` that is used; any client that has as much will do. */
export interface LiveClient {
  subscribe(channel: string, listener: (message: unknown) => void): LiveSubscription;
  addExtension?(extension: object): void;
  removeExtension?(extension: object): void;
  bind?(event: string, listener: () => void): void;
  unbind?(event: string, listener: () => void): void;
}

export interface LiveSubscription {
  cancel(): void;
  then?(acknowledged: () => void, refused: (error: unknown) => void): unknown;
}

export interface SubscriptionEvents {
  message(message: unknown): void;
  /** The server acknowledged it: `again` in a new session, `back` when only the connection was lost and came back. */
  acknowledged(how: 'first' | 'again' | 'back'): void;
  /** The session is a new one; what the server counted may have begun anew. */
  newSession(): void;
  refused(error: unknown): void;
}

interface MetaMessage {
  channel?: unknown;
  successful?: unknown;
  subscription?: unknown;
  error?: unknown;
}

/** Subscribes; the result cancels, and nothing is called after that. */
export function subscribe(client: LiveClient, channel: string, events: SubscriptionEvents): () => void {
  let acknowledged = false;
  let newSession = false;
  let down = false;
  let cancelled = false;

  /** In a task of its own: an error in what follows is the page's to see, but must not break the client's dispatch. */
  function soon(work: () => void): void {
    queueMicrotask(() => {
      if (!cancelled) work();
    });
  }

  function onMeta(message: MetaMessage): void {
    if (message.channel === '/meta/handshake' && message.successful === true && acknowledged) {
      newSession = true;
      soon(events.newSession);
    }
    if (message.channel !== '/meta/subscribe' || !newSession) return;
    if (![message.subscription].flat().includes(channel)) return;
    newSession = false;
    if (message.successful === true) soon(() => events.acknowledged('again'));
    else soon(() => events.refused(message.error));
  }

  const extension = {
    // Two declared parameters and one call of the callback: Faye looks at both.
    incoming(message: MetaMessage, callback: (message: MetaMessage) => void) {
      onMeta(message);
      callback(message);
    },
  };
  const onDown = () => {
    down = true;
  };
  const onUp = () => {
    if (!down || !acknowledged) return;
    down = false;
    if (!newSession) soon(() => events.acknowledged('back'));
  };

  client.addExtension?.(extension);
  client.bind?.('transport:down', onDown);
  client.bind?.('transport:up', onUp);
  const subscription = client.subscribe(channel, (message) => {
    if (!cancelled) events.message(message);
  });
  subscription.then?.(
    () => {
      acknowledged = true;
      // Faye forgets a subscription that is cancelled before the server's answer, and then takes it up all the same.
      if (cancelled) subscription.cancel();
      else events.acknowledged('first');
    },
    (error) => {
      if (!cancelled) events.refused(error);
    },
  );

  return () => {
    cancelled = true;
    client.removeExtension?.(extension);
    client.unbind?.('transport:down', onDown);
    client.unbind?.('transport:up', onUp);
    if (acknowledged || !subscription.then) subscription.cancel();
  };
}
