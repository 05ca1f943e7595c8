import type { ClientOpts, RedisClient, RetryStrategy } from 'redis';

/** Told in a sentence what happened to a connection. */
export type Notice = (level: 'info' | 'warn' | 'error', sentence: string) => void;

/** Tries again after 100 ms, 200 ms, … and at least once a second, for ever: a server outlives its Redis. */
const RECONNECT: RetryStrategy = ({ attempt }) => Math.min(attempt * 100, 1_000);

/**
 * Makes a client try to reconnect until it can.
 * @param askAgain whether what was under way is asked again then, rather than refused
 */
export function reconnectForEver(client: RedisClient, askAgain: boolean): void {
  // Read by the client whenever a connection is lost; `faye-redis` lets nobody give options to the clients it makes.
  const { options } = client as RedisClient & { options: ClientOpts };
  options.retry_strategy = RECONNECT;
  options.retry_unfulfilled_commands = askAgain;
}

/** Says once that a connection is lost, and once that it is back. Also what keeps an `error` from ending the process. */
export function followConnection(client: RedisClient, shown: string, notice: Notice): void {
  let away = false;
  const lost = (reason: unknown) => {
    if (away) return;
    away = true;
    notice('error', `The connection to ${shown} is lost, and tried again until it is back: ${String(reason)}.`);
  };
  client.on('error', lost);
  client.on('reconnecting', ({ error }: { error?: unknown }) => lost(error ?? 'closed'));
  client.on('ready', () => {
    if (!away) return;
    away = false;
    notice('info', `The connection to ${shown} is back.`);
  });
}
