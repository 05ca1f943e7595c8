import { createRecent } from '../bounded-map.ts';
import { explainInParts } from '../explanation/explanation.ts';
import { wordsOf } from '../explanation/format.ts';
import { isWrong } from '../explanation/judgement.ts';
import type { Sentence } from '../explanation/sentence.ts';
import type { LiveEvent } from '../protocol/events.ts';
import {
  type Decided,
  type Diagnosis,
  type DiagnosisContext,
  evidenceOfDecision,
  findingId,
  objectOf,
} from './diagnosis.ts';
import type { FindingState, Severity } from './finding.ts';
import { expectedDeed, observedDeed } from './words.ts';

/** What a decision that is not as expected does to the user's data. */
interface Harm {
  kind: string;
  title: string;
  severity: Severity;
  advice: Sentence;
  /** Is it still so, going by whether the document is here? Without it, until the document changes. */
  lasts?: (isHere: boolean) => boolean;
}

const REVIVED: Harm = {
  kind: 'revived-document',
  title: 'Deleted, and back',
  severity: 'error',
  advice: [
    'Remember the ids that were deleted, and drop what still comes of them: an older message, a response to an own create, a list.',
  ],
  lasts: (isHere) => isHere,
};
const LOST: Harm = {
  kind: 'lost-document',
  title: 'A document is not shown',
  severity: 'warning',
  advice: [
    'If this collection is to show every document, add what a message or response brings; if it shows a part, this is its choice, and can be muted.',
  ],
  lasts: (isHere) => !isHere,
};
const OLD: Harm = {
  kind: 'stale-model',
  title: 'An older version is shown',
  severity: 'error',
  advice: [
    'Compare version or sequence numbers before a message or a response is taken over, and let the newer one win.',
  ],
};
const REMOVED: Harm = {
  kind: 'removed-document',
  title: 'Removed, though the server has it',
  severity: 'error',
  advice: ['Hold a list against what messages said since it was asked for: it may be the older one.'],
  lasts: (isHere) => !isHere,
};
/** What came first may be somebody else's document: only the response tells. */
const NOT_HELD: Harm = {
  kind: 'not-held',
  title: 'Did not wait for its own create',
  severity: 'warning',
  advice: ['Hold messages about unknown ids while a create is in flight: one of them may be its echo.'],
};
const OTHER: Harm = {
  kind: 'unexpected-decision',
  title: 'Decided otherwise than expected',
  severity: 'warning',
  advice: ['Follow the evidence to the message, and compare with what LiveCollection does in this order.'],
};

const DEAD: ReadonlySet<unknown> = new Set([
  'removed',
  'tombstoned',
  'ignored-tombstoned',
  'removed-by-tombstone',
  'removed-by-snapshot',
]);
const VERSIONED: ReadonlySet<unknown> = new Set([
  'merged',
  'ignored-stale',
  'ignored-stale-response',
  'reverted-failed-update',
]);

/** A decision that makes a second model is seen on the models: see `duplicate-model.ts`. */
function harmOf({ judgement, facts }: Decided, isTwice: boolean): Harm | undefined {
  const { expected, did } = facts;
  if (judgement.family === 'unsure') return LOST;
  if (!isWrong(judgement) || judgement.expected === undefined || did === 'duplicated') return undefined;
  if (isTwice && did === 'inserted') return undefined;
  if (DEAD.has(expected) && (did === 'inserted' || did === 'kept')) return REVIVED;
  if (did === 'inserted' && (expected === 'held' || expected === 'held-update')) return NOT_HELD;
  if (did === 'removed') return REMOVED;
  return VERSIONED.has(expected) ? OLD : OTHER;
}

/** Findings that are followed at a time: a page may make any number, and each event costs the same. */
const MAX_OPEN = 500;

interface Open {
  load: string;
  source: string;
  document: string;
  harm: Harm;
  /** Own requests whose responses tell what it was. */
  waiting: Set<string>;
}

/** What a collection decided otherwise than expected, named by what it does to the data. */
export function createWrongDecision(context: DiagnosisContext): Diagnosis {
  const { trace, presence, report } = context;
  /** By finding. */
  const open = new Map<string, Open>();
  /** Decisions that a finding stands on: disproved, they take it with them. */
  let standsOn = createRecent<number, string>(MAX_OPEN);

  const isHere = ({ load, source, document }: Open) => presence.cids(load, source, document).length > 0;

  function raise(i: number, decided: Decided, harm: Harm): void {
    const { event, facts, judgement } = decided;
    const { load, source, id: document = '' } = event;
    const id = findingId(harm.kind, { load, source, document });
    const one = { load, source, document, harm, waiting: new Set(harm === NOT_HELD ? wordsOf(facts.waiting) : []) };
    const lasts = harm.lasts?.(isHere(one)) !== false;
    const state: FindingState = !lasts ? 'resolved' : judgement.family === 'unsure' ? 'unsure' : 'present';
    report.raise({
      id,
      kind: harm.kind,
      severity: harm.severity,
      state,
      object: objectOf(event, context, document === '' ? undefined : document),
      title: harm.title,
      since: event.at,
      expected: expectedDeed(facts),
      observed: observedDeed(facts),
      why: explainInParts(event.decision, event.facts),
      advice: harm.advice,
      evidence: evidenceOfDecision(context, i, decided),
    });
    standsOn.set(i, id);
    if (!lasts) return;
    open.set(id, one);
    const [oldest] = open.keys();
    if (open.size > MAX_OPEN && oldest !== undefined) open.delete(oldest);
  }

  /** The document changed: what was wrong with it may be over. */
  function settle(i: number, load: string, source: string): void {
    for (const [id, one] of open) {
      if (one.load !== load || one.source !== source) continue;
      if (one.harm === NOT_HELD) continue;
      const { lasts } = one.harm;
      if (lasts ? lasts(isHere(one)) : trace.modelId(i) !== one.document) continue;
      open.delete(id);
      report.settle(id, i);
    }
  }

  /** The responses are here: it was the echo, and there are two models now, or it was somebody else's. */
  function conclude(i: number, event: LiveEvent & { layer: 'collection' }): void {
    for (const [id, one] of open) {
      if (one.harm !== NOT_HELD || one.load !== event.load || !('source' in event) || one.source !== event.source)
        continue;
      if (event.kind === 'response') one.waiting.delete(event.token);
      const isTwice = presence.cids(one.load, one.source, one.document).length > 1;
      const isOver = one.waiting.size === 0 && (event.kind === 'ended' || event.kind === 'message');
      if (!isTwice && !isOver) continue;
      open.delete(id);
      if (isTwice) report.drop(id);
      else report.settle(id, i);
    }
  }

  function withdraw(disproved: number): void {
    const id = standsOn.get(disproved);
    if (id === undefined) return;
    standsOn.delete(disproved);
    open.delete(id);
    report.drop(id);
  }

  return {
    take({ i, event, decided }) {
      if (event.layer !== 'collection') return;
      if (open.size > 0) conclude(i, event);
      if (event.kind === 'change' || event.kind === 'added') {
        if (open.size > 0) settle(i, event.load, event.source);
        return;
      }
      if (!decided) return;
      if (decided.disproves !== undefined) withdraw(decided.disproves);
      const { load, source, id } = decided.event;
      const isTwice = id !== undefined && presence.cids(load, source, id).length > 1;
      const harm = harmOf(decided, isTwice);
      if (harm) raise(i, decided, harm);
    },
    clear() {
      open.clear();
      standsOn = createRecent(MAX_OPEN);
    },
  };
}
