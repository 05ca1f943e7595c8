import type { BayeuxMessage } from '../bayeux/bayeux.ts';
import { messageOf } from '../bayeux/event-message.ts';
import { createRecentlyUsed } from '../bounded-map.ts';
import type { LiveEvent } from '../protocol/events.ts';
import type { Trace } from '../trace/trace.ts';
import { createFrameRuns } from './frame-runs.ts';
import { joinReceived, joinSent } from './join-bayeux.ts';
import { joinDecision, joinMessage, joinResponse } from './join-collection.ts';
import { joinExchange, joinOutcome, joinRequest } from './join-http.ts';
import { createJoins } from './joins.ts';
import { createLoadLinks, getOrMake, type LoadLinks } from './pending-links.ts';

/** Events about the same write as another, and the decisions about it. Indexes in the trace, never the asked one. */
export interface Related {
  request?: number;
  response?: number;
  message?: number;
  /** In the order they were made. */
  decisions: number[];
  /** The `/meta/subscribe` through which the message came. */
  subscription?: number;
  /** The HTTP request that carried a collection's request. */
  exchange?: number;
}

/**
 * Which request, response, message and decision belong together. Built as events come in; one more costs the same however
 * many there are.
 *
 *   decision, change, ended → the input of its collection with the same number
 *   response              → the request with the same token
 *   collection/message    → the wire or faye message that brought it: same channel or a pattern that covers it, seq where
 *                           both have it, else the latest
 *   message with a crid   → the own request that sent it
 *   message matched to a token by a decision → that request
 *   what was expected     → the decision that says how it ended, in whose place it is not shown any more
 *   a wrong deed          → beside its cause's row, the change that shows it
 *   held message          → the decision that ended the hold, and the own create that it turned out to be the echo of
 *   reply of the server   → the message sent with its id, on whose row it is shown
 *   a frame's load        → the load of a frame of the same address, where nothing else came between
 *   http/request          → the collection's request that it carried, on whose row it is shown, and its own answer
 */
export interface Ledger {
  /** Every event of the trace, once and in order; `message` is its Bayeux message, where it was read already. */
  add(i: number, event: LiveEvent, message?: BayeuxMessage): void;
  /** The input that led to a decision or change. */
  causeOf(i: number): number | undefined;
  /** The decisions that a message, request or response led to; of a row, those of all that is shown on it. */
  decisionsOf(i: number): readonly number[];
  /** The answer that is shown on this row: a server's reply to a message, a response or failure of an HTTP request. */
  answerOf(i: number): number | undefined;
  /** How many frames' loads are shown on this row; 0 for other rows. */
  framesOn(row: number): number;
  /** The later decision that disproved this one of a collection that does not report. */
  withdrawnBy(i: number): number | undefined;
  /** The decision that the decision `i` disproved, if any. */
  withdraws(i: number): number | undefined;
  /** The row of the held message whose hold this decision ended, or of the change that it is about: it is told there as well. */
  holdOf(i: number): number | undefined;
  related(i: number): Related;
  /** Is the event shown on another's row? A decision is, on its cause's; a collection's message, on its receipt's. */
  folded(i: number): boolean;
  /** The row that shows the event: itself, when it is not folded. */
  rowOf(i: number): number;
  clear(): void;
}

/** Documents whose events may still come: frames, and the one before a navigation. */
const LOADS = 64;

export function createLedger(trace: Trace): Ledger {
  let loads = createRecentlyUsed<string, LoadLinks>(LOADS);
  const joins = createJoins(trace);
  const { cause, latest, previous, request, response, message, subscription, outcome, exchange } = joins;
  const { here, rowOf } = joins;
  const frames = createFrameRuns(here);

  function addCollection(i: number, event: LiveEvent & { layer: 'collection' }, links: LoadLinks): void {
    switch (event.kind) {
      case 'added':
        links.listensTo(event.channel);
        break;
      case 'message':
        joinMessage(i, event, links, joins);
        break;
      case 'request': {
        const source = links.source(event.source);
        source.inputs.set(event.input, i);
        source.tokens.set(event.token, i);
        joinRequest(i, event, links, joins, trace);
        if (event.crid !== undefined) links.crids.set(event.crid, i);
        break;
      }
      case 'response':
        joinResponse(i, event, links, joins);
        break;
      case 'decision':
        joinDecision(i, event, links, joins, trace);
        break;
      case 'change':
      case 'ended': {
        if (event.kind === 'change') links.source(event.source).lastChange = { seq: event.seq, index: i };
        const causeAt = here(links.source(event.source).inputs.get(event.input));
        if (causeAt === undefined) break;
        cause.set(i, causeAt);
        // Nothing that a developer would look for: it only says when the input's moment was over.
        if (event.kind === 'ended') joins.row.set(i, rowOf(causeAt));
        break;
      }
      default:
    }
  }

  function addByLayer(i: number, event: LiveEvent, read: BayeuxMessage | undefined): void {
    if (event.layer === 'page') return;
    const links = getOrMake(loads, event.load, createLoadLinks);
    if (event.layer === 'collection') addCollection(i, event, links);
    else if (event.layer === 'http') {
      if (event.kind === 'request') joinExchange(i, event, links, joins, trace);
      else joinOutcome(i, event.request, links, joins);
    } else if (event.kind === 'sent' || event.kind === 'received') {
      const connection = event.layer === 'wire' ? event.connection : event.client;
      if (!read) return;
      if (event.kind === 'sent') joinSent(i, connection, read, links);
      else joinReceived(i, connection, read, links, joins);
    } else if (event.layer === 'faye' && event.kind === 'subscribe') links.listensTo(event.channel);
  }

  function decisionsOf(i: number): number[] {
    const shownAt = rowOf(i);
    const decisions: number[] = [];
    for (let at = here(latest.get(shownAt)); at !== undefined; at = here(previous.get(at)))
      if ((shownAt === i || cause.get(at) === i) && here(joins.concluded.get(at)) === undefined) decisions.push(at);
    decisions.reverse();
    const ended = here(outcome.get(i));
    if (ended !== undefined) decisions.push(ended);
    return decisions;
  }

  function related(i: number): Related {
    const origin = rowOf(here(cause.get(i)) ?? i);
    const kind = trace.kind(origin);
    const isRequest = kind === 'request' || kind === 'sent';
    const requestAt = here(request.get(i)) ?? (isRequest ? origin : here(request.get(origin)));
    const responseAt = requestAt === undefined ? undefined : here(response.get(requestAt));
    const isMessage = kind === 'message' || kind === 'received';
    const echoAt = requestAt === undefined ? undefined : here(message.get(requestAt));
    const messageAt = isMessage ? origin : echoAt;
    const subscribedAt = here(subscription.get(messageAt ?? origin));
    const exchangeAt = requestAt === undefined ? undefined : here(exchange.get(requestAt));

    const rows = new Set([origin, requestAt, responseAt, messageAt]);
    const decisions = new Set<number>();
    for (const at of rows) if (at !== undefined) for (const decision of decisionsOf(at)) decisions.add(decision);
    decisions.delete(i);
    const found: Related = { decisions: [...decisions].sort((a, b) => a - b) };
    if (requestAt !== undefined && requestAt !== i) found.request = requestAt;
    if (responseAt !== undefined && responseAt !== i) found.response = responseAt;
    if (messageAt !== undefined && messageAt !== i) found.message = messageAt;
    if (subscribedAt !== undefined && subscribedAt !== i) found.subscription = subscribedAt;
    if (exchangeAt !== undefined && exchangeAt !== i) found.exchange = exchangeAt;
    return found;
  }

  return {
    add(i, event, read = messageOf(event)) {
      if ((i & 1_023) === 0) joins.forget(trace.first);
      addByLayer(i, event, read);
      if (event.layer === 'page' && event.kind === 'load' && event.frame !== undefined) {
        const row = frames.join(i, event);
        if (row !== undefined) joins.row.set(i, row);
      } else if (rowOf(i) === i) frames.end();
    },
    causeOf: (i) => here(cause.get(i)),
    decisionsOf,
    answerOf(i) {
      const own = here(response.get(i));
      return own !== undefined && rowOf(own) === i ? own : undefined;
    },
    framesOn: frames.on,
    withdrawnBy: (i) => here(joins.withdrawn.get(i)),
    withdraws: (i) => here(joins.withdraws.get(i)),
    holdOf: (i) => here(joins.hold.get(i)),
    related,
    folded: (i) => rowOf(i) !== i,
    rowOf,
    clear() {
      loads = createRecentlyUsed(LOADS);
      frames.end();
    },
  };
}
