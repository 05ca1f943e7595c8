import { readEnvelope } from './bayeux.ts';
import { createCollectionState, type LiveCollectionState } from './collection-state.ts';
import type { LiveEvent, LiveEventOf } from './events.ts';
import { endsHold } from './join-collection.ts';
import { getOrMake } from './load-links.ts';
import { type CollectionModel, materialise } from './materialise.ts';
import { createRecent, createRecentlyUsed, type Recent } from './recent.ts';
import { readSavedState } from './saved-state.ts';
import type { Trace } from './trace.ts';
import { CHUNK_MASK, type TraceChunk } from './trace-chunk.ts';
import { pathOf } from './url-path.ts';

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
  /** How many models it had then. */
  sizeAt(load: string, source: string, cursor: number): number;
  /** The events of the trace that tell of one document: messages, requests, responses, decisions, changes. */
  historyOf(load: string, source: string, id: string): number[];
  clear(): void;
}

/** Bounds against pages that make up names. */
const LOADS = 64;
const SOURCES = 1_000;
const TOMBSTONES = 2_000;
const OPEN = 4_096;
/** Events between two looks at what the trace forgot. */
const TRIM_EVERY = 16_384;

type Event = LiveEvent & { layer: 'collection' };

export function createCollections(trace: Trace): Collections {
  let loads = createRecentlyUsed<string, Recent<string, LiveCollectionState>>(LOADS);
  let version = 0;

  const of = (load: string, source: string) => loads.get(load)?.get(source);

  function addAdded(i: number, event: LiveEventOf<'collection', 'added'>, state: LiveCollectionState): void {
    Object.assign(state, {
      name: event.name,
      url: event.url,
      channel: event.channel,
      foreign: event.foreign === true,
      listening: event.listening,
      size: event.size,
      inFlight: event.inFlight,
      heldBefore: event.held,
      removedAt: undefined,
    });
    const saved = readSavedState(event.state);
    state.held.clear();
    state.tokens.clear();
    if (saved) {
      state.heldBefore = Math.max(0, event.held - saved.held.length);
      for (const id of saved.held) state.held.add(id);
      for (const token of saved.flights) state.tokens.add(token);
      state.tombstones.clear();
      for (const id of saved.tombstones) keep(state.tombstones, id, TOMBSTONES);
      state.lastSeq = saved.lastSeq ?? state.lastSeq;
      state.gap = saved.missing.length > 0 ? saved.missing : undefined;
    }
    state.history.restart(i, Array.isArray(event.models) ? event.models.map(cidOf) : []);
  }

  function addDecision(event: LiveEventOf<'collection', 'decision'>, state: LiveCollectionState): void {
    state.decisions += 1;
    const { decision, id, facts } = event;
    if (decision === 'gap-detected') state.gap = missingOf(facts);
    else if (decision === 'resynced') {
      state.gap = undefined;
      state.heldBefore = 0;
      note(state, seqOf(facts));
    }
    if (id === undefined) return;
    if (decision === 'held' || decision === 'held-update') keep(state.held, id, OPEN);
    else if (endsHold(facts) || decision === 'removed' || decision === 'tombstoned') state.held.delete(id);
    if (decision === 'removed' || decision === 'tombstoned') keep(state.tombstones, id, TOMBSTONES);
    else if (decision === 'inserted' || decision === 'upserted-unknown') state.tombstones.delete(id);
  }

  function addChange(i: number, event: LiveEventOf<'collection', 'change'>, state: LiveCollectionState): void {
    if (event.op === 'add') state.size += 1;
    else if (event.op === 'remove') state.size = Math.max(0, state.size - 1);
    state.history.change(i, event.op, event.cid);
  }

  function apply(i: number, event: Event, state: LiveCollectionState): void {
    switch (event.kind) {
      case 'added':
        addAdded(i, event, state);
        break;
      case 'removed':
        state.removedAt = event.at;
        break;
      case 'message':
        state.messages += 1;
        if (state.channel === '') state.channel = event.channel;
        note(state, readEnvelope(event.message)?.seq);
        break;
      case 'request':
        if (!state.tokens.has(event.token)) state.inFlight += 1;
        keep(state.tokens, event.token, OPEN);
        break;
      case 'response':
        if (state.tokens.delete(event.token) || state.inFlight > state.tokens.size)
          state.inFlight = Math.max(0, state.inFlight - 1);
        note(state, event.channelSeq);
        break;
      case 'decision':
        addDecision(event, state);
        break;
      case 'change':
        addChange(i, event, state);
        break;
      case 'error':
        state.errors += 1;
        state.lastError = event.message;
    }
  }

  return {
    get version() {
      return version;
    },
    add(i, event) {
      if (i % TRIM_EVERY === 0)
        for (const [, sources] of loads.entries())
          for (const [, state] of sources.entries()) state.history.forget(trace.first);
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
    modelsAt: (load, source, cursor) => materialise(trace, of(load, source)?.history.at(cursor) ?? new Map()),
    sizeAt: (load, source, cursor) => of(load, source)?.history.at(cursor).size ?? 0,
    historyOf(load, source, id) {
      const channel = of(load, source)?.channel;
      const found: number[] = [];
      for (const i of eventsOfModel(trace, id)) {
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
function* eventsOfModel(trace: Trace, id: string): Generator<number> {
  let chunk: TraceChunk | undefined;
  let code = 0;
  for (let i = trace.first; i < trace.end; i += 1) {
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

function note(state: LiveCollectionState, seq: number | undefined): void {
  if (seq !== undefined && (state.lastSeq === undefined || seq > state.lastSeq)) state.lastSeq = seq;
}

/** Adds to a set that forgets its oldest. */
function keep(set: Set<string>, value: string, limit: number): void {
  set.add(value);
  if (set.size <= limit) return;
  for (const oldest of set) {
    set.delete(oldest);
    break;
  }
}

function cidOf(model: unknown): string {
  if (typeof model !== 'object' || model === null) return '';
  const { cid } = model as { cid?: unknown };
  return typeof cid === 'string' ? cid : '';
}

function missingOf(facts: unknown): number[] {
  const missing = typeof facts === 'object' && facts !== null ? (facts as { missing?: unknown }).missing : undefined;
  return Array.isArray(missing) ? missing.filter((seq) => typeof seq === 'number').slice(0, 100) : [];
}

function seqOf(facts: unknown): number | undefined {
  const seq = typeof facts === 'object' && facts !== null ? (facts as { seq?: unknown }).seq : undefined;
  return typeof seq === 'number' ? seq : undefined;
}
