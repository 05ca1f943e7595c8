/**
 * What is read of a Faye client beyond its public interface: version 1.4's fields, and 1.0's where they differ. Nothing is
 * ever written, and what is not there, or is something else, is not known.
 */
export interface FayeClient {
  addExtension: unknown;
  removeExtension: unknown;
  _dispatcher?: unknown;
  _state?: unknown;
  _channels?: unknown;
  _extensions?: unknown;
}

/** The methods that are tapped, each the client's own or its prototype's. */
export const TAPPED = [
  'pipeThroughExtensions',
  'handshake',
  'connect',
  'subscribe',
  'unsubscribe',
  'addExtension',
  'removeExtension',
  'trigger',
] as const;

/** `client.js`: UNCONNECTED 1, CONNECTING 2, CONNECTED 3, DISCONNECTED 4. */
const STATES = new Map<unknown, string>([
  [1, 'unconnected'],
  [2, 'connecting'],
  [3, 'connected'],
  [4, 'disconnected'],
]);

export function isFayeClient(value: unknown): value is FayeClient {
  return isObject(value) && typeof value.addExtension === 'function' && typeof value.removeExtension === 'function';
}

/** The object in the client's chain that has Faye's methods: the prototype that all clients of one Faye share. */
export function prototypeOf(client: object): object {
  const tapped = TAPPED.find((method) => method in client);
  for (let object: object | null = client; tapped && object; object = Object.getPrototypeOf(object))
    if (Object.hasOwn(object, tapped)) return object;
  return client;
}

/** The address that the client was made with; '' when it does not say. */
export function endpointOf({ _dispatcher }: FayeClient): string {
  const endpoint = isObject(_dispatcher) ? _dispatcher.endpoint : undefined;
  const href = isObject(endpoint) ? endpoint.href : endpoint;
  return typeof href === 'string' ? href : '';
}

export interface Connection {
  state: string | undefined;
  clientId: string | undefined;
  transport: string | undefined;
}

export function connectionOf({ _state, _dispatcher }: FayeClient): Connection {
  const { clientId, connectionType } = isObject(_dispatcher) ? _dispatcher : {};
  return {
    state: STATES.get(_state),
    clientId: typeof clientId === 'string' ? clientId : undefined,
    transport: typeof connectionType === 'string' ? connectionType : undefined,
  };
}

/** A subscription that a client holds: who asked for it and the object on whose behalf, where Faye keeps that. */
export interface Held {
  channel: string;
  subscription: object;
  context: unknown;
}

/** Every subscription that the client delivers to; undefined when it cannot be read. */
export function heldBy({ _channels }: FayeClient): Held[] | undefined {
  const table = isObject(_channels) ? _channels._channels : undefined;
  if (!isObject(table)) return undefined;
  const channels: [unknown, unknown][] = table instanceof Map ? [...table] : Object.entries(table);
  return channels.flatMap(([name, channel]) => {
    const listeners = isObject(channel) ? channel._listeners : undefined;
    return typeof name === 'string' && Array.isArray(listeners) ? listeners.flatMap((each) => heldAs(name, each)) : [];
  });
}

/** Of a channel's listeners, `[event, subscription, …]` each. */
function heldAs(channel: string, listener: unknown): Held[] {
  if (!Array.isArray(listener) || listener[0] !== 'message') return [];
  const subscription: unknown = listener[1];
  return isObject(subscription) ? [{ channel, subscription, context: subscription._context }] : [];
}

/** Does the client deliver messages of exactly this channel to somebody? */
export function holds({ _channels }: FayeClient, channel: string): boolean {
  const table = isObject(_channels) ? _channels._channels : undefined;
  if (table instanceof Map) return table.has(channel);
  return isObject(table) && Object.hasOwn(table, channel);
}

export function extensionsOf({ _extensions }: FayeClient): number {
  return Array.isArray(_extensions) ? _extensions.length : 0;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
