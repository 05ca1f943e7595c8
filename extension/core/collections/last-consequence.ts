import type { Ledger } from '../ledger/ledger.ts';
import type { Trace } from '../trace/trace.ts';
import type { ModelChanges } from './model-changes.ts';

/** The last event of what row `i` did: its decisions and `changes` belong to it. */
export function momentAfter(i: number, { changes }: ModelChanges, trace: Trace, ledger: Ledger): number {
  const own = ledger.decisionsOf(i).filter((at) => ledger.rowOf(at) === i);
  const input = trace.at(Math.max(i, ...own));
  const mine = changes.map((change) => change.index).filter((at) => trace.at(at) - input < 1);
  return Math.max(i, ...own, ...mine);
}
