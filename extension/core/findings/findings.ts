import type { BayeuxMessage } from '../bayeux/bayeux.ts';
import type { Collections } from '../collections/collections.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { LiveEvent } from '../protocol/events.ts';
import type { Connections } from '../subscriptions/connections.ts';
import type { Subscriptions } from '../subscriptions/subscriptions.ts';
import type { Trace } from '../trace/trace.ts';
import { createDeadlines } from './deadlines.ts';
import { DIAGNOSES } from './diagnoses.ts';
import { readTaken } from './diagnosis.ts';
import type { Findings } from './finding.ts';
import { createOwnRequests } from './own-requests.ts';
import { createPresence } from './presence.ts';
import { createReport } from './report.ts';
import { DEFAULT_THRESHOLDS, type Thresholds } from './thresholds.ts';

export interface FindingsEngine extends Findings {
  /** Every event of the trace, once and in order, when trace, ledger, subscriptions, connections and collections have taken it. */
  add(i: number, event: LiveEvent, message?: BayeuxMessage): void;
  /** When something is to be looked at although no event comes; ms since the epoch, Infinity for never. */
  readonly nextDeadline: number;
  /** It is `now`, in ms since the epoch, and no event came. */
  pass(now: number): void;
  clear(): void;
}

export interface FindingsOptions {
  trace: Trace;
  ledger: Ledger;
  collections: Pick<Collections, 'of' | 'all'>;
  subscriptions: Pick<Subscriptions, 'clientOf'>;
  connections: Pick<Connections, 'of'>;
  thresholds?: Thresholds;
}

/** Finds by itself what is wrong, as the events come. */
export function createFindings({ thresholds = DEFAULT_THRESHOLDS, ...options }: FindingsOptions): FindingsEngine {
  const report = createReport(options.trace);
  const presence = createPresence();
  const requests = createOwnRequests();
  const deadlines = createDeadlines();
  const context = { ...options, thresholds, presence, requests, report, at: deadlines.add };
  const diagnoses = DIAGNOSES.map((create) => create(context));
  const those = (layer: LiveEvent['layer']) =>
    diagnoses.filter(({ layers }) => layers === undefined || layers.includes(layer));
  const byLayer = {
    page: those('page'),
    wire: those('wire'),
    http: those('http'),
    faye: those('faye'),
    collection: those('collection'),
  };
  return {
    get version() {
      return report.version;
    },
    list: report.list,
    counts: report.counts,
    of: report.of,
    get nextDeadline() {
      return deadlines.next;
    },
    pass: deadlines.pass,
    add(i, event, message) {
      if (deadlines.next <= event.at) deadlines.pass(event.at);
      if (event.layer === 'page' && event.kind === 'gap' && !event.unrecorded) report.doubt(event.load);
      presence.add(event);
      requests.add(i, event);
      const taken = readTaken(i, event, message, options);
      for (const diagnosis of byLayer[event.layer]) diagnosis.take(taken);
    },
    clear() {
      report.clear();
      presence.clear();
      requests.clear();
      deadlines.clear();
      for (const diagnosis of diagnoses) diagnosis.clear();
    },
  };
}
