import type { Undo } from '../../../channel/channel.ts';
import { at } from '../../values.ts';
import { keyOf } from './backbone-objects.ts';
import type { ForeignCollection } from './foreign-collection.ts';

/** A message on its way to the handlers of a channel. */
export interface HandlerDelivery {
  channel: string;
  data: unknown;
  /** The client's name, or its session where only that is known; '' where nothing is. */
  by: string;
  /** Exactly its handlers run until it ends; else also others, as of a frame of which nobody sees when it is handled. */
  isExact: boolean;
}

/** By which client a collection is said to hear: yes, no, or nobody said so. */
export type Said = (foreign: ForeignCollection, by: string) => boolean | undefined;

export interface Hearing {
  /** This client has handlers on the channel. */
  delivers(channel: string, by: string): void;
  /** The collection is what this client calls a handler on. */
  hears(foreign: ForeignCollection, by: string): void;
  /** Tells the collections of a message. @returns what ends it for them */
  begin(delivery: HandlerDelivery, foreigns: readonly ForeignCollection[]): Undo;
  /** The collection changes, and with it the document of this id. */
  changes(foreign: ForeignCollection, id: unknown): void;
}

/** Clients of one channel that are told apart. */
const MAX_CLIENTS = 16;

/**
 * Keeps clients apart that have the same channel: each brings the same message, and a collection hears one of them. Where
 * there is one client, it is that one. Where there are several, a collection gets a client's message only after it was
 * seen to act on one, or by acting on it: that the others' messages did nothing to it is not known.
 *
 * @param isOther says of a session that it is one of a client that has a name, and brings its messages itself
 */
export function createHearing(said: Said, isOther: (channel: string, by: string) => boolean): Hearing {
  const clients = new Map<string, Set<string>>();
  const heard = new WeakMap<ForeignCollection, Set<string>>();
  /** The innermost last. */
  const underway: { delivery: HandlerDelivery; told: ForeignCollection[]; doubtful: Set<ForeignCollection> }[] = [];

  function delivers(channel: string, by: string): void {
    const known = clients.get(channel) ?? new Set();
    clients.set(channel, known);
    if (known.size < MAX_CLIENTS) known.add(by);
  }

  function hears(foreign: ForeignCollection, by: string): void {
    const known = heard.get(foreign) ?? new Set();
    heard.set(foreign, known.add(by));
  }

  function isAlone(channel: string, by: string): boolean {
    const known = clients.get(channel) ?? new Set();
    for (const other of known) if (isOther(channel, other)) known.delete(other);
    return known.size === 0 || (known.size === 1 && known.has(by));
  }

  return {
    delivers,
    hears,
    begin(delivery, foreigns) {
      const { channel, data, by } = delivery;
      delivers(channel, by);
      const isOnly = isAlone(channel, by);
      const told: ForeignCollection[] = [];
      const doubtful = new Set<ForeignCollection>();
      for (const foreign of foreigns) {
        const does = said(foreign, by) ?? (isOnly || heard.get(foreign)?.has(by) || undefined);
        if (does) told.push(foreign);
        else if (does === undefined) doubtful.add(foreign);
      }
      for (const foreign of told) foreign.message(data);
      const entry = { delivery, told, doubtful };
      underway.push(entry);
      return () => {
        underway.splice(underway.lastIndexOf(entry), 1);
        for (const foreign of told) foreign.leave();
      };
    },
    changes(foreign, id) {
      for (const { delivery, told, doubtful } of underway.toReversed()) {
        if (told.includes(foreign)) return;
        if (!doubtful.has(foreign) || !(delivery.isExact || isAbout(delivery.data, keyOf(id)))) continue;
        doubtful.delete(foreign);
        hears(foreign, delivery.by);
        foreign.message(delivery.data);
        told.push(foreign);
        return;
      }
    },
  };
}

/** Does a message name this document, as its own or in its body? */
export function isAbout(data: unknown, key: string | undefined): boolean {
  const body = at(data, 'body') ?? at(data, 'model');
  return (
    key !== undefined &&
    [at(data, 'id'), at(data, '_id'), at(body, 'id'), at(body, '_id')].some((id) => keyOf(id) === key)
  );
}
