import { readEnvelope } from '../bayeux/bayeux.ts';
import { readFacts } from '../explanation/facts.ts';
import type { LiveEventOf } from '../protocol/events.ts';
import type { Trace } from '../trace/trace.ts';
import type { Joins } from './joins.ts';
import type { LoadLinks, SourceLinks } from './pending-links.ts';

/** A collection hears a message: it is shown on the row of the receipt that brought it. */
export function joinMessage(
  i: number,
  event: LiveEventOf<'collection', 'message'>,
  links: LoadLinks,
  joins: Joins,
): void {
  links.source(event.source).inputs.set(event.input, i);
  links.listensTo(event.channel);
  const envelope = readEnvelope(event.message);
  const receivedAt = joins.here(links.receipts(event.channel).heard(event.source, envelope));
  if (receivedAt !== undefined) {
    joins.row.set(i, receivedAt);
    return;
  }
  const subscribedAt = links.subscriptionTo(event.channel);
  if (subscribedAt !== undefined) joins.subscription.set(i, subscribedAt);
  const requestAt = envelope?.crid === undefined ? undefined : links.crids.get(envelope.crid);
  if (requestAt !== undefined) joins.echo(i, requestAt);
}

/** The answer to a collection's request, as the collection got it: a row of its own, for the decisions made then. */
export function joinResponse(
  i: number,
  event: LiveEventOf<'collection', 'response'>,
  links: LoadLinks,
  joins: Joins,
): void {
  const source = links.source(event.source);
  source.inputs.set(event.input, i);
  const requestAt = source.tokens.get(event.token);
  if (requestAt === undefined) return;
  joins.request.set(i, requestAt);
  joins.response.set(requestAt, i);
}

/** A decision stands on the row of the input that led to it. */
export function joinDecision(
  i: number,
  event: LiveEventOf<'collection', 'decision'>,
  links: LoadLinks,
  joins: Joins,
  trace: Trace,
): void {
  const source = links.source(event.source);
  const token = tokenOf(event.facts);
  const requestAt = token === undefined ? undefined : source.tokens.get(token);
  if (requestAt !== undefined) joins.request.set(i, requestAt);
  const causeAt = joins.here(source.inputs.get(event.input));
  if (causeAt === undefined) return;
  joins.cause.set(i, causeAt);
  const shownAt = joins.rowOf(causeAt);
  joins.row.set(i, shownAt);
  const before = joins.latest.get(shownAt);
  if (before !== undefined) joins.previous.set(i, before);
  joins.latest.set(shownAt, i);
  if (event.inferred === true) joinInferred(i, event, source, joins);
  const isMessage = trace.kind(causeAt) === 'message';
  const isJoined = joins.request.get(shownAt) !== undefined || requestAt === causeAt;
  if (requestAt !== undefined && isMessage && !isJoined) joins.echo(shownAt, requestAt);
  if (event.id === undefined) return;
  if (isMessage && (event.decision === 'held' || event.decision === 'held-update')) source.held.set(event.id, shownAt);
  else if (endsHold(event.facts)) {
    const heldAt = source.held.get(event.id);
    if (heldAt === undefined) return;
    joins.outcome.set(heldAt, i);
    joins.hold.set(i, heldAt);
    if (requestAt !== undefined) joins.echo(heldAt, requestAt);
  }
}

/**
 * Of a collection that does not report: what was expected is concluded by what was seen, and what was said before may be
 * withdrawn. A deed that is wrong stands on the row of the change that shows it, too.
 */
function joinInferred(
  i: number,
  { input, id, seq, decision, facts }: LiveEventOf<'collection', 'decision'>,
  source: SourceLinks,
  joins: Joins,
): void {
  const { expected, did, withdraws } = readFacts(facts);
  /** What is withdrawn may be about another input: the event that it was told at says which it was. */
  const toldAt = (name: unknown, number: unknown) => `${String(name)} ${String(number)} ${id ?? ''}`;
  const awaitedBy = `${input} expected ${String(expected)} ${id ?? ''}`;
  const { decision: name, seq: number } = readFacts(withdraws);
  const disproved = withdraws === undefined ? undefined : joins.here(source.inferred.get(toldAt(name, number)));
  if (disproved !== undefined) {
    joins.withdrawn.set(disproved, i);
    joins.withdraws.set(i, disproved);
  }
  const awaited = joins.here(source.inferred.get(awaitedBy));
  if (awaited !== undefined && decision !== 'expected') joins.concluded.set(awaited, i);
  source.inferred.set(decision === 'expected' ? awaitedBy : toldAt(decision, seq), i);
  const { lastChange } = source;
  const isWrong = typeof did === 'string' && did !== expected && did !== 'unchanged';
  if (!isWrong || lastChange?.seq !== seq) return;
  joins.outcome.set(lastChange.index, i);
  joins.hold.set(i, lastChange.index);
}

/** The token that a decision's facts name, if they do. */
function tokenOf(facts: unknown): string | undefined {
  if (typeof facts !== 'object' || facts === null) return undefined;
  const { token } = facts as { token?: unknown };
  return typeof token === 'string' ? token : undefined;
}

/** Only a decision about an event that was held says how long, for what, or that it is held no longer. */
export function endsHold(facts: unknown): boolean {
  if (typeof facts !== 'object' || facts === null) return false;
  const { cancelledHeld, wasHeld } = facts as { cancelledHeld?: unknown; wasHeld?: unknown };
  return 'heldMs' in facts || 'waited' in facts || cancelledHeld === true || wasHeld === true;
}
