import { readEnvelope } from '../bayeux/bayeux.ts';
import { readFacts } from '../explanation/facts.ts';
import { endsHold } from '../ledger/join-collection.ts';
import type { LiveEvent, LiveEventOf } from '../protocol/events.ts';
import { readSavedState } from './saved-state.ts';

/** What a collection's reports say about it, counted up to one of them. */
export interface Counts {
  name: string;
  url: string;
  channel: string;
  /** Not ours: its decisions are inferred. */
  foreign: boolean;
  /** Its changes can be seen. Else nothing is known of what it does. */
  changesSeen: boolean;
  listening: boolean;
  /** ms since the epoch; undefined while it is there. */
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
}

/** Bounds against pages that make up names. */
const TOMBSTONES = 2_000;
const OPEN = 4_096;

export function createCounts(source: string): Counts {
  return {
    name: source,
    url: '',
    channel: '',
    foreign: false,
    changesSeen: true,
    listening: true,
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
  };
}

/** Counts that go their own way from here on. */
export function copyOf(counts: Counts): Counts {
  const { name, url, channel, foreign, changesSeen, listening, removedAt, size, inFlight, tokens, held, heldBefore } =
    counts;
  const { tombstones, lastSeq, gap, messages, decisions, errors, lastError } = counts;
  return {
    ...{ name, url, channel, foreign, changesSeen, listening, removedAt, size, inFlight, heldBefore },
    ...{ lastSeq, gap, messages, decisions, errors, lastError },
    tokens: new Set(tokens),
    held: new Set(held),
    tombstones: new Set(tombstones),
  };
}

/** Takes one more report of the collection into account. */
export function applyTo(counts: Counts, event: LiveEvent & { layer: 'collection' }): void {
  switch (event.kind) {
    case 'added':
      applyAdded(counts, event);
      break;
    case 'removed':
      counts.removedAt = event.at;
      break;
    case 'message':
      counts.messages += 1;
      if (counts.channel === '') counts.channel = event.channel;
      note(counts, readEnvelope(event.message)?.seq);
      break;
    case 'request':
      if (!counts.tokens.has(event.token)) counts.inFlight += 1;
      keep(counts.tokens, event.token, OPEN);
      break;
    case 'response':
      if (counts.tokens.delete(event.token) || counts.inFlight > counts.tokens.size)
        counts.inFlight = Math.max(0, counts.inFlight - 1);
      note(counts, event.channelSeq);
      break;
    case 'decision':
      applyDecision(counts, event);
      break;
    case 'change':
      if (event.op === 'add') counts.size += 1;
      else if (event.op === 'remove') counts.size = Math.max(0, counts.size - 1);
      break;
    case 'error':
      counts.errors += 1;
      counts.lastError = event.message;
  }
}

function applyAdded(counts: Counts, event: LiveEventOf<'collection', 'added'>): void {
  Object.assign(counts, {
    name: event.name,
    url: event.url,
    channel: event.channel,
    foreign: event.foreign === true,
    changesSeen: event.changesSeen !== false,
    listening: event.listening,
    size: event.size,
    inFlight: event.inFlight,
    heldBefore: event.held,
    removedAt: undefined,
  });
  const saved = readSavedState(event.state);
  counts.held.clear();
  counts.tokens.clear();
  if (!saved) return;
  counts.heldBefore = Math.max(0, event.held - saved.held.length);
  for (const id of saved.held) counts.held.add(id);
  for (const token of saved.flights) counts.tokens.add(token);
  counts.tombstones.clear();
  for (const id of saved.tombstones) keep(counts.tombstones, id, TOMBSTONES);
  counts.lastSeq = saved.lastSeq ?? counts.lastSeq;
  counts.gap = saved.missing.length > 0 ? saved.missing : undefined;
}

function applyDecision(counts: Counts, event: LiveEventOf<'collection', 'decision'>): void {
  counts.decisions += 1;
  const { decision, id, facts } = event;
  if (decision === 'gap-detected') counts.gap = missingOf(facts);
  else if (decision === 'resynced') {
    counts.gap = undefined;
    counts.heldBefore = 0;
    note(counts, seqOf(facts));
  }
  if (id === undefined) return;
  // What is inferred to have been held is held no longer: it shows only by its end.
  if ((decision === 'held' || decision === 'held-update') && event.inferred !== true) keep(counts.held, id, OPEN);
  else if (endsHold(facts) || decision === 'removed' || decision === 'tombstoned') counts.held.delete(id);
  if (decision === 'removed' || decision === 'tombstoned') keep(counts.tombstones, id, TOMBSTONES);
  else if (decision === 'inserted' || decision === 'upserted-unknown') counts.tombstones.delete(id);
}

function note(counts: Counts, seq: number | undefined): void {
  if (seq !== undefined && (counts.lastSeq === undefined || seq > counts.lastSeq)) counts.lastSeq = seq;
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

function missingOf(facts: unknown): number[] {
  const { missing } = readFacts(facts);
  return Array.isArray(missing) ? missing.filter((seq) => typeof seq === 'number').slice(0, 100) : [];
}

function seqOf(facts: unknown): number | undefined {
  const { seq } = readFacts(facts);
  return typeof seq === 'number' ? seq : undefined;
}
