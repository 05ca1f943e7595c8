import { createRecent, createRecentlyUsed, type Recent } from '../bounded-map.ts';
import { getOrMake } from '../ledger/pending-links.ts';
import type { LiveEvent } from '../protocol/events.ts';
import type { Trace } from '../trace/trace.ts';
import { CHUNK_MASK, type TraceChunk } from '../trace/trace-chunk.ts';
import { pathOf } from '../url-path.ts';
import { createCollectionState, type LiveCollectionState } from './collection-state.ts';
import { applyTo } from './counts.ts';
import { type CountsAt, countsAt } from './counts-history.ts';
import { type CollectionModel, materialise } from './model-reader.ts';

/** The live collections of all documents. One more event costs the same however many there were. */
export interface Collections {
  /** Changes with every event that matters here. */
  readonly version: number;
  add(i: number, event: LiveEvent): void;
  all(load?: string): LiveCollectionState[];
  of(load: string, source: string): LiveCollectionState | undefined;
  /** The channel that a collection listens to, or '' while unknown. */
  channelOf(load: string, source: string): string;
  /** The collection's channel that a URL is, or is under; '' for none. */
  channelOfUrl(load: string, url: string): string;
  /**
   * The models as of event `cursor`, in the order in which they came in. An attribute that the trace has forgotten is
   * not made up: `attributes` is undefined then.
   */
  modelsAt(load: string, source: string, cursor: number): CollectionModel[];
  /** What is counted of it as of event `cursor`; nothing before its first event. */
  countsAt(load: string, source: string, cursor: number): CountsAt | undefined;
  /** cid → the event that told its attributes last, as of event `cursor`. */
  toldAt(load: string, source: string, cursor: number): Map<string, number>;
  /** How many models it had then. */
  sizeAt(load: string, source: string, cursor: number): number;
  /**
   * The events of the trace, from event `from` on, about one document: messages, requests, responses, decisions,
   * changes.
   */
  historyOf(load: string, source: string, id: string, from?: number): number[];
  clear(): void;
}

/** Bounds against pages that make up names. */
const LOADS = 64;
const SOURCES = 1_000;
/** Events between two looks at what the trace forgot. */
const TRIM_EVERY = 16_384;

type Event = LiveEvent & { layer: 'collection' };

export function createCollections(trace: Trace): Collections {
  let loads = createRecentlyUsed<string, Recent<string, LiveCollectionState>>(LOADS);
  let version = 0;

  const of = (load: string, source: string) => loads.get(load)?.get(source);
  const toldAt = (load: string, source: string, cursor: number) =>
    of(load, source)?.history.at(cursor) ?? new Map<string, number>();

  function apply(i: number, event: Event, state: LiveCollectionState): void {
    applyTo(state, event);
    if (event.kind === 'added') {
      state.history.restart(i, Array.isArray(event.models) ? event.models.map(cidOf) : []);
    } else if (event.kind === 'change') state.history.change(i, event.op, event.cid);
    state.past.keep(i, state);
  }

  function forget({ history, past }: LiveCollectionState): void {
    history.forget(trace.first);
    past.forget(trace.first);
  }

  return {
    get version() {
      return version;
    },
    add(i, event) {
      if (i % TRIM_EVERY === 0)
        for (const [, sources] of loads.entries()) for (const [, state] of sources.entries()) forget(state);
      if (event.layer !== 'collection') return;
      const sources = getOrMake(loads, event.load, () => createRecent<string, LiveCollectionState>(SOURCES));
      const state = getOrMake(sources, event.source, () =>
        createCollectionState(event.load, event.source, i, event.at),
      );
      version += 1;
      state.last = i;
      state.lastAt = event.at;
      apply(i, event, state);
    },
    all(load) {
      const found: LiveCollectionState[] = [];
      for (const [name, sources] of loads.entries())
        if (load === undefined || name === load) for (const [, state] of sources.entries()) found.push(state);
      return found;
    },
    of,
    channelOf: (load, source) => of(load, source)?.channel ?? '',
    channelOfUrl(load, url) {
      const path = pathOf(url);
      const parent = path.slice(0, path.lastIndexOf('/'));
      let under = '';
      for (const [, { channel }] of loads.get(load)?.entries() ?? []) {
        if (channel === path) return path;
        if (channel === parent) under = parent;
      }
      return under;
    },
    modelsAt: (load, source, cursor) => materialise(trace, toldAt(load, source, cursor)),
    countsAt(load, source, cursor) {
      const state = of(load, source);
      return state && cursor >= state.first ? countsAt(trace, state, cursor) : undefined;
    },
    toldAt,
    sizeAt: (load, source, cursor) => toldAt(load, source, cursor).size,
    historyOf(load, source, id, from = 0) {
      const channel = of(load, source)?.channel;
      const found: number[] = [];
      for (const i of eventsOfModel(trace, id, Math.max(from, trace.first))) {
        if (trace.load(i) !== load) continue;
        if (trace.layer(i) === 'collection') {
          const event = trace.event(i);
          if ('source' in event && event.source === source) found.push(i);
        } else if (trace.channel(i) === channel) found.push(i);
      }
      return found;
    },
    clear() {
      loads = createRecentlyUsed(LOADS);
      version += 1;
    },
  };
}

/** The events with this model id. Texts are compared once a chunk, then their codes: a million events take milliseconds. */
function* eventsOfModel(trace: Trace, id: string, from: number): Generator<number> {
  let chunk: TraceChunk | undefined;
  let code = 0;
  for (let i = from; i < trace.end; i += 1) {
    if ((i & CHUNK_MASK) === 0 || !chunk) {
      chunk = trace.chunk(i);
      code = 0;
    }
    const own = chunk?.modelId[i & CHUNK_MASK] ?? 0;
    if (own === 0 || (code !== 0 && own !== code)) continue;
    if (code === 0 && chunk?.text(own) !== id) continue;
    code = own;
    yield i;
  }
}

function cidOf(model: unknown): string {
  if (typeof model !== 'object' || model === null) return '';
  const { cid } = model as { cid?: unknown };
  return typeof cid === 'string' ? cid : '';
}
