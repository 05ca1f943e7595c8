import { patternsOf } from './bayeux/channel-patterns.ts';
import type { LiveEvent } from './protocol/events.ts';
import { isOver, type Subscription } from './subscriptions/subscription.ts';

/** What of a page shows that there is more than was met. */
export interface PageEvidence {
  /** Bayeux frames went over the wire. */
  bayeux: boolean;
  /** A Faye client was met. */
  client: boolean;
  /** A live collection was met, of whatever kind. */
  collection: boolean;
  /** Bayeux clients that listen and were seen on the wire only, each by its first connection. */
  wireClients: readonly string[];
  /** Channels that somebody listens to, and no collection was met for. */
  unheard: readonly string[];
  /** The addresses of its workers; '' where one is not known. */
  workers: readonly string[];
  /** The addresses of scripts that were loaded as those of workers are, before the probe came. */
  likelyWorkers: readonly string[];
  /** The probe came when the page ran already. */
  late: boolean;
  /** What the page has put its own in the place of, which is not known to lead to the browser's. */
  replaced: readonly Replaced[];
}

/** One of the browser's ways to send, and the name of what stands in its place; '' where it has none. */
export interface Replaced {
  name: string;
  by: string;
}

export interface EvidenceKeeper {
  add(event: LiveEvent): void;
  /** Of the documents that pass; `listened`: what the clients of all documents listen to. */
  of(isLive: (load: string) => boolean, listened: readonly Subscription[]): PageEvidence;
}

/** Documents, and of each workers, clients and channels, that are remembered. */
const LOADS = 256;
const WORKERS = 100;
const CHANNELS = 10_000;

interface Found {
  bayeux: boolean;
  collection: boolean;
  late: boolean;
  clients: Set<string>;
  /** Those of collections, and the patterns that cover them. */
  channels: Set<string>;
  workers: string[];
  likelyWorkers: string[];
  replaced: Map<string, Replaced>;
}

export function createEvidence(): EvidenceKeeper {
  const loads = new Map<string, Found>();

  function found(load: string): Found {
    const known = loads.get(load);
    if (known) return known;
    const [oldest] = loads.keys();
    if (loads.size >= LOADS && oldest !== undefined) loads.delete(oldest);
    const made: Found = {
      bayeux: false,
      collection: false,
      late: false,
      clients: new Set(),
      channels: new Set(),
      workers: [],
      likelyWorkers: [],
      replaced: new Map(),
    };
    loads.set(load, made);
    return made;
  }

  function addPage(event: LiveEvent & { layer: 'page' }): void {
    if (event.kind === 'load') found(event.load).late = event.attach === 'late';
    else if (event.kind === 'worker') {
      const { workers, likelyWorkers } = found(event.load);
      const list = event.likely ? likelyWorkers : workers;
      if (list.length < WORKERS) list.push(event.url);
    } else if (event.kind === 'replaced') {
      const { replaced } = found(event.load);
      if (event.leads) replaced.delete(event.name);
      else if (replaced.size < WORKERS) replaced.set(event.name, { name: event.name, by: event.by });
    }
  }

  return {
    add(event) {
      if (event.layer === 'page') addPage(event);
      else if (event.layer === 'wire') found(event.load).bayeux = true;
      else if (event.layer === 'faye') {
        const { clients } = found(event.load);
        if (clients.size < CHANNELS) clients.add(event.client);
      } else if (event.layer === 'collection') {
        const { channels } = found(event.load);
        found(event.load).collection = true;
        if (event.kind !== 'added' || channels.size >= CHANNELS) return;
        for (const channel of [event.channel, ...patternsOf(event.channel)]) channels.add(channel);
      }
    },
    of(isLive, listened) {
      const live = [...loads].filter(([load]) => isLive(load)).map(([, one]) => one);
      const wireClients = new Set<string>();
      const unheard = new Set<string>();
      for (const subscription of listened) {
        const { load, client, channel } = subscription;
        const here = isLive(load) && !isOver(subscription) ? loads.get(load) : undefined;
        if (!here) continue;
        if (!here.clients.has(client)) wireClients.add(client);
        if (!here.channels.has(channel) && !channel.startsWith('/service/')) unheard.add(channel);
      }
      const workers = live.flatMap((one) => one.workers);
      return {
        bayeux: live.some(({ bayeux }) => bayeux),
        client: live.some(({ clients }) => clients.size > 0),
        collection: live.some(({ collection }) => collection),
        wireClients: [...wireClients],
        unheard: [...unheard],
        workers,
        likelyWorkers: [...new Set(live.flatMap((one) => one.likelyWorkers))].filter((url) => !workers.includes(url)),
        late: live.some(({ late }) => late),
        replaced: live.flatMap(({ replaced }) => [...replaced.values()]),
      };
    },
  };
}
