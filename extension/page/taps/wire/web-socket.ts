import type { Undo } from '../../../channel/channel.ts';
import { afterConstruction, aroundCalls, undoAll } from '../../patch/patch.ts';
import { prototypeIn } from '../../values.ts';
import { isHeartbeat, isSurelyBayeux } from './bayeux-text.ts';
import type { Wire, WireConnection } from './wire.ts';

/** What a Bayeux socket is called, for as long as the document lives. */
const names = new WeakMap<WebSocket, string>();
/** Those that were followed when recording ended: they are found again without waiting for a word from them. */
let unfollowed: WeakRef<WebSocket>[] = [];

/**
 * Sees sockets by what is sent on them: `WebSocket.prototype` is the one place that every socket passes, be it older than
 * the probe, or made by a constructor that a library put aside. The first text tells whether a socket speaks Bayeux;
 * one that does not is left alone for good.
 */
export function tapWebSocket(wire: Wire, window: Window): Undo {
  const { guarded } = wire.tap;
  /** Bayeux sockets, and young ones that are silent yet: in Chromium the first listener to come is the first to be called. */
  const sockets = wire.listening(['message', 'open', 'close', 'error'], tell);
  const connections = new WeakMap<WebSocket, WireConnection>();
  const others = new WeakSet<WebSocket>();

  function leaveForGood(socket: WebSocket): void {
    others.add(socket);
    sockets.remove(socket);
  }

  /** It speaks Bayeux. */
  function follow(socket: WebSocket): WireConnection {
    const { url } = socket;
    const connection = wire.connect('websocket', url, names.get(socket));
    names.set(socket, connection.name);
    connections.set(socket, connection);
    const isYoung = sockets.has(socket);
    if (!isYoung) sockets.add(socket);
    if (socket.readyState !== 0) connection.opened(url, isYoung ? undefined : true);
    return connection;
  }

  function tell(socket: WebSocket, event: Event): void {
    const connection = connections.get(socket);
    const { type } = event;
    if (!connection) {
      // A Bayeux server never speaks first.
      if (type === 'message' || type === 'close') leaveForGood(socket);
    } else if (type === 'message') {
      const text: unknown = (event as MessageEvent).data;
      if (typeof text === 'string' && wire.isNews(event)) connection.received(text);
    } else if (type === 'open') connection.opened(socket.url);
    else if (type === 'error') connection.failed(type);
    else if (sockets.has(socket)) {
      const { code, reason, wasClean: clean } = event as CloseEvent;
      sockets.remove(socket);
      connection.closed({ code, reason, clean });
    }
  }

  function onSent(socket: WebSocket, text: string): void {
    let connection = sockets.has(socket) ? connections.get(socket) : undefined;
    if (!connection) {
      if (isHeartbeat(text)) return;
      if (!isSurelyBayeux(text)) {
        leaveForGood(socket);
        return;
      }
      connection = follow(socket);
    }
    connection.sent(text);
  }

  const undo = undoAll(guarded, [
    aroundCalls(guarded, prototypeIn(window, 'WebSocket'), 'send', (self, [text]) => (ok) => {
      // It did not throw, so it is a socket; one that is closing takes what is sent and throws it away.
      const socket = self as WebSocket;
      if (ok && typeof text === 'string' && !others.has(socket) && socket.readyState === 1) onSent(socket, text);
    }),
    afterConstruction(guarded, window, 'WebSocket', (made) => {
      const socket = made as WebSocket;
      wire.used('WebSocket');
      sockets.add(socket);
      // One of a known server is Bayeux before it opens, so that one that never does is seen too.
      if (wire.isEndpoint(socket.url)) follow(socket);
    }),
  ]);
  for (const reference of unfollowed.splice(0)) {
    const socket = reference.deref();
    if (socket && socket.readyState < 2) follow(socket);
  }

  return () => {
    undo();
    const followed = sockets.removeAll().filter((socket) => connections.has(socket));
    unfollowed = followed.map((socket) => new WeakRef(socket));
  };
}
