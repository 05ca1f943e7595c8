import { createRecent } from '../../core/bounded-map.ts';
import { explain } from '../../core/explanation/explanation.ts';
import { foremost, judge, withdrawn, worstFirst } from '../../core/explanation/judgement.ts';
import { isInferred } from '../../core/explanation/summary.ts';
import { addressOf } from '../../core/ledger/frame-runs.ts';
import type { LiveEvent } from '../../core/protocol/events.ts';
import type { Session } from '../../core/session.ts';
import { rowSummary } from './row-summary.ts';
import type { DecisionView, RowView } from './row-view.ts';

/** The word that a sentence begins with and a badge says already: "Held: ". */
const LEADING_WORD = /^[^:]{1,24}: /;

/** The decision at `index`, and whether it is the one that was to be expected; its bare name when it has been forgotten. */
export function decisionAt({ trace, ledger }: Pick<Session, 'trace' | 'ledger'>, index: number): DecisionView {
  const event = trace.has(index) ? trace.event(index) : undefined;
  const decision = trace.decision(index);
  const judgement = judge(decision, factsOf(event));
  const reason = reasonOf(decision, event);
  return { ...(ledger.withdrawnBy(index) === undefined ? judgement : withdrawn(judgement)), reason };
}

/** A decision in one plain sentence beside a badge, which says the leading word already. */
function reasonOf(decision: string, event: LiveEvent | undefined): string {
  const sentence = explain(decision, factsOf(event));
  return (event && isInferred(event) ? `${sentence} (inferred)` : sentence).replace(LEADING_WORD, '');
}

const factsOf = (event: LiveEvent | undefined): unknown => (event && 'facts' in event ? event.facts : undefined);

/** Rows remembered: many more than are seen at once. */
const REMEMBERED = 256;

/**
 * Reads the rows of the list, from the columns and the lines of JSON behind them. One that was read not long ago, and
 * shows no further event since, is the same object: who scrolls sees most rows again in the next picture.
 */
export function createRowReader(session: Session): (index: number) => RowView {
  const { ledger } = session;
  const remembered = createRecent<
    number,
    {
      answer: number | undefined;
      decisions: readonly number[];
      withdrawals: number;
      frames: number;
      row: RowView;
    }
  >(REMEMBERED);
  return (index) => {
    const answer = ledger.answerOf(index);
    const decisions = ledger.decisionsOf(index);
    const withdrawals = decisions.filter((i) => ledger.withdrawnBy(i) !== undefined).length;
    const frames = ledger.framesOn(index);
    const before = remembered.get(index);
    const isSame =
      before !== undefined &&
      before.answer === answer &&
      before.withdrawals === withdrawals &&
      before.frames === frames &&
      sameIndexes(before.decisions, decisions);
    if (isSame) return before.row;
    const row = readRow(session, index, answer, decisions);
    remembered.set(index, { answer, decisions, withdrawals, frames, row });
    return row;
  };
}

const sameIndexes = (some: readonly number[], others: readonly number[]) =>
  some.length === others.length && some.every((index, n) => index === others[n]);

/** A row of the list, from the columns and the one line of JSON behind it. */
export function readRow(
  { trace, ledger, streams }: Session,
  index: number,
  answer = ledger.answerOf(index),
  decisions: readonly number[] = ledger.decisionsOf(index),
): RowView {
  const event = trace.event(index);
  const frames = ledger.framesOn(index);
  const made = decisions.map((i) => decisionAt({ trace, ledger }, i));
  return {
    index,
    at: event.at,
    ...rowSummary(event, answer === undefined ? undefined : trace.event(answer), streams.before(index)),
    ...(frames > 1 && 'url' in event && { title: `${frames} frames`, detail: addressOf(event.url ?? '') }),
    channel: trace.channel(index),
    method: trace.method(index),
    id: trace.modelId(index),
    decisions: worstFirst(made),
    reason: foremost(made)?.reason ?? '',
    band: event.layer !== 'page' ? undefined : event.kind === 'load' || event.kind === 'gap' ? event.kind : undefined,
  };
}
