import type { Collections } from '../collections/collections.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { LiveEvent } from '../protocol/events.ts';
import type { Trace } from '../trace/trace.ts';
import { type CreateDiagnosis, readTaken } from './diagnosis.ts';
import { createDuplicateModel } from './duplicate-model.ts';
import type { Findings } from './finding.ts';
import { createMissingMessage } from './missing-message.ts';
import { createPresence } from './presence.ts';
import { createReport } from './report.ts';
import { createWrongDecision } from './wrong-decision.ts';

/** All diagnoses; each finds its own. */
const DIAGNOSES: readonly CreateDiagnosis[] = [createDuplicateModel, createWrongDecision, createMissingMessage];

export interface FindingsEngine extends Findings {
  /** Every event of the trace, once and in order, when trace, ledger and collections have taken it. */
  add(i: number, event: LiveEvent): void;
  clear(): void;
}

export interface FindingsOptions {
  trace: Trace;
  ledger: Ledger;
  collections: Pick<Collections, 'of'>;
}

/** Finds by itself what is wrong, as the events come. */
export function createFindings(options: FindingsOptions): FindingsEngine {
  const report = createReport();
  const presence = createPresence();
  const diagnoses = DIAGNOSES.map((create) => create({ ...options, presence, report }));
  return {
    get version() {
      return report.version;
    },
    list: report.list,
    counts: report.counts,
    of: report.of,
    add(i, event) {
      presence.add(event);
      const taken = readTaken(i, event, options.ledger);
      for (const diagnosis of diagnoses) diagnosis.take(taken);
    },
    clear() {
      report.clear();
      presence.clear();
      for (const diagnosis of diagnoses) diagnosis.clear();
    },
  };
}
