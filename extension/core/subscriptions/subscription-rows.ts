import type { SubscriptionColumn } from '../settings.ts';
import type { Connection, Connections } from './connections.ts';
import { isOver, type Subscription } from './subscription.ts';
import { whatIsWrong } from './subscription-wording.ts';

/** A row of the table of subscriptions: a client's heading, one of its channels, or what is wrong with that. */
export type SubscriptionRow =
  | { type: 'client'; client: SubscribingClient }
  | { type: 'channel'; subscription: Subscription; wrong: readonly string[] }
  | { type: 'wrong'; subscription: Subscription; text: string };

type ChannelRow = SubscriptionRow & { type: 'channel' };

/** Whose subscriptions stand together. */
export interface SubscribingClient {
  load: string;
  /** Which document it is in; '' for the page itself. */
  place: string;
  name: string;
  clientId: string | undefined;
  transport: string | undefined;
  connection: Connection | undefined;
  count: number;
  /** The session is over, and with it all that is here. */
  isOver: boolean;
}

export interface SortOrder {
  column: SubscriptionColumn;
  descending: boolean;
}

export interface RowOptions {
  order: SortOrder;
  onlyWrong: boolean;
  now: number;
  placeOf(load: string): string;
}

export interface SubscriptionRows {
  rows: SubscriptionRow[];
  /** Channels, and those that something is wrong with. */
  count: number;
  wrong: number;
}

/**
 * Puts subscriptions in rows: by client where there are several or one is not the page's own, in the order asked for,
 * with what is wrong below each.
 *
 * @param onlyWrong leaves out those that are as they should be
 * @param now ms since the epoch
 * @param placeOf names a document that is not the page itself
 */
export function subscriptionRows(
  all: readonly Subscription[],
  connections: Pick<Connections, 'all'>,
  { order, onlyWrong, now, placeOf }: RowOptions,
): SubscriptionRows {
  const clients = new Map<string, { of: Subscription; since: number; channels: ChannelRow[] }>();
  let wrongs = 0;
  for (const subscription of all) {
    const wrong = whatIsWrong(subscription, now);
    if (wrong.length > 0) wrongs += 1;
    else if (onlyWrong) continue;
    const key = `${subscription.load} ${subscription.client}`;
    const client = clients.get(key) ?? { of: subscription, since: subscription.since, channels: [] };
    clients.set(key, client);
    client.since = Math.min(client.since, subscription.since);
    client.channels.push({ type: 'channel', subscription, wrong });
  }
  const value = VALUES[order.column];
  const sign = order.descending ? -1 : 1;
  const rows: SubscriptionRow[] = [];
  // Sessions that are over come last.
  const grouped = [...clients.values()].map((client) => ({
    ...client,
    isOver: client.channels.every(({ subscription }) => isOver(subscription)),
  }));
  grouped.sort((a, b) => Number(a.isOver) - Number(b.isOver) || a.since - b.since);
  for (const { of, channels, isOver } of grouped) {
    const keyed = channels.map((row) => ({ row, key: value(row.subscription, now) }));
    keyed.sort(
      (a, b) => sign * compare(a.key, b.key) || compare(a.row.subscription.channel, b.row.subscription.channel),
    );
    const place = placeOf(of.load);
    if (clients.size > 1 || place !== '')
      rows.push({ type: 'client', client: { ...clientOf(of, connections, channels.length), place, isOver } });
    for (const { row } of keyed) {
      rows.push(row);
      for (const text of row.wrong) rows.push({ type: 'wrong', subscription: row.subscription, text });
    }
  }
  return { rows, count: all.length, wrong: wrongs };
}

function clientOf(
  of: Subscription,
  connections: Pick<Connections, 'all'>,
  count: number,
): Omit<SubscribingClient, 'place' | 'isOver'> {
  return {
    load: of.load,
    name: of.client,
    clientId: of.clientId,
    transport: of.transport,
    connection: connectionOf(of, connections),
    count,
  };
}

/** The line that a subscription's messages come over. */
export function connectionOf(
  { load, clientId, client }: Subscription,
  connections: Pick<Connections, 'all'>,
): Connection | undefined {
  const lines = connections.all(load);
  const known = lines.findLast((line) => line.id === client || (clientId !== undefined && line.clientId === clientId));
  return known ?? (lines.length === 1 ? lines[0] : undefined);
}

type Key = string | number | undefined;

/** The acknowledgments from good to bad. */
const SERVER_ORDER = ['acknowledged', 'pending', 'unknown', 'ended', 'lapsed', 'refused'];

const VALUES: Readonly<Record<SubscriptionColumn, (subscription: Subscription, now: number) => Key>> = {
  channel: ({ channel }) => channel,
  application: ({ asked }) => asked,
  client: ({ held }) => held,
  server: ({ server }) => SERVER_ORDER.indexOf(server),
  handlers: (subscription) => handlersOf(subscription),
  messages: ({ messages }) => messages,
  rate: ({ rate }, now) => rate.upTo(now).reduce((sum, count) => sum + count, 0),
  last: ({ lastAt }) => lastAt,
  errors: ({ errors }) => errors,
  transport: ({ transport }) => transport,
  session: ({ clientId }) => clientId,
  since: ({ since }) => since,
};

/** Handlers that messages reach; undefined when nobody could see any. */
export const handlersOf = ({ held, asked }: Subscription) => held ?? asked;

/** What is not known comes last, whichever way it is sorted up. */
function compare(a: Key, b: Key): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b ? -1 : 1;
}
