import { counted } from '../../core/explanation/format.ts';
import type { Session } from '../../core/session.ts';
import type { Subscription } from '../../core/subscriptions/subscription.ts';
import { handlersOf, type SubscribingClient } from '../../core/subscriptions/subscription-rows.ts';
import { errorWords } from '../../core/subscriptions/subscription-wording.ts';
import { EventLink } from '../controls/event-link.tsx';
import { timeOfDay } from '../controls/format-time.ts';
import { Icon } from '../controls/icon.tsx';
import { ago } from './ago.ts';
import { Sparkline } from './sparkline.tsx';
import { Said, saidOf } from './subscription-status.tsx';

export interface SubscriptionRowProps {
  session: Session;
  subscription: Subscription;
  now: number;
  onSelect(index: number): void;
}

/** A name that is too long is cut in its middle: many begin alike. So many characters of its end stay. */
const END = 13;

/** The cells of one channel, in the order of `COLUMNS`. */
export function SubscriptionCells({ session, subscription, now, onSelect }: SubscriptionRowProps) {
  const { channel, messages, lastAt, lastEvent, errors, error, transport, clientId, since } = subscription;
  const counts = subscription.rate.upTo(now);
  const perMinute = counts.reduce((sum, count) => sum + count, 0);
  return (
    <>
      <td class="sub-channel" title={channel}>
        <span>{channel.slice(0, -END)}</span>
        <span>{channel.slice(-END)}</span>
      </td>
      {saidOf(subscription).map((said) => (
        <Said key={said.who} {...said} />
      ))}
      <td class="number wide">{handlersOf(subscription) ?? '–'}</td>
      <td class="number">{messages}</td>
      <td class="rate" title={`${counted(perMinute, 'message')} in the last minute`}>
        <Sparkline counts={counts} /> {perMinute}
        <span class="soft">/min</span>
      </td>
      <td class="last">
        {lastAt !== undefined && lastEvent !== undefined && (
          <EventLink session={session} event={lastEvent} onSelect={onSelect}>
            {ago(now - lastAt)}
          </EventLink>
        )}
      </td>
      <td class="errors" title={error}>
        {errors > 0 && <b>{errors} </b>}
        {error !== undefined && errorWords(error)}
      </td>
      <td class="wide">{transport}</td>
      <td class="sub-session wider" title={clientId}>
        {clientId}
      </td>
      <td class="wider" title={timeOfDay(since)}>
        {ago(now - since)}
      </td>
    </>
  );
}

/** The heading above the channels of one client. */
export function ClientCell({ client }: { client: SubscribingClient }) {
  const { name, clientId, transport, connection, place, count, isOver } = client;
  return (
    <td class="band-text" colSpan={12}>
      <Icon name="wire" /> <b>{connection?.url || name}</b>{' '}
      {[
        place,
        transport,
        clientId && `client ${clientId}`,
        isOver ? 'session over' : connection?.up === undefined ? '' : connection.up ? 'up' : 'down',
        counted(count, 'channel'),
      ]
        .filter(Boolean)
        .join(' · ')}
    </td>
  );
}
