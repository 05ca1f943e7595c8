import type { Port, Sender } from '../../extension/channel/port.ts';

/** The id of the extension. */
export const EXTENSION = 'our-extension';

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
  const hearing = new Set<(message: unknown, sender: Sender) => undefined>();
  const reached: (FakePort & { documentId: string; tabId: number })[] = [];
  const opened: FakePort[] = [];
  const said: unknown[] = [];
  let refusal: Error | undefined;
  return {
    browser: {
      runtime: {
        id: EXTENSION,
        connect({ name }: { name: string }) {
          const port = fakePort({ name });
          opened.push(port);
          return port;
        },
        sendMessage(message: unknown) {
          said.push(message);
          return refusal ? Promise.reject(refusal) : Promise.resolve();
        },
        onMessage: listeners(hearing),
      },
      tabs: {
        connect(tabId: number, { name, documentId }: { name: string; documentId: string }) {
          const port = Object.assign(fakePort({ name }), { documentId, tabId });
          reached.push(port);
          return port;
        },
      },
    },
    /** Ports that were opened from here, oldest first. */
    opened,
    /** Messages that were sent, oldest first. */
    said,
    /** Ports that were opened to documents, oldest first. */
    reached,
    /** A document of a tab says something, and everybody hears it. */
    documentSays(
      message: unknown,
      { tabId, documentId, id = EXTENSION }: { tabId: number; documentId: string; id?: string },
    ) {
      // A whole tab has many fields that nobody reads.
      const sender = { id, tab: { id: tabId }, documentId } as Sender;
      for (const listener of hearing) listener(message, sender);
    },
    refuse(error: Error) {
      refusal = error;
    },
  };
}
