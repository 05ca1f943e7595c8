import type { Undo } from '../../channel/channel.ts';
import { onceDefined } from '../once-defined.ts';
import { beforeCalls } from '../patch.ts';
import type { Tap } from './tap.ts';

/** What is used of a Faye client: its public interface only, of any version. */
interface FayeClient {
  addExtension(extension: Extension): void;
  removeExtension(extension: Extension): void;
  bind?(event: string, listener: () => void): void;
  unbind?(event: string, listener: () => void): void;
  /** Private, and only read: the address it was made with. */
  _dispatcher?: { endpoint?: { href?: unknown } };
}

/** Two parameters, not three: Faye looks at the number. The callback is called exactly once. */
interface Extension {
  incoming(message: unknown, callback: (message: unknown) => void): void;
  outgoing(message: unknown, callback: (message: unknown) => void): void;
}

export interface FayeTap {
  /** Follows this client, if it is one. */
  watch(client: unknown): void;
  undo: Undo;
}

/**
 * Methods of which every client calls one before a message passes its extensions. The first is all it takes, in every
 * version that we know; it is not documented, so the public ways to send are watched too.
 */
const everyMessage = ['pipeThroughExtensions', 'handshake', 'connect'];

/** What a client is called in events, for as long as the document lives. */
const names = new WeakMap<object, string>();
let clients = 0;

/**
 * Reports the Bayeux messages of every Faye client that can be found: those it is told of, and those of the global `Faye`,
 * however late that comes. A client that was made before us is met at its next message.
 */
export function tapFaye({ report, guarded }: Tap, window: object): FayeTap {
  const watched = new Map<FayeClient, Undo>();
  const undoes: Undo[] = [];

  function watch(client: unknown): void {
    guarded('faye', () => {
      if (isFayeClient(client) && !watched.has(client)) watched.set(client, follow(client, report));
    });
  }

  undoes.push(
    onceDefined(window, 'Faye', (faye) => {
      if (!isObject(faye)) return;
      undoes.push(
        onceDefined(faye, 'Client', (Client) => {
          const prototype = typeof Client === 'function' ? (Client.prototype as unknown) : undefined;
          if (!isObject(prototype)) return;
          for (const method of everyMessage) undoes.push(beforeCalls(prototype, method, watch));
        }),
      );
    }),
  );

  return {
    watch,
    undo() {
      for (const undo of undoes.reverse()) undo();
      for (const undo of watched.values()) guarded('faye', undo);
      watched.clear();
    },
  };
}

function follow(client: FayeClient, report: Tap['report']): Undo {
  const name = names.get(client) ?? `client-${++clients}`;
  names.set(client, name);
  const href = client._dispatcher?.endpoint?.href;
  report({ layer: 'faye', kind: 'client', client: name, endpoint: typeof href === 'string' ? href : '' });

  // A message may still be on its way through the client's extensions when we have been removed from them.
  let active = true;
  const extension: Extension = {
    incoming(message, callback) {
      if (active) report({ layer: 'faye', kind: 'received', client: name, message });
      callback(message);
    },
    outgoing(message, callback) {
      if (active) report({ layer: 'faye', kind: 'sent', client: name, message });
      callback(message);
    },
  };
  const up = () => report({ layer: 'faye', kind: 'transport', client: name, state: 'up' });
  const down = () => report({ layer: 'faye', kind: 'transport', client: name, state: 'down' });
  client.addExtension(extension);
  client.bind?.('transport:up', up);
  client.bind?.('transport:down', down);
  return () => {
    active = false;
    client.removeExtension(extension);
    client.unbind?.('transport:up', up);
    client.unbind?.('transport:down', down);
  };
}

function isFayeClient(value: unknown): value is FayeClient {
  return isObject(value) && typeof value.addExtension === 'function' && typeof value.removeExtension === 'function';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
