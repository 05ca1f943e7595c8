import { createRecent } from '../bounded-map.ts';
import { explainInParts } from '../explanation/explanation.ts';
import { idPart } from '../explanation/facts.ts';
import { isWrong } from '../explanation/judgement.ts';
import { type Sentence, say } from '../explanation/sentence.ts';
import type { LiveEvent } from '../protocol/events.ts';
import {
  type Decided,
  type Diagnosis,
  type DiagnosisContext,
  evidenceOfDecision,
  findingId,
  objectOf,
} from './diagnosis.ts';
import { evidenceOf } from './evidence.ts';
import { expectedDeed, observedDeed } from './words.ts';

interface Twin {
  load: string;
  source: string;
  id: string;
  /** The change that made the second model. */
  i: number;
  at: number;
}

/** A second model may be folded into the first in the same moment: this long, in milliseconds, it is not spoken of. */
const MOMENT = 100;
const MAX_REASONS = 500;
/** Duplicates that are followed at a time: a page may make any number, and each event costs the same. */
const MAX_OPEN = 500;
const ADVICE: Sentence = [
  'Hold every message about an unknown id while a create is in flight, and compare it with the response; or use LiveCollection, which does.',
];

/** One id, two models in one collection. Seen on the models themselves, whatever led to it. */
export function createDuplicateModel(context: DiagnosisContext): Diagnosis {
  const { trace, presence, report } = context;
  /** What is there twice, and not spoken of yet. */
  const candidates = new Map<string, Twin>();
  /** What is spoken of, and still so. */
  const open = new Map<string, Twin>();
  /** Wrong decisions by document: they say why. */
  const reasons = createRecent<string, { i: number; decided: Decided }>(MAX_REASONS);

  const keyOf = ({ load, source, id }: Pick<Twin, 'load' | 'source' | 'id'>) =>
    findingId('duplicate-model', { load, source, document: id });
  const isTwice = ({ load, source, id }: Twin) => presence.cids(load, source, id).length > 1;

  function raise(twin: Twin): void {
    const { load, source, id, i } = twin;
    const key = keyOf(twin);
    const object = objectOf(twin, context, id);
    const cids = presence.cids(load, source, id);
    const reason = reasons.get(key);
    open.set(key, twin);
    report.raise({
      id: key,
      kind: 'duplicate-model',
      severity: 'error',
      state: 'present',
      object,
      title: 'One document, two rows',
      since: twin.at,
      expected: reason ? expectedDeed(reason.decided.facts) : ['one model for each document'],
      observed:
        reason && reason.decided.facts.did !== 'duplicated'
          ? observedDeed(reason.decided.facts)
          : say`${cids.length === 2 ? 'two' : String(cids.length)} models have the id ${idPart(id)}: ${cids.join(', ')}`,
      why: reason
        ? explainInParts(reason.decided.event.decision, reason.decided.event.facts)
        : ['Which message or response led to the second model was not seen.'],
      advice: ADVICE,
      evidence: [
        ...(reason ? evidenceOfDecision(context, reason.i, reason.decided) : []),
        ...evidenceOf(trace, i, reason === undefined),
      ],
    });
  }

  /** Those whose moment is over are spoken of; those that are one again are forgotten. */
  function confirm(event: LiveEvent): void {
    for (const [key, twin] of candidates) {
      const isOver =
        event.at - twin.at > MOMENT ||
        (event.layer === 'collection' &&
          event.load === twin.load &&
          'source' in event &&
          event.source === twin.source &&
          (event.kind === 'ended' ||
            event.kind === 'message' ||
            event.kind === 'request' ||
            event.kind === 'response'));
      if (isTwice(twin) && !isOver) continue;
      candidates.delete(key);
      if (isTwice(twin)) raise(twin);
    }
  }

  function settle(i: number): void {
    for (const [key, twin] of open) {
      if (isTwice(twin)) continue;
      open.delete(key);
      report.settle(key, i);
    }
  }

  function look(i: number, event: LiveEvent & { layer: 'collection' }): void {
    const { load, source, at } = event;
    // A change is about one document, a list about all.
    const ids = event.kind === 'change' && event.id !== undefined ? [event.id] : presence.twice(load, source);
    for (const id of ids) {
      const twin = { load, source, id, i, at };
      const key = keyOf(twin);
      const known = open.get(key);
      // Events were lost since it was seen, and now it is seen again.
      if (known && isTwice(known) && report.get(key)?.state === 'unsure') raise(known);
      if (open.size + candidates.size >= MAX_OPEN) return;
      if (!isTwice(twin) || open.has(key) || candidates.has(key)) continue;
      candidates.set(key, twin);
      // Nothing more may come that shows that the moment is over.
      context.at(at + MOMENT, () => {
        if (candidates.get(key) !== twin) return;
        candidates.delete(key);
        if (isTwice(twin)) raise(twin);
      });
    }
  }

  return {
    take({ i, event, decided }) {
      if (candidates.size > 0) confirm(event);
      if (event.layer !== 'collection') return;
      if (event.kind === 'change' || event.kind === 'added' || event.kind === 'removed') {
        if (open.size > 0) settle(i);
        look(i, event);
      }
      const id = decided?.event.id;
      if (!decided || id === undefined || !isWrong(decided.judgement)) return;
      const key = keyOf({ ...event, id });
      // That there are two is seen already; what led to the second says more.
      if (decided.facts.did !== 'duplicated' || reasons.get(key) === undefined) reasons.set(key, { i, decided });
      const known = open.get(key) ?? candidates.get(key);
      if (!known || !isTwice(known)) return;
      candidates.delete(key);
      raise(known);
    },
    clear() {
      candidates.clear();
      open.clear();
    },
  };
}
