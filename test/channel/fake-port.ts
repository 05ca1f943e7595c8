import type { Port } from '../../extension/channel/port.ts';

/** One end of a port, as a browser makes them: the other end's texts and its end come by events. */
export interface FakePort extends Port {
  /** What was posted on this end, oldest first. */
  readonly posted: unknown[];
  /** The other end posts. */
  hear(message: unknown): void;
  /** The other end closes, or its process dies. */
  break(): void;
  /** This end was closed by `disconnect()`. */
  readonly disconnected: boolean;
  /** Listeners that are left on it. */
  readonly listenerCount: number;
}

export function fakePort({ name = '', tabId }: { name?: string; tabId?: number } = {}): FakePort {
  const messages = new Set<(message: unknown) => void>();
  const ends = new Set<() => void>();
  const posted: unknown[] = [];
  let open = true;
  let disconnected = false;
  return {
    name,
    // A whole tab has many fields that nobody reads.
    sender: tabId === undefined ? undefined : ({ tab: { id: tabId } } as Port['sender']),
    posted,
    postMessage(message) {
      if (!open) throw new Error('Attempting to use a disconnected port object');
      posted.push(message);
    },
    disconnect() {
      open = false;
      disconnected = true;
    },
    onMessage: listeners(messages),
    onDisconnect: listeners(ends),
    hear(message) {
      for (const listener of [...messages]) listener(message);
    },
    break() {
      open = false;
      for (const listener of [...ends]) listener();
    },
    get disconnected() {
      return disconnected;
    },
    get listenerCount() {
      return messages.size + ends.size;
    },
  };
}

function listeners<L>(set: Set<L>) {
  return {
    addListener: (listener: L) => void set.add(listener),
    removeListener: (listener: L) => void set.delete(listener),
  };
}

/** What a browser gives a panel to reach its page with, and the other side of it. */
export function fakeBrowser() {
  const connecting = new Set<(port: Port) => void>();
  const opened: FakePort[] = [];
  const said: unknown[] = [];
  let refusal: Error | undefined;
  return {
    browser: {
      runtime: {
        connect({ name }: { name: string }) {
          const port = fakePort({ name });
          opened.push(port);
          return port;
        },
        sendMessage(message: unknown) {
          said.push(message);
          return refusal ? Promise.reject(refusal) : Promise.resolve();
        },
        onConnect: listeners(connecting),
      },
    },
    /** Ports that were opened from here, oldest first. */
    opened,
    /** Messages that were sent, oldest first. */
    said,
    /** A content script opens a port, and everybody hears it. */
    pageConnects(port: Port) {
      for (const listener of connecting) listener(port);
    },
    refuse(error: Error) {
      refusal = error;
    },
  };
}
