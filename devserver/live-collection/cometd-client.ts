import type { LiveClient } from './subscription.ts';

/** What is read of the messages of CometD. */
export interface CometDMessage {
  readonly successful?: boolean;
  readonly error?: string;
  readonly data?: unknown;
}

/** What is used of CometD's JavaScript client, 3 and later. */
export interface CometDClient {
  /** Listens on a channel; `answered` is called with the reply of the server. */
  subscribe(
    channel: string,
    listener: (message: CometDMessage) => void,
    answered: (reply: CometDMessage) => void,
  ): object;
  /** `connected`, `disconnected` and the like. */
  getStatus(): string;
  /** Takes what `subscribe` returned. */
  unsubscribe(handle: never): void;
  /** Listens to the meta messages of a channel such as `/meta/handshake`. */
  addListener(channel: string, listener: (message: CometDMessage) => void): object;
  /** Takes what `addListener` returned. */
  removeListener(listener: never): void;
  /** Adds an extension; false where the name is taken. */
  registerExtension(name: string, extension: object): boolean;
  /** Removes an extension; false where there is none of that name. */
  unregisterExtension(name: string): boolean;
}

/** An incoming extension as Faye has it: it passes the message on to `callback`. */
interface Extension {
  incoming(message: CometDMessage, callback: (message: unknown) => void): void;
}

/**
 * CometD's client as the `client` of a LiveCollection: `client: cometdClient(cometd)`. A new session is subscribed again here, which CometD leaves to the application.
 */
export function cometdClient(cometd: CometDClient): LiveClient {
  const names = new Map<object, string>();
  const listeners = new Map<() => void, object>();
  let count = 0;

  return {
    subscribe(channel, listener) {
      let settle: (reply: CometDMessage) => void = () => {};
      const first = new Promise<CometDMessage>((resolve) => {
        settle = resolve;
      });
      const open = () => cometd.subscribe(channel, ({ data }) => listener(data), settle);
      // What is subscribed during the handshake CometD forgets with it.
      let handle = cometd.getStatus() === 'connected' ? open() : undefined;
      const handshakes = cometd.addListener('/meta/handshake', ({ successful }) => {
        if (successful) handle = open();
      });
      const acknowledged = first.then(({ successful, error }) => {
        if (!successful) throw new Error(error);
      });
      return Object.assign(acknowledged, {
        cancel() {
          cometd.removeListener(handshakes as never);
          if (handle) cometd.unsubscribe(handle as never);
        },
      });
    },
    addExtension(extension) {
      count += 1;
      const name = `live-collection-${count}`;
      names.set(extension, name);
      cometd.registerExtension(name, {
        incoming(message: CometDMessage) {
          (extension as Extension).incoming(message, () => {});
          return message;
        },
      });
    },
    removeExtension(extension) {
      const name = names.get(extension);
      if (name !== undefined) cometd.unregisterExtension(name);
      names.delete(extension);
    },
    bind(event, listener) {
      const isUp = event === 'transport:up';
      const heard = cometd.addListener('/meta/connect', ({ successful }) => {
        if (successful === isUp) listener();
      });
      listeners.set(listener, heard);
    },
    unbind(_event, listener) {
      const heard = listeners.get(listener);
      if (heard) cometd.removeListener(heard as never);
      listeners.delete(listener);
    },
  };
}
