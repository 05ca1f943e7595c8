import type { Undo } from '../../../channel/channel.ts';
import { addressOf } from '../../address.ts';
import { undoAll } from '../../patch/patch.ts';
import { type WatchedProperty, watchProperty } from '../../patch/watched-property.ts';
import { isObject, prototypeIn, textOf } from '../../values.ts';
import type { FayeDelivery } from '../faye/faye.ts';
import { isFayeClient, sessionOf } from '../faye/faye-internals.ts';
import type { Tap } from '../tap.ts';
import { type Triggered, tapChanges } from './backbone-changes.ts';
import { isCollection, isModel, resultOf } from './backbone-objects.ts';
import { tapRequests } from './backbone-requests.ts';
import { type ForeignCollection, followForeign } from './foreign-collection.ts';
import { createHearing, type HandlerDelivery } from './hearing.ts';

/** Collections that are looked at again for each new channel. */
const MAX_REMEMBERED = 1_000;

/** Events of Backbone's that tell that a collection is another than before. */
const CHANGES: ReadonlySet<unknown> = new Set(['add', 'remove', 'change', 'reset']);

/** Clients, by which name they are told apart. */
const names = new WeakMap<object, string>();
let named = 0;

function nameOf(client: object): string {
  const name = names.get(client) ?? `client ${++named}`;
  names.set(client, name);
  return name;
}

export interface BackboneSurroundings {
  /** Against which relative URLs are resolved, now. */
  base(): string;
  /** Does this collection report by itself? */
  reports(collection: object): boolean;
  /** Has deliveries told from now on; asked for when the first foreign live collection is found. */
  onDelivery(delivery: FayeDelivery): void;
  /** Does a client that is known bring the channel's messages of this session? */
  delivers?(channel: string, session: string): boolean;
  /** A change of a collection is about to be reported: of a document of this id, where one is known. */
  beforeChange?(id: unknown): void;
}

export interface BackboneTap {
  /**
   * The application listens on a channel; `context` is what its handler is called on, `by` the client, or its session, if
   * these are known.
   */
  channel(channel: string, context: unknown, by?: object | string): void;
  /**
   * The page has this collection, and others of its Backbone with it.
   * @param isLive it is said to be a live one: it is followed though nobody was seen to subscribe to its URL
   */
  collection(collection: object, isLive: boolean): void;
  /** Was any collection found yet? */
  hasAny(): boolean;
  /** Has the channel collections? */
  has(channel: string): boolean;
  /**
   * Tells the collections of a channel of a message that came by a client that is not known, in this session, or ''.
   * @returns what ends it
   */
  deliver(channel: string, data: unknown, session: string): Undo;
  /** Finds collections of this copy of Backbone, the object that has `Collection`. */
  meet(Backbone: object): void;
  /** Reports every foreign live collection as it is now. */
  describe(): void;
  undo: Undo;
}

/**
 * Finds the live collections that do not report by themselves: collections of the global Backbone, however late that comes,
 * whose URL is a channel that a Faye client of the page subscribes to, or that are what a handler is called on; and those
 * of a Backbone that is no global, once one of its collections is met.
 *
 * They are found by their events, because every change of a model or its collection passes `trigger`, and when the
 * application subscribes: also by an event that came before. An event costs two look-ups. What is done silently is not seen.
 */
export function tapBackbone(tap: Tap, window: object, surroundings: BackboneSurroundings): BackboneTap {
  const { guarded } = tap;
  const { base, reports, onDelivery, delivers, beforeChange } = surroundings;
  const channels = new Set<string>();
  /** A foreign one, or the number of channels that it was none of. */
  const known = new WeakMap<object, ForeignCollection | number>();
  const byChannel = new Map<string, ForeignCollection[]>();
  const backbones = new Set<object>();
  const properties: WatchedProperty[] = [];
  const requests = tapRequests(tap, concerned);
  const changes = tapChanges(tap, listenerOf);
  const undoes: Undo[] = [requests.undo, changes.undo];
  /** Collections that had an event, to be looked at again when the application subscribes; by the path of their URL. */
  const listed = new WeakSet<object>();
  let unsorted: WeakRef<object>[] = [];
  const byPath = new Map<string, WeakRef<object>[]>();
  let remembered = 0;
  const hearing = createHearing(saidToHear, (channel, by) => by !== '' && delivers?.(channel, by) === true);
  /** What ends the deliveries under way. */
  const ends: Undo[] = [];
  let active = true;

  /** What this collection is, looked at once for every set of channels. */
  function examine(collection: object): ForeignCollection | undefined {
    const before = known.get(collection);
    if (typeof before === 'object') {
      if (!reports(collection)) return before;
      forget(before);
    }
    if (before === channels.size) return undefined;
    known.set(collection, channels.size);
    // A LiveCollection that does not listen now says so.
    if (!isCollection(collection) || Reflect.get(collection, 'listening') === false) return undefined;
    const channel = channelAt(collection);
    return channel !== undefined && channels.has(channel) ? adopt(collection, channel) : undefined;
  }

  function remember(collection: object): void {
    if (listed.has(collection) || remembered >= MAX_REMEMBERED) return;
    remembered += 1;
    listed.add(collection);
    unsorted.push(new WeakRef(collection));
  }

  /** Those whose URL is this channel need no further event to be found. */
  function examineAll(channel: string): void {
    for (const held of unsorted) {
      const path = channelAt(held.deref() ?? {});
      if (path !== undefined) byPath.set(path, [...(byPath.get(path) ?? []), held]);
    }
    unsorted = [];
    for (const held of byPath.get(channel) ?? []) {
      const collection = held.deref();
      if (collection) examine(collection);
    }
  }

  function adopt(collection: object, channel: string): ForeignCollection | undefined {
    if (!isCollection(collection) || typeof known.get(collection) === 'object' || reports(collection)) return undefined;
    channels.add(channel);
    changes.follow(collection);
    const foreign = followForeign(collection, channel, tap, changes.isFollowed);
    known.set(collection, foreign);
    if (byChannel.size === 0) onDelivery({ before: deliver, after });
    byChannel.set(channel, [...(byChannel.get(channel) ?? []), foreign]);
    requests.follow(collection);
    requests.follow(prototypeIn(collection, 'model'));
    for (const each of collection.models) if (isObject(each)) requests.follow(each);
    foreign.describe();
    return foreign;
  }

  function channelAt(collection: object): string | undefined {
    try {
      const url = textOf(resultOf(collection, 'url'));
      return url === undefined ? undefined : addressOf(url, base())?.pathname.replace(/\/+$/, '');
    } catch {
      return undefined; // the page's own `url` may throw
    }
  }

  function concerned(target: unknown): readonly ForeignCollection[] {
    if (!isObject(target)) return [];
    const own = known.get(target);
    if (typeof own === 'object') return [own];
    if (!isModel(target)) return [];
    const found = new Set<ForeignCollection>();
    const by = isObject(target.collection) ? known.get(target.collection) : undefined;
    if (typeof by === 'object') found.add(by);
    for (const each of [...byChannel.values()].flat()) if (each.target()?._byId[target.cid] === target) found.add(each);
    return [...found];
  }

  function deliver(channel: string, data: unknown, client: object): void {
    ends.push(tellOf({ channel, data, by: nameOf(client), isExact: true }));
  }

  function tellOf(delivery: HandlerDelivery): Undo {
    const listening = (byChannel.get(delivery.channel) ?? []).filter(isForeign);
    listening.forEach(followAnew);
    return hearing.begin(delivery, listening);
  }

  function isForeign(foreign: ForeignCollection): boolean {
    const collection = foreign.target();
    if (collection && !reports(collection)) return true;
    forget(foreign);
    return false;
  }

  /** One that names its Faye client hears that one's messages only. */
  function saidToHear(foreign: ForeignCollection, by: string): boolean | undefined {
    const own: unknown = Reflect.get(foreign.target() ?? {}, 'client');
    if (!isFayeClient(own)) return undefined;
    return by === nameOf(own) || by === sessionOf(own);
  }

  /** The page gave it another `trigger` since: what it did meanwhile was not seen. */
  function followAnew(foreign: ForeignCollection): void {
    const collection = foreign.target();
    if (collection && !changes.isFollowed(collection) && changes.follow(collection)) foreign.describe();
  }

  function after(): void {
    ends.pop()?.();
  }

  function forget(foreign: ForeignCollection): void {
    const rest = (byChannel.get(foreign.channel) ?? []).filter((each) => each !== foreign);
    byChannel.set(foreign.channel, rest);
  }

  function listenerOf(collection: object): Triggered | undefined {
    remember(collection);
    // Most collections of most pages are not of the channels that there are: that is one comparison, then one look-up.
    if (channels.size === 0 || known.get(collection) === channels.size) return undefined;
    // What the page is handling comes before the collection, if that is found by it.
    if (typeof known.get(collection) !== 'object') beforeChange?.(undefined);
    const foreign = examine(collection);
    return (
      foreign &&
      ((args) => {
        const [event, subject] = args;
        if (event === 'add' && isObject(subject)) requests.follow(subject);
        const id = isModel(subject) ? subject.id : undefined;
        beforeChange?.(id);
        if (CHANGES.has(event)) hearing.changes(foreign, id);
        foreign.triggered(args);
      })
    );
  }

  /** Its classes' prototypes are not all complete when they are first seen. */
  function followBackbones(): void {
    for (const Backbone of backbones) guarded('backbone', () => changes.follow(prototypeIn(Backbone, 'Collection')));
  }

  function watched(object: object, name: string, found: (value: unknown) => void, once = false): void {
    const property = watchProperty(object, name, (value) => guarded('backbone', () => active && found(value)), once);
    properties.push(property);
    undoes.push(property.undo);
  }

  function meet(Backbone: object): void {
    if (backbones.has(Backbone)) return;
    backbones.add(Backbone);
    watched(Backbone, 'Collection', followBackbones, true);
  }

  watched(window, 'Backbone', (Backbone) => isObject(Backbone) && meet(Backbone));

  return {
    meet,
    channel(channel, context, by) {
      const name = typeof by === 'object' ? nameOf(by) : by;
      if (name !== undefined) hearing.delivers(channel, name);
      channels.add(channel);
      for (const { look } of properties) guarded('backbone', look);
      followBackbones();
      if (isObject(context))
        guarded('backbone', () => {
          const foreign = adopt(context, channel) ?? known.get(context);
          if (typeof foreign === 'object' && name !== undefined) hearing.hears(foreign, name);
        });
      guarded('backbone', () => examineAll(channel));
    },
    collection(collection, isLive) {
      guarded('backbone', () => {
        changes.follow(collection);
        const channel = isLive && Reflect.get(collection, 'listening') !== false ? channelAt(collection) : undefined;
        if (channel === undefined) examine(collection);
        else adopt(collection, channel);
      });
    },
    hasAny: () => byChannel.size > 0,
    has: (channel) => (byChannel.get(channel)?.length ?? 0) > 0,
    deliver: (channel, data, by) => tellOf({ channel, data, by, isExact: false }),
    describe() {
      for (const foreign of [...byChannel.values()].flat()) guarded('backbone', foreign.describe);
    },
    undo() {
      active = false;
      undoAll(guarded, undoes)();
    },
  };
}
