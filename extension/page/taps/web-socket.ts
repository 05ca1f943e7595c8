import type { Undo } from '../../channel/channel.ts';
import { afterConstruction, aroundCalls, undoAll } from '../patch.ts';
import { bytesOfText, isBayeux, isHeartbeat } from './bayeux-text.ts';
import type { Wire } from './wire.ts';

const { apply } = Reflect;
const transport = 'websocket';
const heardEvents = ['open', 'message', 'close', 'error'] as const;

/** What a socket is called, or `false` when it speaks something else; for as long as the document lives. */
const names = new WeakMap<WebSocket, string | false>();
/** The sockets that were followed when recording ended: they are found again without waiting for a word from them. */
let unfollowed: WeakRef<WebSocket>[] = [];

/**
 * Sees sockets by what is sent on them. `WebSocket.prototype` is the one place that every socket passes, be it older than
 * the probe, or made by a constructor that a library put aside. Only a socket that speaks Bayeux gets listeners: capturing
 * ones, which run before the page's own, `onmessage` included.
 */
export function tapWebSocket({ tap, name, sent, handledIn, addEndpoint, isEndpoint }: Wire, window: Window): Undo {
  const { report, guarded } = tap;
  const prototype: unknown = Reflect.get(window, 'WebSocket')?.prototype;
  if (typeof prototype !== 'object' || prototype === null) return () => {};
  const followed = new Set<WebSocket>();
  /** Made since the probe came. */
  const young = new WeakSet<WebSocket>();

  function onMessage(this: WebSocket, event: MessageEvent): void {
    const connection = names.get(this);
    const text: unknown = event.data;
    if (!connection || typeof text !== 'string') return;
    handledIn(event);
    report({ layer: 'wire', kind: 'received', connection, transport, text, bytes: bytesOfText(text) });
  }

  function onOther(this: WebSocket, event: Event): void {
    const connection = names.get(this);
    if (!connection) return;
    if (event.type === 'open') opened(this, connection);
    else if (event.type === 'error') report({ layer: 'wire', kind: 'failed', connection, transport, reason: 'error' });
    else {
      const { code, reason, wasClean: clean } = event as CloseEvent;
      unfollow(this);
      report({ layer: 'wire', kind: 'closed', connection, transport, code, reason, clean });
    }
  }

  function opened({ url }: WebSocket, connection: string, earlier?: { earlier: true }): void {
    report({ layer: 'wire', kind: 'opened', connection, transport, url, ...earlier });
  }

  function listenerOf(type: string) {
    return (type === 'message' ? onMessage : onOther) as EventListener;
  }

  function follow(socket: WebSocket): void {
    const connection = names.get(socket) || name(transport);
    names.set(socket, connection);
    addEndpoint(socket.url);
    followed.add(socket);
    for (const type of heardEvents) socket.addEventListener(type, listenerOf(type), true);
    if (socket.readyState !== 0) opened(socket, connection, young.has(socket) ? undefined : { earlier: true });
  }

  function unfollow(socket: WebSocket): void {
    followed.delete(socket);
    for (const type of heardEvents) socket.removeEventListener(type, listenerOf(type), true);
  }

  function onSent(socket: WebSocket, text: string): void {
    if (!followed.has(socket)) {
      if (names.get(socket) === undefined && !isHeartbeat(text) && !isBayeux(text)) names.set(socket, false);
      if (names.get(socket) === false || isHeartbeat(text)) return;
      follow(socket);
    }
    sent(names.get(socket) || '', transport, text);
  }

  const undo = undoAll([
    aroundCalls(prototype, 'send', (send, socket, args) => {
      const result = apply(send, socket, args);
      const [text] = args;
      // It did not throw, so it is a socket; one that is closing takes what is sent and throws it away.
      const on = socket as WebSocket;
      if (typeof text === 'string' && names.get(on) !== false && on.readyState === 1)
        guarded('web-socket', () => onSent(on, text));
      return result;
    }),
    // The wire of a known server is followed from the beginning, so that a socket that never opens is seen too.
    afterConstruction(window, 'WebSocket', (made) =>
      guarded('web-socket', () => {
        const socket = made as WebSocket;
        young.add(socket);
        if (isEndpoint(socket.url)) follow(socket);
      }),
    ),
  ]);
  for (const socket of unfollowed.splice(0).map((reference) => reference.deref()))
    if (socket && socket.readyState < 2) follow(socket);

  return () => {
    undo();
    unfollowed = [...followed].map((socket) => new WeakRef(socket));
    followed.forEach(unfollow);
  };
}
