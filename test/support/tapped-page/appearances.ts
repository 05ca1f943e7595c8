import { givenUpSocketUrl } from './noticed.ts';

/** What can be seen of functions without calling them. */
export async function appearances(): Promise<unknown> {
  const setter = Object.getOwnPropertyDescriptor(HTMLScriptElement.prototype, 'src')?.set;
  const functions: Record<string, unknown> = {
    WebSocket,
    'WebSocket.prototype.send': WebSocket.prototype.send,
    'XMLHttpRequest.prototype.open': XMLHttpRequest.prototype.open,
    'XMLHttpRequest.prototype.send': XMLHttpRequest.prototype.send,
    'XMLHttpRequest.prototype.setRequestHeader': XMLHttpRequest.prototype.setRequestHeader,
    fetch: window.fetch,
    EventSource,
    'EventSource.prototype.close': EventSource.prototype.close,
    'set src': setter,
    'Function.prototype.toString': Function.prototype.toString,
  };
  const seen = Object.entries(functions).map(([name, value]) => [name, appearance(value)]);
  class Derived extends WebSocket {}
  const derived = new Derived(givenUpSocketUrl());
  const socket = new WebSocket(givenUpSocketUrl());
  derived.close();
  socket.close();
  return {
    ...Object.fromEntries(seen),
    keys: [WebSocket, XMLHttpRequest, EventSource, HTMLScriptElement, Function].map(({ prototype }) =>
      Object.keys(prototype),
    ),
    descriptors: [window, WebSocket.prototype, XMLHttpRequest.prototype, EventSource.prototype].map((object) =>
      Object.entries(Object.getOwnPropertyDescriptors(object))
        .filter(([name]) => /^(?:WebSocket|constructor|send|open|setRequestHeader|fetch|EventSource|close)$/.test(name))
        .map(([name, { writable, enumerable, configurable }]) => [name, writable, enumerable, configurable]),
    ),
    sockets: [
      WebSocket.prototype.constructor === WebSocket,
      EventSource.prototype.constructor === EventSource,
      socket instanceof WebSocket,
      socket.constructor === WebSocket,
      Object.getPrototypeOf(socket) === WebSocket.prototype,
      derived instanceof Derived && derived instanceof WebSocket,
      derived.constructor === Derived,
      Object.getPrototypeOf(Derived) === WebSocket,
      Reflect.ownKeys(socket).length,
      WebSocket.OPEN,
      String(socket),
    ],
  };
}

function appearance(value: unknown): unknown {
  if (typeof value !== 'function') return typeof value;
  return {
    type: typeof value,
    sources: [String(value), `${value}`, Function.prototype.toString.call(value), value.toString()],
    name: value.name,
    length: value.length,
    keys: Reflect.ownKeys(value).map(String),
    prototype: Object.getPrototypeOf(value) === Function.prototype || Object.getPrototypeOf(value)?.name,
    tag: Object.prototype.toString.call(value),
    extensible: Object.isExtensible(value),
    ownToString: Object.hasOwn(value, 'toString'),
  };
}
