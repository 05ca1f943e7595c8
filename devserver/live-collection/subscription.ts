/**
 * One channel of a Bayeux client, and the three things an application is never told by itself: that the server
 * acknowledged it, that a new session had to subscribe again, and that it was refused then.
 */

/** The part of `Faye.Client` that is used; any client that has as much will do. */
export interface LiveClient {
  /** Calls `listener` with the data of each message on the channel. */
  subscribe(channel: string, listener: (message: unknown) => void): LiveSubscription;
  /** Adds a Faye extension; without this, acknowledgements and new sessions are not noticed. */
  addExtension?(extension: object): void;
  /** Removes an extension that was added. */
  removeExtension?(extension: object): void;
  /** Listens to `transport:up` and `transport:down`. */
  bind?(event: string, listener: () => void): void;
  /** Ends what `bind` began. */
  unbind?(event: string, listener: () => void): void;
}

/** What `LiveClient.subscribe` returns, as Faye has it. */
export interface LiveSubscription {
  /** Ends the subscription. */
  cancel(): void;
  /** Calls one of the two when the server has answered. */
  then?(acknowledged: () => void, refused: (error: unknown) => void): unknown;
}

export interface SubscriptionEvents {
  message(message: unknown): void;
  /** The server acknowledged it: `again` in a new session, `back` when only the connection was lost and came back. */
  acknowledged(how: 'first' | 'again' | 'back'): void;
  /** The session is a new one; what the server counted may have started over. */
  newSession(): void;
  refused(error: unknown): void;
  /** The client will ask for no more messages, for this reason: `the client was disconnected`. */
  ended(reason: string): void;
}

interface MetaMessage {
  channel?: unknown;
  successful?: unknown;
  subscription?: unknown;
  error?: unknown;
  advice?: { reconnect?: unknown };
}

/** Calls `back` when a client that had ended has a session again. @returns the undo */
export function whenBack(client: LiveClient, back: () => void): () => void {
  const extension = {
    incoming(message: MetaMessage, callback: (message: MetaMessage) => void) {
      if (message.channel === '/meta/handshake' && message.successful) {
        stop();
        queueMicrotask(back);
      }
      callback(message);
    },
  };
  const stop = () => client.removeExtension?.(extension);
  client.addExtension?.(extension);
  return stop;
}

/** Subscribes; the result cancels, and nothing is called after that. */
export function subscribe(client: LiveClient, channel: string, events: SubscriptionEvents): () => void {
  let isAcknowledged = false;
  let isNewSession = false;
  let isDown = false;
  let isCancelled = false;

  const unlessCancelled = (work: () => void): void => {
    if (!isCancelled) work();
  };
  /** In a task of its own: an error in what follows is the page's to see, but must not break the client's dispatch. */
  const soon = (work: () => void): void => queueMicrotask(() => unlessCancelled(work));

  const extension = {
    // Two declared parameters and one call of the callback: Faye looks at both.
    incoming(message: MetaMessage, callback: (message: MetaMessage) => void) {
      const { channel: meta, successful, subscription, error, advice } = message;
      if (advice?.reconnect === 'none') soon(() => events.ended('the server advised the client not to reconnect'));
      if (meta === '/meta/handshake' && successful && isAcknowledged) {
        isNewSession = true;
        soon(events.newSession);
      }
      if (meta === '/meta/subscribe' && isNewSession && [subscription].flat().includes(channel)) {
        isNewSession = false;
        soon(() => (successful ? events.acknowledged('again') : events.refused(error)));
      }
      callback(message);
    },
    outgoing(message: MetaMessage, callback: (message: MetaMessage) => void) {
      if (message.channel === '/meta/disconnect') soon(() => events.ended('the client was disconnected'));
      callback(message);
    },
  };
  const onDown = () => {
    isDown = true;
  };
  const onUp = () => {
    if (!isDown || !isAcknowledged) return;
    isDown = false;
    if (!isNewSession) soon(() => events.acknowledged('back'));
  };
  const onConnection = (method: 'bind' | 'unbind') => {
    client[method]?.('transport:down', onDown);
    client[method]?.('transport:up', onUp);
  };

  client.addExtension?.(extension);
  onConnection('bind');
  const subscription = client.subscribe(channel, (message) => unlessCancelled(() => events.message(message)));
  subscription.then?.(
    () => {
      isAcknowledged = true;
      // Faye forgets a subscription that is cancelled before the server's answer, and then takes it up all the same.
      if (isCancelled) subscription.cancel();
      else events.acknowledged('first');
    },
    (error) => unlessCancelled(() => events.refused(error)),
  );

  return () => {
    isCancelled = true;
    client.removeExtension?.(extension);
    onConnection('unbind');
    if (isAcknowledged || !subscription.then) subscription.cancel();
  };
}
