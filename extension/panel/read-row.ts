import { explain } from '../core/explanation.ts';
import type { Session } from '../core/session.ts';
import { summarise } from '../core/summary.ts';
import type { Trace } from '../core/trace.ts';
import type { RowView } from './row-view.ts';

/** The decision at `index` in one plain sentence; its bare name when it is no decision or has been forgotten. */
export function explainAt(trace: Trace, index: number): string {
  const event = trace.has(index) ? trace.event(index) : undefined;
  return explain(trace.decision(index), event && 'facts' in event ? event.facts : undefined);
}

/** A row of the list, from the columns and the one line of JSON behind it. */
export function readRow({ trace, ledger }: Session, index: number): RowView {
  const event = trace.event(index);
  const { lane, title, detail } = summarise(event);
  return {
    index,
    at: event.at,
    lane,
    channel: trace.channel(index),
    method: trace.method(index),
    id: trace.modelId(index),
    title,
    detail,
    decisions: ledger.decisionsOf(index).map((i) => ({ decision: trace.decision(i), reason: explainAt(trace, i) })),
    band: event.layer !== 'page' ? undefined : event.kind === 'load' || event.kind === 'gap' ? event.kind : undefined,
  };
}
