import type { Undo } from '../../channel/channel.ts';
import { afterConstruction, aroundCalls, undoAll } from '../patch.ts';
import { bytesOfText, isBayeux, isHeartbeat } from './bayeux-text.ts';
import type { Wire } from './wire.ts';

const { apply } = Reflect;
const transport = 'websocket';
const events = ['message', 'open', 'close', 'error'];

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
  const { report, guarded } = wire.tap;
  const prototype: unknown = Reflect.get(window, 'WebSocket')?.prototype;
  if (typeof prototype !== 'object' || prototype === null) return () => {};
  /** What is listened to, with its undo: Bayeux sockets, and young ones that are silent yet. */
  const listening = new Map<WebSocket, Undo>();
  const others = new WeakSet<WebSocket>();

  /** In Chromium the first listener to come is the first to be called: so a socket is listened to before it has spoken. */
  function listen(socket: WebSocket): void {
    listening.set(socket, wire.listen(socket, events, tell));
  }

  function leave(socket: WebSocket): void {
    listening.get(socket)?.();
    listening.delete(socket);
  }

  function leaveForGood(socket: WebSocket): void {
    others.add(socket);
    leave(socket);
  }

  /** It speaks Bayeux. */
  function follow(socket: WebSocket): void {
    const connection = names.get(socket) ?? wire.name(transport);
    names.set(socket, connection);
    wire.addEndpoint(socket.url);
    const isYoung = listening.has(socket);
    if (!isYoung) listen(socket);
    if (socket.readyState !== 0) opened(socket, connection, isYoung ? undefined : { earlier: true });
  }

  function opened({ url }: WebSocket, connection: string, earlier?: { earlier: true }): void {
    report({ layer: 'wire', kind: 'opened', connection, transport, url, ...earlier });
  }

  /** Called for every message: no closure, no copy. */
  function tell(event: Event): void {
    try {
      const socket = event.currentTarget as WebSocket;
      const connection = names.get(socket);
      const { type } = event;
      if (connection === undefined) {
        // A Bayeux server never speaks first.
        if (type === 'message' || type === 'close') leaveForGood(socket);
      } else if (type === 'message') {
        const text: unknown = (event as MessageEvent).data;
        if (typeof text !== 'string' || wire.isTold(event)) return;
        wire.telling(event);
        report({ layer: 'wire', kind: 'received', connection, transport, text, bytes: bytesOfText(text) });
      } else if (type === 'open') opened(socket, connection);
      else if (type === 'error') report({ layer: 'wire', kind: 'failed', connection, transport, reason: 'error' });
      else if (listening.has(socket)) {
        const { code, reason, wasClean: clean } = event as CloseEvent;
        leave(socket);
        report({ layer: 'wire', kind: 'closed', connection, transport, code, reason, clean });
      }
    } catch (error) {
      // The page may have replaced what an event is read by.
      guarded(transport, () => {
        throw error;
      });
    }
  }

  function onSent(socket: WebSocket, text: string): void {
    if (!names.has(socket) || !listening.has(socket)) {
      if (isHeartbeat(text)) return;
      if (!isBayeux(text)) {
        leaveForGood(socket);
        return;
      }
      follow(socket);
    }
    wire.sent(names.get(socket) ?? '', transport, text);
  }

  const undo = undoAll([
    aroundCalls(prototype, 'send', (send, socket, args) => {
      const result = apply(send, socket, args);
      const [text] = args;
      // It did not throw, so it is a socket; one that is closing takes what is sent and throws it away.
      const on = socket as WebSocket;
      if (typeof text === 'string' && !others.has(on) && on.readyState === 1)
        guarded(transport, () => onSent(on, text));
      return result;
    }),
    afterConstruction(window, 'WebSocket', (made) =>
      guarded(transport, () => {
        const socket = made as WebSocket;
        listen(socket);
        // One of a known server is Bayeux before it opens, so that one that never does is seen too.
        if (wire.isEndpoint(socket.url)) follow(socket);
      }),
    ),
  ]);
  for (const reference of unfollowed.splice(0)) {
    const socket = reference.deref();
    if (socket && socket.readyState < 2) follow(socket);
  }

  return () => {
    undo();
    const sockets = [...listening.keys()];
    unfollowed = sockets.filter((socket) => names.has(socket)).map((socket) => new WeakRef(socket));
    sockets.forEach(leave);
  };
}
