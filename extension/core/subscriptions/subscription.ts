import { createMessageRate, type MessageRate } from './message-rate.ts';

/**
 * What the server said of a subscription.
 *
 *   unknown        nothing was seen; where messages come all the same, it was acknowledged before the capture began
 *   pending        asked, not answered yet
 *   acknowledged, refused
 *   ended          unsubscribed
 *   lapsed         the session in which it was acknowledged is over, and the client did not subscribe again
 */
export type Acknowledgment = 'unknown' | 'pending' | 'acknowledged' | 'refused' | 'ended' | 'lapsed';

/** One of the three said something else than before. */
export interface SubscriptionStep {
  /** The event that told it, and when; ms since the epoch. */
  readonly event: number;
  readonly at: number;
  readonly who: 'application' | 'client' | 'server';
  /** Handlers that the application or the client now has, or what the server said. */
  readonly said: number | Acknowledgment;
  /** Why it was refused. */
  readonly error: string | undefined;
}

/** One channel of one client: what the application asked for, what the client holds, what the server acknowledged. */
export interface Subscription {
  readonly load: string;
  /** The channel, or a pattern. */
  readonly channel: string;
  /** The Faye client's name; of another client its session, or its connection. */
  client: string;
  clientId: string | undefined;
  transport: string | undefined;
  /** Handlers the application registered; undefined when nobody watched (no Faye client, or before the capture). */
  asked: number | undefined;
  /** Handlers the client holds, likewise. */
  held: number | undefined;
  server: Acknowledgment;
  /** Why it was refused, or what the application was told. */
  error: string | undefined;
  /** When it was first seen, and when the server last said something; ms since the epoch. */
  since: number;
  answeredAt: number | undefined;
  messages: number;
  /** The last message: when it came, and its event. */
  lastAt: number | undefined;
  lastEvent: number | undefined;
  errors: number;
  /** Its client disconnects: what is left of it until the server has heard is no mismatch. */
  isLeaving: boolean;
  /** How it came to be what it is, the oldest first; the last 24. */
  steps: SubscriptionStep[];
  readonly rate: MessageRate;
}

export type Mismatch =
  /** The application has handlers that the client does not know of. */
  | 'asked-not-held'
  /** Handlers wait at the client for what the server does not send. */
  | 'held-not-acknowledged'
  /** The server sends what nobody waits for. */
  | 'acknowledged-not-held';

export function createSubscription(load: string, client: string, channel: string, at: number): Subscription {
  return {
    load,
    client,
    channel,
    clientId: undefined,
    transport: undefined,
    asked: undefined,
    held: undefined,
    server: 'unknown',
    error: undefined,
    since: at,
    answeredAt: undefined,
    messages: 0,
    lastAt: undefined,
    lastEvent: undefined,
    errors: 0,
    isLeaving: false,
    steps: [],
    rate: createMessageRate(),
  };
}

const STEPS = 24;

/** Sets what one of the three says, as event `event` tells it. */
export function note(
  subscription: Subscription,
  event: number,
  at: number,
  news: { asked: number } | { held: number } | { server: Acknowledgment; error?: string | undefined },
): void {
  if ('asked' in news) {
    subscription.asked = news.asked;
    if (news.asked > 0) subscription.isLeaving = false;
    step(subscription, { event, at, who: 'application', said: news.asked, error: undefined });
  } else if ('held' in news) {
    if (subscription.held === news.held) return;
    subscription.held = news.held;
    step(subscription, { event, at, who: 'client', said: news.held, error: undefined });
  } else {
    subscription.server = news.server;
    step(subscription, { event, at, who: 'server', said: news.server, error: news.error });
  }
}

function step({ steps }: Subscription, one: SubscriptionStep): void {
  steps.push(one);
  if (steps.length > STEPS) steps.shift();
}

/** Takes over what the same channel was known by under another name of its client. */
export function absorb(into: Subscription, other: Subscription): void {
  into.asked ??= other.asked;
  into.held ??= other.held;
  into.since = Math.min(into.since, other.since);
  into.messages += other.messages;
  if ((other.lastAt ?? 0) > (into.lastAt ?? 0)) {
    into.lastAt = other.lastAt;
    into.lastEvent = other.lastEvent;
  }
  into.errors += other.errors;
  if (into.server === 'unknown') into.server = other.server;
  into.steps = [...other.steps, ...into.steps].sort((a, b) => a.event - b.event).slice(-STEPS);
}

/** What does not fit together. Where one of the three was not seen, nothing is said of it. */
export function mismatchesOf({ asked, held, server, isLeaving }: Subscription): Mismatch[] {
  if (isLeaving) return [];
  const found: Mismatch[] = [];
  const wanted = held ?? asked;
  if (asked && held === 0) found.push('asked-not-held');
  if (wanted && (server === 'refused' || server === 'ended' || server === 'lapsed'))
    found.push('held-not-acknowledged');
  if (wanted === 0 && server === 'acknowledged') found.push('acknowledged-not-held');
  return found;
}

/** Is there anything left of it? */
export function isOver({ asked, held, server }: Subscription): boolean {
  return !asked && !held && (server === 'ended' || server === 'lapsed');
}
