import { type BayeuxMessage, subscriptionsOf } from '../bayeux/bayeux.ts';
import type { Joins } from './joins.ts';
import type { LoadLinks } from './pending-links.ts';

/**
 * Joins Bayeux messages:
 *
 *   reply of the server   → the message sent with its id, by the same session or else over the same connection
 *   data message          → the subscription that brought it, and the own request that caused it
 *
 * Ids count per client and mean nothing beyond it; a reply may come over another connection than its question, when a
 * client polls, and some servers leave the session's name out of a reply.
 *
 * @param connection names the socket, the polling exchange or the Faye client
 */
export function joinSent(i: number, connection: string, sent: BayeuxMessage, links: LoadLinks): void {
  if (sent.id !== undefined) {
    links.sent.set(`${connection} ${sent.id}`, i);
    if (sent.clientId !== undefined) links.sent.set(`${sent.clientId} ${sent.id}`, i);
  }
  if (sent.channel === '/meta/subscribe') for (const channel of subscriptionsOf(sent)) links.subscribed(channel, i);
}

export function joinReceived(
  i: number,
  connection: string,
  received: BayeuxMessage,
  links: LoadLinks,
  joins: Joins,
): void {
  const { channel, id, successful, isMeta, envelope } = received;
  if (successful !== undefined && id !== undefined) {
    const askedAt = takeSent(connection, received.clientId, id, links);
    if (askedAt !== undefined) joins.answer(i, askedAt);
    return;
  }
  if (isMeta) return;
  const heardBy: string[] = [];
  links.receipts(channel).received(i, envelope, heardBy);
  for (const pattern of links.patterns(channel)) links.receipts(pattern).received(i, envelope, heardBy);
  const subscribedAt = links.subscriptionTo(channel);
  if (subscribedAt !== undefined) joins.subscription.set(i, subscribedAt);
  const requestAt = envelope?.crid === undefined ? undefined : links.crids.get(envelope.crid);
  if (requestAt !== undefined) joins.echo(i, requestAt);
}

/** What the reply answers; it is answered only once. */
function takeSent(connection: string, clientId: string | undefined, id: string, { sent }: LoadLinks) {
  const here = `${connection} ${id}`;
  const session = `${clientId} ${id}`;
  const askedAt = sent.get(session) ?? sent.get(here);
  sent.delete(here);
  sent.delete(session);
  return askedAt;
}
