import { readEnvelope, readMessage } from './bayeux.ts';
import type { LiveEvent, LiveEventOf } from './events.ts';
import { createIndexColumn } from './index-column.ts';
import { createLoadLinks, getOrMake, type LoadLinks } from './load-links.ts';
import { createRecent } from './recent.ts';
import type { Trace } from './trace.ts';

/** Rows that tell of the same write as another, and the decisions about it. Indexes in the trace, never the asked one. */
export interface Related {
  request?: number;
  response?: number;
  message?: number;
  /** In the order they were made. */
  decisions: number[];
  /** The `/meta/subscribe` through which the message came. */
  subscription?: number;
}

/**
 * Which request, response, message and decision belong together. Built as events come in; one more costs the same however
 * many there are.
 *
 *   decision, change      → the input of its collection with the same number
 *   response              → the request with the same token
 *   collection/message    → the faye/received that brought it: same channel, seq where both have it, else the latest
 *   message with a crid   → the own request that sent it
 *   message matched to a token by a decision → that request
 *   held message          → the decision that ended the hold, and the own create that it turned out to be the echo of
 *   reply of the server   → the message sent with its id
 */
export interface Ledger {
  /** Every event of the trace, once and in order. */
  add(i: number, event: LiveEvent): void;
  /** The input that led to a decision or change. */
  causeOf(i: number): number | undefined;
  /** The decisions that a message, request or response led to; of a row, those of all that is shown on it. */
  decisionsOf(i: number): readonly number[];
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
  let loads = createRecent<string, LoadLinks>(LOADS);
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
  const all = [cause, row, latest, previous, request, response, message, subscription, outcome];

  const here = (i: number | undefined) => (i !== undefined && trace.has(i) ? i : undefined);
  const rowOf = (i: number) => here(row.get(i)) ?? i;

  /** Joins a message's row to the own request that it echoes. */
  function join(messageAt: number, requestAt: number): void {
    request.set(messageAt, requestAt);
    if (message.get(requestAt) === undefined) message.set(requestAt, messageAt);
  }

  function addSent(i: number, event: LiveEventOf<'faye', 'sent'>, links: LoadLinks): void {
    const sent = readMessage(event.message);
    if (sent?.id !== undefined) links.sent.set(`${event.client} ${sent.id}`, i);
    if (sent?.channel === '/meta/subscribe' && sent.subscription !== undefined)
      links.subscriptions.set(sent.subscription, i);
  }

  function addReceived(i: number, event: LiveEventOf<'faye', 'received'>, links: LoadLinks): void {
    const received = readMessage(event.message);
    if (!received) return;
    if (received.successful !== undefined && received.id !== undefined) {
      const key = `${event.client} ${received.id}`;
      const sentAt = links.sent.get(key);
      if (sentAt === undefined) return;
      links.sent.delete(key);
      request.set(i, sentAt);
      response.set(sentAt, i);
      return;
    }
    if (received.isMeta) return;
    links.receipts(received.channel).received(i, received.envelope);
    const subscribedAt = links.subscriptions.get(received.channel);
    if (subscribedAt !== undefined) subscription.set(i, subscribedAt);
    const crid = received.envelope?.crid;
    const requestAt = crid === undefined ? undefined : links.crids.get(crid);
    if (requestAt !== undefined) join(i, requestAt);
  }

  function addMessage(i: number, event: LiveEventOf<'collection', 'message'>, links: LoadLinks): void {
    links.source(event.source).inputs.set(event.input, i);
    const envelope = readEnvelope(event.message);
    const receivedAt = here(links.receipts(event.channel).heard(event.source, envelope));
    if (receivedAt !== undefined) {
      row.set(i, receivedAt);
      return;
    }
    const subscribedAt = links.subscriptions.get(event.channel);
    if (subscribedAt !== undefined) subscription.set(i, subscribedAt);
    const requestAt = envelope?.crid === undefined ? undefined : links.crids.get(envelope.crid);
    if (requestAt !== undefined) join(i, requestAt);
  }

  function addRequest(i: number, event: LiveEventOf<'collection', 'request'>, links: LoadLinks): void {
    const source = links.source(event.source);
    source.inputs.set(event.input, i);
    source.tokens.set(event.token, i);
    if (event.crid !== undefined) links.crids.set(event.crid, i);
  }

  function addResponse(i: number, event: LiveEventOf<'collection', 'response'>, links: LoadLinks): void {
    const source = links.source(event.source);
    source.inputs.set(event.input, i);
    const requestAt = source.tokens.get(event.token);
    if (requestAt === undefined) return;
    request.set(i, requestAt);
    response.set(requestAt, i);
  }

  function addDecision(i: number, event: LiveEventOf<'collection', 'decision'>, links: LoadLinks): void {
    const source = links.source(event.source);
    const token = tokenOf(event.facts);
    const requestAt = token === undefined ? undefined : source.tokens.get(token);
    if (requestAt !== undefined) request.set(i, requestAt);
    const causeAt = here(source.inputs.get(event.input));
    if (causeAt === undefined) return;
    cause.set(i, causeAt);
    const shownAt = rowOf(causeAt);
    row.set(i, shownAt);
    const before = latest.get(shownAt);
    if (before !== undefined) previous.set(i, before);
    latest.set(shownAt, i);
    const isMessage = trace.kind(causeAt) === 'message';
    const isJoined = request.get(shownAt) !== undefined || requestAt === causeAt;
    if (requestAt !== undefined && isMessage && !isJoined) join(shownAt, requestAt);
    if (event.id === undefined) return;
    if (isMessage && (event.decision === 'held' || event.decision === 'held-update'))
      source.held.set(event.id, shownAt);
    else if (endsHold(event.facts)) endHold(i, source.held.get(event.id), requestAt);
  }

  function endHold(i: number, heldAt: number | undefined, requestAt: number | undefined): void {
    if (heldAt === undefined) return;
    outcome.set(heldAt, i);
    if (requestAt !== undefined) join(heldAt, requestAt);
  }

  function decisionsOf(i: number): number[] {
    const shownAt = rowOf(i);
    const decisions: number[] = [];
    for (let at = here(latest.get(shownAt)); at !== undefined; at = here(previous.get(at)))
      if (shownAt === i || cause.get(at) === i) decisions.push(at);
    decisions.reverse();
    const ended = here(outcome.get(i));
    if (ended !== undefined) decisions.push(ended);
    return decisions;
  }

  return {
    add(i, event) {
      if ((i & 1_023) === 0) for (const column of all) column.forget(trace.first);
      if (event.layer === 'page' || event.layer === 'wire' || event.layer === 'http') return;
      const links = getOrMake(loads, event.load, createLoadLinks);
      if (event.layer === 'faye') {
        if (event.kind === 'sent') addSent(i, event, links);
        else if (event.kind === 'received') addReceived(i, event, links);
      } else if (event.kind === 'message') addMessage(i, event, links);
      else if (event.kind === 'request') addRequest(i, event, links);
      else if (event.kind === 'response') addResponse(i, event, links);
      else if (event.kind === 'decision') addDecision(i, event, links);
      else if (event.kind === 'change') {
        const causeAt = links.source(event.source).inputs.get(event.input);
        if (causeAt !== undefined) cause.set(i, causeAt);
      }
    },
    causeOf: (i) => here(cause.get(i)),
    decisionsOf,
    related(i) {
      const origin = rowOf(here(cause.get(i)) ?? i);
      const kind = trace.kind(origin);
      const isRequest = kind === 'request' || kind === 'sent';
      const requestAt = here(request.get(i)) ?? (isRequest ? origin : here(request.get(origin)));
      const responseAt = requestAt === undefined ? undefined : here(response.get(requestAt));
      const isMessage = kind === 'message' || kind === 'received';
      const echoAt = requestAt === undefined ? undefined : here(message.get(requestAt));
      const messageAt = isMessage ? origin : echoAt;
      const subscribedAt = here(subscription.get(messageAt ?? origin));

      const rows = new Set([origin, requestAt, responseAt, messageAt]);
      const decisions = new Set<number>();
      for (const at of rows) if (at !== undefined) for (const decision of decisionsOf(at)) decisions.add(decision);
      decisions.delete(i);
      const related: Related = { decisions: [...decisions].sort((a, b) => a - b) };
      if (requestAt !== undefined && requestAt !== i) related.request = requestAt;
      if (responseAt !== undefined && responseAt !== i) related.response = responseAt;
      if (messageAt !== undefined && messageAt !== i) related.message = messageAt;
      if (subscribedAt !== undefined && subscribedAt !== i) related.subscription = subscribedAt;
      return related;
    },
    folded: (i) => rowOf(i) !== i,
    rowOf,
    clear() {
      loads = createRecent(LOADS);
    },
  };
}

/** The token that a decision's facts name, if they do. */
function tokenOf(facts: unknown): string | undefined {
  if (typeof facts !== 'object' || facts === null) return undefined;
  const { token } = facts as { token?: unknown };
  return typeof token === 'string' ? token : undefined;
}

/** Only a decision about an event that was held says how long, or for what. */
function endsHold(facts: unknown): boolean {
  return typeof facts === 'object' && facts !== null && ('heldMs' in facts || 'waited' in facts);
}
