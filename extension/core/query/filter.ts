import type { TraceChunk } from '../trace/trace-chunk.ts';
import type { Query, QueryNode } from './syntax.ts';
import { type TermQuestion, type TermScan, termScan } from './term-scan.ts';

/**
 * A query, made ready to run. Each term has a bit; an event's mask says which terms are true of it. A row's mask is that
 * of all events it shows, and the query is asked of the row: `method:POST decision:held` finds the message whose decision,
 * an event of its own, was to hold it, and `-decision:held` does not.
 */
export interface QueryFilter {
  /** Adds to `masks` what is true of the events of a chunk, from `from` up to, not including, `to`. */
  scan(chunk: TraceChunk, from: number, to: number, masks: Uint32Array): void;
  passes(mask: number): boolean;
  /** Does its answer depend on which documents there are? */
  readonly asksForLoads: boolean;
}

/** Terms whose masks, 2 to their power, are judged beforehand. */
const MAX_TABLED = 8;

/** The same, asked once for each mask: a million rows are judged with few different ones. */
function tabled(passes: (mask: number) => boolean, terms: number): (mask: number) => boolean {
  const answers = Uint8Array.from({ length: 1 << terms }, (_, mask) => (passes(mask) ? 1 : 0));
  return (mask) => answers[mask] === 1;
}

export function createFilter({ root }: Query, asked: TermQuestion): QueryFilter {
  const scans: TermScan[] = [];
  let asksForLoads = false;

  function ready(node: QueryNode): (mask: number) => boolean {
    switch (node.is) {
      case 'term': {
        const bit = 1 << scans.length;
        scans.push(termScan(node.term, asked));
        asksForLoads ||= node.term.is === 'last-load' || node.term.is === 'frame';
        return (mask) => (mask & bit) !== 0;
      }
      case 'not': {
        const inner = ready(node.node);
        return (mask) => !inner(mask);
      }
      case 'all': {
        const inner = node.nodes.map(ready);
        return (mask) => inner.every((one) => one(mask));
      }
      case 'any': {
        const inner = node.nodes.map(ready);
        return (mask) => inner.some((one) => one(mask));
      }
    }
  }

  const passes = root ? ready(root) : () => true;
  return {
    asksForLoads,
    passes: scans.length > MAX_TABLED ? passes : tabled(passes, scans.length),
    scan(chunk, from, to, masks) {
      for (const [n, scan] of scans.entries()) scan(chunk, from, to, masks, 1 << n);
    },
  };
}
