import type { LiveEvent } from '../protocol/events.ts';
import type { BayeuxClient } from '../subscriptions/bayeux-clients.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import type { Subscriptions } from '../subscriptions/subscriptions.ts';

/** The Bayeux client that an event of the wire or of Faye is of. */
export function clientOf(event: LiveEvent, subscriptions: Pick<Subscriptions, 'clientOf'>): BayeuxClient | undefined {
  const name = 'client' in event ? event.client : 'connection' in event ? event.connection : undefined;
  return name === undefined ? undefined : subscriptions.clientOf(event.load, name);
}

/** Somebody in the page counts on it; undefined where that was not seen. */
export function isWanted({ asked, held, isLeaving }: Subscription): boolean | undefined {
  if (isLeaving) return false;
  const handlers = held ?? asked;
  return handlers === undefined ? undefined : handlers > 0;
}
