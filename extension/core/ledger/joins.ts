import { createIndexColumn } from '../trace/index-column.ts';
import type { Trace } from '../trace/trace.ts';

/**
 * Columns beside the trace: which event belongs to which, and in what part. Written as events come in, each in constant
 * time; what the trace has forgotten is not named any more.
 */
export type Joins = ReturnType<typeof createJoins>;

export function createJoins(trace: Trace) {
  /** The input that led to a decision or change. */
  const cause = createIndexColumn();
  /** Where a folded event is shown. */
  const row = createIndexColumn();
  /** The decisions of a row, newest first: `latest` on the row, `previous` on each decision. */
  const latest = createIndexColumn();
  const previous = createIndexColumn();
  const request = createIndexColumn();
  const response = createIndexColumn();
  const message = createIndexColumn();
  const subscription = createIndexColumn();
  /** Of a held message's row: the decision that ended the hold, which an answer led to. */
  const outcome = createIndexColumn();
  /** The other way round: of the decision that ended a hold, the held message's row. */
  const hold = createIndexColumn();
  /** Of a collection's request: the HTTP request that carried it, and the other way round. */
  const exchange = createIndexColumn();
  /** Of a decision about a collection that does not report: the later one that says how it ended, or disproves it. */
  const concluded = createIndexColumn();
  const withdrawn = createIndexColumn();
  /** The other way round. */
  const withdraws = createIndexColumn();
  const columns = {
    cause,
    row,
    latest,
    previous,
    request,
    response,
    message,
    subscription,
    outcome,
    hold,
    exchange,
    concluded,
    withdrawn,
    withdraws,
  };
  const all = Object.values(columns);

  const here = (i: number | undefined) => (i !== undefined && trace.has(i) ? i : undefined);
  const rowOf = (i: number) => here(row.get(i)) ?? i;

  return {
    ...columns,
    /** The index, as long as the trace has it. */
    here,
    rowOf,
    /** Joins a message's row to the own request that it echoes. */
    echo(messageAt: number, requestAt: number): void {
      request.set(messageAt, requestAt);
      if (message.get(requestAt) === undefined) message.set(requestAt, messageAt);
    },
    /** Joins an answer to what it answers, and shows it there. */
    answer(answerAt: number, askedAt: number): void {
      request.set(answerAt, askedAt);
      response.set(askedAt, answerAt);
      row.set(answerAt, rowOf(askedAt));
    },
    forget(first: number): void {
      for (const column of all) column.forget(first);
    },
  };
}
