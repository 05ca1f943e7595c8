import type { BayeuxMessage } from '../bayeux/bayeux.ts';
import type { Collections } from '../collections/collections.ts';
import { type CheckedFacts, readFacts } from '../explanation/facts.ts';
import { wordsOf } from '../explanation/format.ts';
import { type Judgement, judge } from '../explanation/judgement.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { LiveEvent, LiveEventOf } from '../protocol/events.ts';
import type { BayeuxClient } from '../subscriptions/bayeux-clients.ts';
import type { Connections } from '../subscriptions/connections.ts';
import type { Subscriptions } from '../subscriptions/subscriptions.ts';
import type { Trace } from '../trace/trace.ts';
import { clientOf } from './client-of.ts';
import { evidenceOf } from './evidence.ts';
import type { Evidence, FindingObject } from './finding.ts';
import type { OwnRequests } from './own-requests.ts';
import type { Presence } from './presence.ts';
import type { Report } from './report.ts';
import type { Thresholds } from './thresholds.ts';

/** What a diagnosis may look at. It reads, and says what it found to `report`. */
export interface DiagnosisContext {
  readonly trace: Trace;
  readonly ledger: Ledger;
  readonly collections: Pick<Collections, 'of' | 'all'>;
  readonly subscriptions: Pick<Subscriptions, 'clientOf'>;
  readonly connections: Pick<Connections, 'of'>;
  readonly presence: Presence;
  readonly requests: OwnRequests;
  readonly report: Report;
  readonly thresholds: Thresholds;
  /**
   * Calls `look` when this time has passed, in ms since the epoch, by the time of the events or because nothing comes.
   * @returns its undo
   */
  at(time: number, look: (now: number) => void): () => void;
}

/** An event on its way through the diagnoses, with what all of them would read of it. */
export interface Taken {
  /** Its index in the trace. */
  readonly i: number;
  readonly event: LiveEvent;
  /** Of a frame, or of what a Faye client sent or received. */
  readonly message?: BayeuxMessage | undefined;
  /** The client that the message is of. */
  readonly client?: BayeuxClient | undefined;
  /** Of a decision. */
  readonly decided?: Decided | undefined;
}

export interface Decided {
  readonly event: LiveEventOf<'collection', 'decision'>;
  readonly judgement: Judgement;
  readonly facts: CheckedFacts;
  /** The decision that this one disproves. */
  readonly disproves: number | undefined;
}

/** One diagnosis. The cost of one more event does not grow with the trace. */
export interface Diagnosis {
  /** It takes events of these layers only; of all where it does not say. */
  readonly layers?: readonly LiveEvent['layer'][];
  take(taken: Taken): void;
  clear(): void;
}

export type CreateDiagnosis = (context: DiagnosisContext) => Diagnosis;

/** The name of a finding of this kind about this object. */
export function findingId(kind: string, { load, source, client, channel, document }: FindingObject): string {
  return [kind, load, source, client, channel, document].filter((part) => part !== undefined).join(' ');
}

export function readTaken(
  i: number,
  event: LiveEvent,
  message: BayeuxMessage | undefined,
  { ledger, subscriptions }: Pick<DiagnosisContext, 'ledger' | 'subscriptions'>,
): Taken {
  if (message && (event.layer === 'wire' || event.layer === 'faye'))
    return { i, event, message, client: clientOf(event, subscriptions) };
  if (event.layer !== 'collection' || event.kind !== 'decision') return { i, event, message };
  const decided = {
    event,
    judgement: judge(event.decision, event.facts),
    facts: readFacts(event.facts),
    disproves: ledger.withdraws(i),
  };
  return { i, event, decided };
}

/** The collection and the document that an event of a collection is about. */
export function objectOf(
  { load, source }: { load: string; source: string },
  { collections, presence }: Pick<DiagnosisContext, 'collections' | 'presence'>,
  document?: string,
): FindingObject {
  const { name, channel } = collections.of(load, source) ?? {};
  const cids = document === undefined ? [] : presence.cids(load, source, document);
  return {
    load,
    source,
    ...(name && { collection: name }),
    ...(channel && { channel }),
    ...(document !== undefined && { document }),
    ...(cids.length > 0 && { cids }),
  };
}

/**
 * What led to a decision, as evidence: the own requests that it names, with their responses, and the message or response
 * that it is about, which is the culprit.
 */
export function evidenceOfDecision(context: DiagnosisContext, i: number, { event, facts }: Decided): Evidence[] {
  const { trace, ledger, requests } = context;
  const cause = ledger.causeOf(i);
  const culprit = cause === undefined ? i : ledger.rowOf(cause);
  const tokens = [...wordsOf(facts.waiting), ...wordsOf([facts.token])].slice(0, MAX_TOKENS);
  const others = new Set<number>();
  for (const token of tokens) {
    const { request, response } = requests.of(event.load, event.source, token) ?? {};
    if (request !== undefined) others.add(request);
    if (response !== undefined) others.add(response);
  }
  others.delete(culprit);
  if (cause !== undefined) others.delete(cause);
  const found = [...[...others].flatMap((each) => evidenceOf(trace, each)), ...evidenceOf(trace, culprit, true)];
  return found.sort((one, other) => one.event - other.event);
}

/** Own requests that one finding names. */
const MAX_TOKENS = 6;
