import { createModelHistory, type ModelHistory } from './model-history.ts';

/** A live collection, as its reports tell of it. */
export interface LiveCollectionState {
  readonly load: string;
  readonly source: string;
  name: string;
  url: string;
  channel: string;
  /** Not ours: its decisions are inferred. */
  foreign: boolean;
  listening: boolean;
  /** ms since the epoch; `removedAt` undefined while it is there. */
  addedAt: number;
  removedAt: number | undefined;
  /** Models in it, as far as known. */
  size: number;
  /** Own requests without an answer: how many, and the tokens of those that were seen to leave. */
  inFlight: number;
  readonly tokens: Set<string>;
  /** Ids of the events that wait for an own create. `heldBefore`: those that already waited when the capture began. */
  readonly held: Set<string>;
  heldBefore: number;
  /** Ids of documents known to be deleted; the last 2,000. */
  readonly tombstones: Set<string>;
  /** The highest seq heard. */
  lastSeq: number | undefined;
  /** The numbers missing since the last gap, until a resync. */
  gap: readonly number[] | undefined;
  messages: number;
  decisions: number;
  errors: number;
  lastError: string | undefined;
  /** Its first and last event, and the last one's time. */
  readonly first: number;
  last: number;
  lastAt: number;
  readonly history: ModelHistory;
}

export function createCollectionState(load: string, source: string, i: number, at: number): LiveCollectionState {
  return {
    load,
    source,
    name: source,
    url: '',
    channel: '',
    foreign: false,
    listening: true,
    addedAt: at,
    removedAt: undefined,
    size: 0,
    inFlight: 0,
    tokens: new Set(),
    held: new Set(),
    heldBefore: 0,
    tombstones: new Set(),
    lastSeq: undefined,
    gap: undefined,
    messages: 0,
    decisions: 0,
    errors: 0,
    lastError: undefined,
    first: i,
    last: i,
    lastAt: at,
    history: createModelHistory(),
  };
}
