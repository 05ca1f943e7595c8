import { createReceipts, type Receipts } from './receipts.ts';
import { createRecent, type Recent } from './recent.ts';

/** What a document's events may still refer to: indexes in the trace by the names that join them. */
export interface LoadLinks {
  source(id: string): SourceLinks;
  /** What was received on a channel. */
  receipts(channel: string): Receipts;
  /** Messages that a Faye client sent, by `client id`, until the reply. */
  readonly sent: Recent<string, number>;
  /** The newest `/meta/subscribe` of a channel. */
  readonly subscriptions: Recent<string, number>;
  /** Requests by client request id. */
  readonly crids: Recent<string, number>;
}

export interface SourceLinks {
  /** What came into the collection, by its number. */
  readonly inputs: Recent<number, number>;
  /** Its requests, by token. */
  readonly tokens: Recent<string, number>;
  /** Messages that were held, by the id of their document. */
  readonly held: Recent<string, number>;
}

/** Bounds against pages that never answer, or that make up names. */
const SOURCES = 1_000;
const CHANNELS = 1_000;
const INPUTS = 256;
const REQUESTS = 4_096;

export function createLoadLinks(): LoadLinks {
  const sources = createRecent<string, SourceLinks>(SOURCES);
  const receipts = createRecent<string, Receipts>(CHANNELS);
  return {
    source: (id) => getOrMake(sources, id, createSourceLinks),
    receipts: (channel) => getOrMake(receipts, channel, createReceipts),
    sent: createRecent(REQUESTS),
    subscriptions: createRecent(CHANNELS),
    crids: createRecent(REQUESTS),
  };
}

function createSourceLinks(): SourceLinks {
  return { inputs: createRecent(INPUTS), tokens: createRecent(REQUESTS), held: createRecent(REQUESTS) };
}

/** What `map` has under `key`, made when it has nothing. */
export function getOrMake<K, V>(map: Recent<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
