import { explain } from '../core/explanation.ts';
import { readFacts } from '../core/facts.ts';
import { createRecent } from '../core/recent.ts';
import type { Session } from '../core/session.ts';
import { isInferred } from '../core/summary.ts';
import type { Trace } from '../core/trace.ts';
import { wordOf } from '../core/wording.ts';
import { rowSummary } from './row-summary.ts';
import type { DecisionView, RowView } from './row-view.ts';

/** The word that a sentence begins with and a badge says already: "Held: ". */
const LEADING_WORD = /^[^:]{1,24}: /;

/** The decision at `index` in one plain sentence; its bare name when it is no decision or has been forgotten. */
function explainAt(trace: Trace, index: number): string {
  const event = trace.has(index) ? trace.event(index) : undefined;
  const sentence = explain(trace.decision(index), event && 'facts' in event ? event.facts : undefined);
  return event && isInferred(event) ? `${sentence} (inferred)` : sentence;
}

/** The same beside a badge, which says the leading word already. */
const reasonAt = (trace: Trace, index: number): string => explainAt(trace, index).replace(LEADING_WORD, '');

/** The decision at `index`, and whether it is the one that was to be expected. */
export function decisionAt(trace: Trace, index: number): DecisionView {
  return { decision: trace.decision(index), reason: reasonAt(trace, index), expected: expectedAt(trace, index) };
}

function expectedAt(trace: Trace, index: number): string | undefined {
  const event = trace.has(index) ? trace.event(index) : undefined;
  if (!event || !isInferred(event) || !('facts' in event)) return undefined;
  const { expected, did } = readFacts(event.facts);
  return expected === did ? undefined : wordOf(expected);
}

/** Rows remembered: many more than are seen at once. */
const REMEMBERED = 256;

/**
 * Reads the rows of the list, from the columns and the lines of JSON behind them. One that was read not long ago, and
 * shows no further event since, is the same object: who scrolls sees most rows again in the next picture.
 */
export function createRowReader(session: Session): (index: number) => RowView {
  const { ledger } = session;
  const remembered = createRecent<number, { answer: number | undefined; decisions: readonly number[]; row: RowView }>(
    REMEMBERED,
  );
  return (index) => {
    const answer = ledger.answerOf(index);
    const decisions = ledger.decisionsOf(index);
    const before = remembered.get(index);
    if (before && before.answer === answer && sameIndexes(before.decisions, decisions)) return before.row;
    const row = readRow(session, index, answer, decisions);
    remembered.set(index, { answer, decisions, row });
    return row;
  };
}

const sameIndexes = (some: readonly number[], others: readonly number[]) =>
  some.length === others.length && some.every((index, n) => index === others[n]);

/** A row of the list, from the columns and the one line of JSON behind it. */
export function readRow(
  { trace, ledger }: Session,
  index: number,
  answer = ledger.answerOf(index),
  decisions: readonly number[] = ledger.decisionsOf(index),
): RowView {
  const event = trace.event(index);
  return {
    index,
    at: event.at,
    ...rowSummary(event, answer === undefined ? undefined : trace.event(answer)),
    channel: trace.channel(index),
    method: trace.method(index),
    id: trace.modelId(index),
    decisions: decisions.map((i) => decisionAt(trace, i)),
    band: event.layer !== 'page' ? undefined : event.kind === 'load' || event.kind === 'gap' ? event.kind : undefined,
  };
}
