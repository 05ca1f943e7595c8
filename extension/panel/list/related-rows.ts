import type { Ledger } from '../../core/ledger/ledger.ts';

/** The rows that tell, with the selected one, one story: request, response, message and decisions, as indexes in the trace. */
export function causesOf(ledger: Ledger, selected: number): Set<number> {
  const { request, response, message, decisions } = ledger.related(selected);
  const rows = new Set<number>();
  for (const index of [request, response, message, ...decisions])
    if (index !== undefined) rows.add(ledger.rowOf(index));
  rows.delete(selected);
  return rows;
}
