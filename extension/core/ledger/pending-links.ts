import { isPattern, patternsOf } from '../bayeux/channel-patterns.ts';
import { createRecent, type Recent } from '../bounded-map.ts';
import { createReceipts, type Receipts } from './receipts.ts';

/** What a document's events may still refer to: indexes in the trace by the names that join them. */
export interface LoadLinks {
  source(id: string): SourceLinks;
  /** What was received on a channel, or through a pattern. */
  receipts(channel: string): Receipts;
  /** The newest `/meta/subscribe` of a channel. */
  subscribed(channel: string, index: number): void;
  /** Somebody listens there. */
  listensTo(channel: string): void;
  /** The patterns under which somebody listens and that cover the channel, the narrowest first. */
  patterns(channel: string): readonly string[];
  /** The newest `/meta/subscribe` that brings messages of this channel. */
  subscriptionTo(channel: string): number | undefined;
  /** Messages that went to the server, by `connection id` and by `clientId id`, until the reply. */
  readonly sent: Recent<string, number>;
  /** Collections' requests by client request id. */
  readonly crids: Recent<string, number>;
  /** HTTP requests by their name. */
  readonly exchanges: Recent<string, number>;
  /** HTTP requests without a collection's request yet, and the other way round, by crid or `METHOD path`. */
  readonly looseExchanges: Recent<string, number>;
  readonly looseRequests: Recent<string, number>;
}

export interface SourceLinks {
  /** What came into the collection, by its number. */
  readonly inputs: Recent<number, number>;
  /** Its requests, by token. */
  readonly tokens: Recent<string, number>;
  /** Messages that were held, by the id of their document. */
  readonly held: Recent<string, number>;
  /** Decisions that were inferred of it and may not be the last word, by what `inferredKey` makes of them. */
  readonly inferred: Recent<string, number>;
  /** Its last change: the number of its event, and where it is. */
  lastChange: { seq: number; index: number } | undefined;
}

/** Bounds against pages that never answer, or that make up names. */
const SOURCES = 1_000;
const CHANNELS = 1_000;
const INPUTS = 256;
const REQUESTS = 4_096;
const LOOSE = 64;

const NONE: readonly string[] = [];

export function createLoadLinks(): LoadLinks {
  const sources = createRecent<string, SourceLinks>(SOURCES);
  const receipts = createRecent<string, Receipts>(CHANNELS);
  const subscriptions = createRecent<string, number>(CHANNELS);
  const listened = createRecent<string, true>(CHANNELS);
  /** Channel → what `patterns` answers, until another pattern comes. */
  let covering = createRecent<string, readonly string[]>(CHANNELS);
  let hasPatterns = false;

  function listensTo(channel: string): void {
    if (!isPattern(channel) || listened.get(channel)) return;
    listened.set(channel, true);
    hasPatterns = true;
    covering = createRecent(CHANNELS);
  }

  function patterns(channel: string): readonly string[] {
    if (!hasPatterns) return NONE;
    return getOrMake(covering, channel, () => patternsOf(channel).filter((pattern) => listened.get(pattern)));
  }

  return {
    source: (id) => getOrMake(sources, id, createSourceLinks),
    receipts: (channel) => getOrMake(receipts, channel, createReceipts),
    subscribed(channel, index) {
      subscriptions.set(channel, index);
      listensTo(channel);
    },
    listensTo,
    patterns,
    subscriptionTo(channel) {
      const own = subscriptions.get(channel);
      if (own !== undefined) return own;
      for (const pattern of patterns(channel)) {
        const index = subscriptions.get(pattern);
        if (index !== undefined) return index;
      }
      return undefined;
    },
    sent: createRecent(REQUESTS),
    crids: createRecent(REQUESTS),
    exchanges: createRecent(REQUESTS),
    looseExchanges: createRecent(LOOSE),
    looseRequests: createRecent(LOOSE),
  };
}

function createSourceLinks(): SourceLinks {
  return {
    inputs: createRecent(INPUTS),
    tokens: createRecent(REQUESTS),
    held: createRecent(REQUESTS),
    inferred: createRecent(REQUESTS),
    lastChange: undefined,
  };
}

/** What `map` has under `key`, made when it has nothing. */
export function getOrMake<K, V>(map: Recent<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
