import type { LiveEvent } from '../protocol/events.ts';
import { type DecisionFamily, decisionFamily } from './decision-family.ts';
import { readFacts } from './facts.ts';
import { wordOf } from './format.ts';

/**
 * How one decision is to be seen. List, details, story, lanes, model histories and the filter all take it from here: what
 * is red in one of them is red in all.
 */
export interface Judgement {
  decision: string;
  /** What should have been decided, where the collection was seen to do something else. */
  expected: string | undefined;
  /** `warning` is red, and what `is:wrong` finds; `unsure` may be wrong or the application's choice, and is what `is:unsure` finds. */
  family: DecisionFamily;
  /** A later decision disproved it. */
  isWithdrawn?: boolean;
}

/** What is seen of a collection that does not report, where it did as expected by doing nothing. */
const SEEN_AS = new Map<unknown, string>([
  ['held', 'not added'],
  ['held-update', 'left alone'],
  ['tombstoned', 'not here'],
]);

/** @param facts as the decision's event carries them: anything may be missing */
export function judge(decision: string, facts: unknown): Judgement {
  if (decision === 'expected') {
    // What it is that is expected: no more is known of it.
    const awaited = wordOf(readFacts(facts).expected);
    const name = awaited === undefined ? decision : `${decision} ${awaited}`;
    return { decision: name, expected: undefined, family: decisionFamily(decision) };
  }
  const expected = expectedInstead(facts);
  if (expected === undefined) {
    const seen = SEEN_AS.get(readFacts(facts).did);
    if (seen !== undefined) return { decision: seen, expected, family: decisionFamily(decision) };
  }
  if (expected === undefined && readFacts(facts).mayBeOlder === true) return { decision, expected, family: 'unsure' };
  if (expected === undefined) return { decision, expected, family: decisionFamily(decision) };
  if (mayBeChoice(facts)) return { decision: 'not shown', expected, family: 'unsure' };
  return { decision, expected, family: 'warning' };
}

/** The same of a decision that was disproved: nothing in it is wrong any more, because it does not stand. */
export function withdrawn({ decision }: Judgement): Judgement {
  return { decision, expected: undefined, family: 'ignored', isWithdrawn: true };
}

/** An event's decision judged; nothing of an event that is none. */
export function judgementOf(event: LiveEvent | undefined): Judgement | undefined {
  if (event?.layer !== 'collection' || event.kind !== 'decision') return undefined;
  return judge(event.decision, event.facts);
}

/** Decisions after which a document that was not here is to be shown. */
const SHOWN_AFTER: ReadonlySet<unknown> = new Set(['inserted', 'upserted-unknown', 'inserted-after-hold']);

/**
 * A collection that shows a part of its documents leaves the others out, and looks like one that lost them. Of the
 * document of an own create that is not here the server alone knows whether it was deleted meanwhile.
 */
function mayBeChoice(facts: unknown): boolean {
  const { expected, did, asks } = readFacts(facts);
  if (did !== 'ignored' && did !== 'removed') return false;
  return SHOWN_AFTER.has(expected) || (expected === 'matched-own-create' && asks === true);
}

export const isWrong = ({ family }: Pick<Judgement, 'family'>): boolean => family === 'warning';

/** An expectation of which nothing was seen done is no mismatch: it takes both, and that they differ. */
function expectedInstead(facts: unknown): string | undefined {
  const { expected, did } = readFacts(facts);
  if (typeof expected !== 'string' || typeof did !== 'string' || expected === did) return undefined;
  // It looked as expected before: there was nothing to do.
  if (did === 'unchanged') return undefined;
  return wordOf(expected);
}

/** The worst first: what was not as expected, then other warnings, what is unsure, and the rest; equals stay in their order. */
export function worstFirst<T extends Pick<Judgement, 'family' | 'expected'>>(judged: readonly T[]): T[] {
  return judged.toSorted((one, other) => badness(other) - badness(one));
}

function badness({ family, expected }: Pick<Judgement, 'family' | 'expected'>): number {
  if (family === 'unsure') return 1;
  if (family !== 'warning') return 0;
  return expected === undefined ? 2 : 3;
}

/** The decision that a row is summed up by: the worst where something is wrong or unsure, else the last. */
export function foremost<T extends Pick<Judgement, 'family' | 'expected'>>(judged: readonly T[]): T | undefined {
  const [worst] = worstFirst(judged);
  return worst && badness(worst) > 0 ? worst : judged.at(-1);
}

/** `inserted, not held`; of what is unsure `not shown, expected inserted` */
export function judgementText({
  decision,
  expected,
  family,
  isWithdrawn,
}: Pick<Judgement, 'decision' | 'expected' | 'isWithdrawn'> & { family?: DecisionFamily }): string {
  if (isWithdrawn === true) return `${decision}, withdrawn`;
  if (expected === undefined) return decision;
  return family === 'unsure' ? `${decision}, expected ${expected}` : `${decision}, not ${expected}`;
}
