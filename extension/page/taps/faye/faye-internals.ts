import { at, dataOf, isObject, textOf } from '../../values.ts';

/**
 * What is read of a Faye client beyond its public interface: version 1.4's fields, and those of 0.8 and 1.0 where they differ. Nothing is
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
  const endpoint = at(client, '_dispatcher', 'endpoint') ?? at(client, '_endpoint') ?? at(client, 'endpoint');
  return textOf(at(endpoint, 'href') ?? endpoint) ?? '';
}

export interface FayeConnection {
  state: string | undefined;
  clientId: string | undefined;
  transport: string | undefined;
}

export function connectionOf(client: FayeClient): FayeConnection {
  return {
    state: STATES[Number(at(client, '_state'))],
    clientId: sessionOf(client),
    transport: textOf(at(client, '_dispatcher', 'connectionType') ?? at(client, '_transport', 'connectionType')),
  };
}

/** The session that the server gave it. */
export function sessionOf(client: FayeClient): string | undefined {
  return textOf(at(client, '_dispatcher', 'clientId') ?? at(client, '_clientId'));
}

/** A subscription that a client holds: who asked for it and the object on whose behalf, where Faye keeps that. */
export interface FayeHeld {
  channel: string;
  /** Before Faye 1.2 it is the handler itself. */
  subscription: unknown;
  context: unknown;
}

/** Every subscription that the client delivers to; undefined when it cannot be read. */
export function heldBy(client: FayeClient): FayeHeld[] | undefined {
  const table = tableOf(client);
  if (!table) return undefined;
  const channels: [string, unknown][] = table instanceof Map ? [...table] : Object.entries(table);
  return channels.flatMap(([channel, entry]) =>
    listenersOf(entry).map(([subscription, context]) => ({
      channel,
      subscription,
      context: isObject(subscription) ? subscription._context : context,
    })),
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
  return listenersOf(entry).length;
}

/** `[subscription]` of each that listens on one channel, or `[handler, context]` before Faye 1.2. */
function listenersOf(entry: unknown): unknown[][] {
  // Of Faye 0.8: `{message: [[handler, context], …]}`; since: `[event, subscription or handler, context]` of each.
  const old = listOf(at(entry, '_subscribers', 'message')).map(listOf);
  const listeners = listOf(at(entry, '_listeners')).map(listOf);
  return [...old, ...listeners.flatMap(([event, ...listener]) => (event === 'message' ? [listener] : []))];
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
