import { at, dataOf, isObject, textOf } from '../values.ts';

/**
 * What is read of a Faye client beyond its public interface: version 1.4's fields, and 1.0's where they differ. Nothing is
 * ever written, and what is not there, or is something else, is not known.
 */
export interface FayeClient {
  addExtension: unknown;
  removeExtension: unknown;
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
const STATES = [undefined, 'unconnected', 'connecting', 'connected', 'disconnected'];

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
export function endpointOf(client: FayeClient): string {
  const endpoint = at(client, '_dispatcher', 'endpoint');
  return textOf(at(endpoint, 'href') ?? endpoint) ?? '';
}

export interface Connection {
  state: string | undefined;
  clientId: string | undefined;
  transport: string | undefined;
}

export function connectionOf(client: FayeClient): Connection {
  const dispatcher = at(client, '_dispatcher');
  return {
    state: STATES[Number(at(client, '_state'))],
    clientId: sessionOf(client),
    transport: textOf(at(dispatcher, 'connectionType')),
  };
}

/** The session that the server gave it. */
export function sessionOf(client: FayeClient): string | undefined {
  return textOf(at(client, '_dispatcher', 'clientId'));
}

/** A subscription that a client holds: who asked for it and the object on whose behalf, where Faye keeps that. */
export interface Held {
  channel: string;
  subscription: object;
  context: unknown;
}

/** Every subscription that the client delivers to; undefined when it cannot be read. */
export function heldBy(client: FayeClient): Held[] | undefined {
  const table = tableOf(client);
  if (!table) return undefined;
  const channels: [string, unknown][] = table instanceof Map ? [...table] : Object.entries(table);
  return channels.flatMap(([channel, entry]) =>
    subscriptionsIn(entry).map((subscription) => ({ channel, subscription, context: subscription._context })),
  );
}

/** Where the client keeps what it holds: another object when it has let go of all at once. */
export function tableOf(client: FayeClient): object | undefined {
  const table = at(client, '_channels', '_channels');
  return isObject(table) ? table : undefined;
}

/** The channels of such a table. */
export const channelsIn = (table: object): string[] => (table instanceof Map ? [...table.keys()] : Object.keys(table));

/** How many handlers it has for exactly this channel. */
export function handlersIn(table: object, channel: string): number {
  const entry: unknown = table instanceof Map ? table.get(channel) : dataOf(table, channel);
  return subscriptionsIn(entry).length;
}

/** Of one channel, whose listeners are `[event, subscription, …]` each. */
function subscriptionsIn(entry: unknown): Record<string, unknown>[] {
  return listOf(at(entry, '_listeners')).flatMap((listener) => {
    const subscription = at(listener, '1');
    return at(listener, '0') === 'message' && isObject(subscription) ? [subscription] : [];
  });
}

/** Does the client deliver messages of exactly this channel to somebody? */
export function holds(client: FayeClient, channel: string): boolean {
  const table = tableOf(client);
  return table instanceof Map ? table.has(channel) : table !== undefined && Object.hasOwn(table, channel);
}

export function extensionsOf(client: FayeClient): number {
  return listOf(at(client, '_extensions')).length;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
