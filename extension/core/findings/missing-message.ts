import { readEnvelope } from '../bayeux/bayeux.ts';
import { explainInParts } from '../explanation/explanation.ts';
import { wordsOf } from '../explanation/format.ts';
import type { Sentence } from '../explanation/sentence.ts';
import { type Decided, type Diagnosis, type DiagnosisContext, evidenceOfDecision, objectOf } from './diagnosis.ts';

interface Gap {
  id: string;
  load: string;
  source: string;
  /** Sequence numbers that have not come. */
  missing: Set<string>;
}

const MAX_GAPS = 100;
const REFETCH: Sentence = ['Refetch the list when a number is missing: nothing else brings what the message said.'];
const WAIT: Sentence = ['The collection refetches; when the list has come, this is resolved.'];

/** A channel’s numbers jump: a message did not come. Over when it comes late, or when a list has come since. */
export function createMissingMessage(context: DiagnosisContext): Diagnosis {
  const { report } = context;
  const gaps = new Map<string, Gap>();

  function raise(i: number, decided: Decided): void {
    const { event, facts } = decided;
    const { load, source, at } = event;
    const missing = wordsOf(facts.missing);
    const id = `missing-message ${load} ${source} ${missing[0] ?? i}`;
    // A collection that reports refetches by itself; of another it is seen whether a request left.
    const isAsking = facts.refetch === undefined || typeof facts.refetch === 'string';
    report.raise({
      id,
      kind: 'missing-message',
      severity: 'warning',
      state: 'present',
      object: objectOf(event, context),
      title: missing.length > 1 ? 'Messages are missing' : 'A message is missing',
      since: at,
      expected: ['every sequence number once'],
      observed: isAsking
        ? ['a number was passed over, and the collection asks for the list']
        : ['a number was passed over, and no request left'],
      why: explainInParts(event.decision, event.facts),
      advice: isAsking ? WAIT : REFETCH,
      evidence: evidenceOfDecision(context, i, decided),
    });
    gaps.set(id, { id, load, source, missing: new Set(missing) });
    const [oldest] = gaps.keys();
    if (gaps.size > MAX_GAPS && oldest !== undefined) gaps.delete(oldest);
  }

  function settle(gap: Gap, i: number): void {
    gaps.delete(gap.id);
    report.settle(gap.id, i);
  }

  return {
    take({ i, event, decided }) {
      if (decided?.event.decision === 'gap-detected') {
        raise(i, decided);
        return;
      }
      if (gaps.size === 0 || event.layer !== 'collection' || !('source' in event)) return;
      for (const gap of [...gaps.values()]) {
        if (gap.load !== event.load || gap.source !== event.source) continue;
        if (decided?.event.decision === 'resynced') settle(gap, i);
        else if (event.kind === 'message') {
          const seq = readEnvelope(event.message)?.seq;
          if (gap.missing.delete(String(seq)) && gap.missing.size === 0) settle(gap, i);
        }
      }
    },
    clear: () => gaps.clear(),
  };
}
