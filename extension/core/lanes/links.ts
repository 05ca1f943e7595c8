import type { Ledger } from '../ledger/ledger.ts';
import type { Trace } from '../trace/trace.ts';

/** One event led to another; both as indexes in the trace. */
export interface Link {
  from: number;
  to: number;
}

/** How the request, the message and the decisions that belong to event `i` followed from each other. */
export function linksOf(trace: Trace, ledger: Ledger, i: number): Link[] {
  const { request, message, decisions, exchange } = ledger.related(i);
  const links: Link[] = [];
  const link = (from: number | undefined, to: number | undefined) => {
    if (from === undefined || to === undefined || from === to) return;
    if (!links.some((known) => known.from === from && known.to === to)) links.push({ from, to });
  };
  // `related` leaves out the asked event itself.
  const kind = trace.kind(i);
  const requestAt = kind === 'request' ? i : request;
  const messageAt = kind === 'received' || kind === 'message' ? i : message;
  link(requestAt, messageAt);
  link(requestAt, exchange);
  const ofMessage = new Set(messageAt === undefined ? [] : ledger.decisionsOf(messageAt));
  for (const decision of kind === 'decision' ? [...decisions, i] : decisions) {
    const cause = ledger.causeOf(decision);
    link(cause, decision);
    if (ofMessage.has(decision) && cause !== undefined && ledger.rowOf(cause) !== messageAt) link(messageAt, decision);
  }
  return links;
}
