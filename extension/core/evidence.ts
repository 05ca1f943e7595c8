import { counted } from './explanation/format.ts';
import type { LiveEvent } from './protocol/events.ts';

/** What of a page shows that there is more than was met. */
export interface Evidence {
  /** Bayeux frames went over the wire. */
  bayeux: boolean;
  /** A Faye client was met. */
  client: boolean;
  /** A live collection was met, of whatever kind. */
  collection: boolean;
  /** The addresses of its workers; '' where one is not known. */
  workers: readonly string[];
}

export interface EvidenceKeeper {
  add(event: LiveEvent): void;
  /** Of the documents that pass. */
  of(isLive: (load: string) => boolean): Evidence;
}

/** The line by which a page shows what it keeps in a bundle. Without the extension it makes a list that nobody reads. */
export const INSPECT_LINE = '(globalThis.__LIVECOLLECTION_DEVTOOLS__ ??= []).push({ Faye, Backbone });';

/** Documents, and workers of each, that are remembered. */
const LOADS = 256;
const WORKERS = 100;
/** Addresses that a sentence names. */
const NAMED = 3;

export function createEvidence(): EvidenceKeeper {
  const loads = new Map<string, { bayeux: boolean; client: boolean; collection: boolean; workers: string[] }>();

  function found(load: string) {
    const known = loads.get(load);
    if (known) return known;
    const [oldest] = loads.keys();
    if (loads.size >= LOADS && oldest !== undefined) loads.delete(oldest);
    const made = { bayeux: false, client: false, collection: false, workers: [] };
    loads.set(load, made);
    return made;
  }

  return {
    add({ load, layer, kind, ...event }) {
      if (layer === 'wire') found(load).bayeux = true;
      else if (layer === 'faye') found(load).client = true;
      else if (layer === 'collection') found(load).collection = true;
      else if (kind === 'worker' && 'url' in event && found(load).workers.length < WORKERS)
        found(load).workers.push(event.url);
    },
    of(isLive) {
      const live = [...loads].filter(([load]) => isLive(load)).map(([, evidence]) => evidence);
      const some = (field: 'bayeux' | 'client' | 'collection') => live.some((evidence) => evidence[field]);
      const workers = live.flatMap(({ workers }) => workers);
      return { bayeux: some('bayeux'), client: some('client'), collection: some('collection'), workers };
    },
  };
}

/** Says that workers are out of reach; '' for a page without any. */
export function workersSentence({ workers }: Evidence): string {
  if (workers.length === 0) return '';
  const named = [...new Set(workers.filter(Boolean))].slice(0, NAMED).map((url) => url.slice(0, 200));
  const where = named.length === 0 ? '' : ` (${named.join(', ')}${workers.length > named.length ? ', …' : ''})`;
  return `This page has ${counted(workers.length, 'worker')}${where}: what ${workers.length === 1 ? 'it sends' : 'they send'} is not seen.`;
}

/** Says what Bayeux on the wire shows of clients and collections that were not met; '' where there is nothing to say. */
export function bundleSentence({ bayeux, client, collection }: Evidence): string {
  if (!bayeux || collection) return '';
  const missing = client ? 'no live collection was met' : 'neither a Faye client nor a live collection was met';
  return `Bayeux goes over the wire of this page, and ${missing}: no global leads to them, as in a bundle. This line in the page, where Faye and Backbone are imported, shows them:`;
}
