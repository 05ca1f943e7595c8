import type { Expectation } from './expectation.ts';
import type { LeftUndone } from './undone.ts';

/** What was inferred: an event but for its number. */
export interface Inferred {
  input: number;
  decision: string;
  id: string | undefined;
  facts: Record<string, unknown>;
}

/** What it comes to where nobody can tell what an input led to. */
export const NOT_KNOWN = 'not-known';

/** It is not known yet whether the collection does it. */
export function expected(expectation: Expectation): Inferred {
  const { input, verdict } = expectation;
  const { decision, id, facts } = verdict;
  const asked = [...expectation.asked];
  expectation.isSaid = true;
  return {
    ...{ input, decision: 'expected', id },
    facts: { ...facts, ...(asked.length > 0 && { asked }), expected: decision },
  };
}

/** It was said to be left undone, and that is withdrawn: it is done late, or nobody can tell any more. */
export function withdrawn({ expectation, told }: LeftUndone, isDone: boolean): Inferred {
  const { verdict, input } = expectation;
  const { decision, id } = verdict;
  const done = isDone ? { isLate: true, did: decision } : {};
  const facts = { ...verdict.facts, ...done, withdraws: told, expected: decision };
  return { input, decision: isDone ? decision : NOT_KNOWN, id, facts };
}
