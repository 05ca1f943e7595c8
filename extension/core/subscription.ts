import { createMessageRate, type MessageRate } from './message-rate.ts';

/**
 * What the server said of a subscription.
 *
 *   unknown        nothing was seen; where messages come all the same, it was acknowledged before the capture began
 *   pending        asked, not answered yet
 *   acknowledged, refused
 *   ended          unsubscribed
 *   lapsed         the client has another session since, and did not subscribe anew in it
 */
export type Acknowledgment = 'unknown' | 'pending' | 'acknowledged' | 'refused' | 'ended' | 'lapsed';

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
  /** When it was first heard of, and when the server last said something; ms since the epoch. */
  since: number;
  answeredAt: number | undefined;
  messages: number;
  lastAt: number | undefined;
  errors: number;
  /** The event that last changed it, messages apart. */
  event: number;
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
    errors: 0,
    event: 0,
    rate: createMessageRate(),
  };
}

/** What does not fit together. Where one of the three was not seen, nothing is said of it. */
export function mismatchesOf({ asked, held, server }: Subscription): Mismatch[] {
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
