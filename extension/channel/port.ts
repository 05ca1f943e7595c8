import type { Runtime } from 'webextension-polyfill';
import type { Channel, Undo } from './channel.ts';

/** Who said something: which document of which tab. */
export type Sender = Runtime.MessageSender;

/** What is used of `runtime.Port`. */
export interface Port {
  readonly name: string;
  readonly sender?: Sender | undefined;
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: Listeners<(message: unknown) => void>;
  readonly onDisconnect: Listeners<() => void>;
}

/** One of the browser's events. */
export interface Listeners<L> {
  addListener(listener: L): void;
  removeListener(listener: L): void;
}

/** A channel that also tells when the other end is gone. */
export interface PortChannel extends Channel {
  /** Calls back when the other end closed or died; not after `close()`. */
  onEnd(listener: () => void): Undo;
}

/** A channel over `runtime.connect()`. A port breaks at any time without a reason given: nothing may rely on it. */
export function portChannel(port: Port): PortChannel {
  const undoes = new Set<Undo>();
  let open = true;

  function add<L>(event: Listeners<L>, listener: L): Undo {
    event.addListener(listener);
    const undo = () => {
      undoes.delete(undo);
      event.removeListener(listener);
    };
    undoes.add(undo);
    return undo;
  }

  add(port.onDisconnect, () => {
    open = false;
  });
  return {
    send(text) {
      if (!open) return false;
      try {
        port.postMessage(text);
        return true;
      } catch {
        // It is gone and says so in a moment, or the extension was unloaded under the page.
        return false;
      }
    },
    listen: (listener) =>
      add(port.onMessage, (message: unknown) => {
        if (typeof message === 'string') listener(message);
      }),
    onEnd: (listener) => add(port.onDisconnect, () => listener()),
    close() {
      for (const undo of undoes) undo();
      if (open) port.disconnect();
      open = false;
    },
  };
}
