import type { Ledger } from '../ledger/ledger.ts';
import type { Trace } from '../trace/trace.ts';
import { explainHold, explainInParts } from './explanation.ts';
import { readFacts } from './facts.ts';
import { isWrong, type Judgement, judge, withdrawn, worstFirst } from './judgement.ts';
import type { Sentence } from './sentence.ts';
import { type Segment, withEvents } from './sentence-links.ts';

/** What was decided about a message or an answer, in one plain sentence. A hold and its end are one. */
export interface VerdictSentence {
  /** The decisions' events and how they are to be seen, in order. */
  decisions: readonly (Judgement & { index: number })[];
  /** Is one of them wrong? */
  wrong: boolean;
  sentence: readonly Segment[];
  /** What justifies it. */
  facts: readonly { name: string; value: unknown }[];
  /** Found out by replaying what was seen, not told by the collection. */
  inferred: boolean;
}

/**
 * The worst first, as on the row.
 *
 * @param decisions indexes in the trace, in order
 */
export function verdictsOf(decisions: readonly number[], trace: Trace, ledger: Ledger): VerdictSentence[] {
  const made = decisions.flatMap((index) => readDecision(index, trace));
  const verdicts: VerdictSentence[] = [];
  for (let n = 0; n < made.length; n += 1) {
    const one = made[n];
    if (!one) continue;
    const next = one.decision.startsWith('held') ? made[n + 1] : undefined;
    const hold = next && explainHold(one.facts, next.decision, next.facts, next.id);
    const parts = next && hold ? [one, next] : [one];
    if (hold) n += 1;
    verdicts.push(verdict(parts, hold ?? explainInParts(one.decision, one.facts), trace, ledger));
  }
  return worstFirst(verdicts.map((one) => ({ one, ...worst(one.decisions) }))).map(({ one }) => one);
}

function worst(decisions: VerdictSentence['decisions']): Pick<Judgement, 'family' | 'expected'> {
  return worstFirst(decisions)[0] ?? { family: 'applied', expected: undefined };
}

interface Made {
  index: number;
  decision: string;
  facts: unknown;
  id: string;
  inferred: boolean;
}

function readDecision(index: number, trace: Trace): Made[] {
  const event = trace.has(index) ? trace.event(index) : undefined;
  if (event?.layer !== 'collection' || event.kind !== 'decision') return [];
  const { decision, facts, id = '', inferred = false } = event;
  return [{ index, decision, facts, id, inferred }];
}

function verdict(parts: readonly Made[], sentence: Sentence, trace: Trace, ledger: Ledger): VerdictSentence {
  const facts = new Map(parts.flatMap(({ facts }) => Object.entries(readFacts(facts))));
  const decisions = parts.map(({ index, decision, facts }) => {
    const judgement = judge(decision, facts);
    return { index, ...(ledger.withdrawnBy(index) === undefined ? judgement : withdrawn(judgement)) };
  });
  return {
    decisions,
    wrong: decisions.some(isWrong),
    sentence: withEvents(sentence, parts.at(-1)?.index ?? 0, trace, ledger),
    facts: [...facts].flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
    inferred: parts.some(({ inferred }) => inferred),
  };
}
