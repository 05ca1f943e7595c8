import type { ClientOpts, RedisClient, RetryStrategy } from 'redis';

/** Told in a sentence what happened to a connection. */
export type Notice = (level: 'info' | 'warn' | 'error', sentence: string) => void;

/** Tries again after 100 ms, 200 ms, … and at least once a second, for ever: a server outlives its Redis. */
const RECONNECT: RetryStrategy = ({ attempt }) => Math.min(attempt * 100, 1_000);

/** What a client that tries to reconnect keeps for itself, under names of its own. */
type Reconnecting = RedisClient & { options: ClientOpts; connect_timeout: number };

/** Makes a client try to reconnect until it can. What was under way when a connection is lost is refused: `wasCutOff`. */
export function reconnectForEver(client: RedisClient): void {
  const reconnecting = client as Reconnecting;
  // Read by the client whenever a connection is lost; `faye-redis` lets nobody give options to the clients it makes.
  reconnecting.options.retry_strategy = RECONNECT;
  // Whatever the strategy says, a client of redis 3 ends itself after an hour of trying (its index.js, `connection_gone`).
  reconnecting.connect_timeout = Number.POSITIVE_INFINITY;
}

/** Whether a command failed because its connection broke before the reply: it may have been done, or not. */
export const wasCutOff = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'UNCERTAIN_STATE';

/** Whether Redis refused a command because its memory is full (`maxmemory`, with nothing that may be evicted). */
export const hasNoRoom = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'OOM';

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
