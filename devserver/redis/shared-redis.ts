import { once } from 'node:events';
import { createClient, type RedisClient } from 'redis';
import { within } from '../deadline.ts';
import type { Sequence } from '../live-resource/index.ts';
import { followConnection, type Notice, reconnectForEver } from './connection.ts';
import { redisEngineOptions } from './redis-engine.ts';
import { redisSequence } from './redis-sequence.ts';
import { type RedisAddress, RedisUnusableError, readRedisUrl } from './redis-url.ts';

/** How long an unreachable Redis is waited for at the start, and a command later, in ms. */
const CONNECT_MS = 5_000;

/** What several servers on one Redis share. */
export interface SharedRedis {
  /** For `new NodeAdapter({engine})`: sessions, subscriptions and messages are in Redis. */
  readonly engine: Record<string, unknown>;
  /** One count a channel for all of them. */
  readonly sequence: Sequence;
  /** Rejects with the reason if Redis does not answer, or takes no writes: it may be out of memory. */
  check(): Promise<unknown>;
  close(): void;
}

/**
 * Connects to a Redis. When it goes away later, it is tried again until it is back, and `notice` is called for both.
 * @param namespace what every key begins with: servers with the same share everything
 * @throws RedisUnusableError if the URL is none, or nothing answers there
 */
export async function shareByRedis(url: string, notice: Notice, namespace = 'livecollection'): Promise<SharedRedis> {
  const address = readRedisUrl(url);
  const client = await connect(address);
  followConnection(client, address.shown, notice);
  return {
    engine: redisEngineOptions(address, namespace, notice),
    sequence: redisSequence(client, namespace),
    check: () =>
      new Promise((resolve, reject) => {
        client.set(`${namespace}/health`, '1', 'EX', 1, (error, reply) => (error ? reject(error) : resolve(reply)));
      }),
    close: () => client.end(true),
  };
}

async function connect({ host, port, database, password, shown }: RedisAddress): Promise<RedisClient> {
  const client = createClient(port, host, {
    db: database,
    ...(password === undefined ? {} : { password }),
    // What cannot be asked now is refused now: a request must not hang for as long as Redis is away.
    enable_offline_queue: false,
  });
  try {
    await within(CONNECT_MS, 'no answer', once(client, 'ready'));
  } catch (cause) {
    client.removeAllListeners();
    client.on('error', () => {}); // there may be more to say of a connection that is given up, and nobody to tell
    client.end(true);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RedisUnusableError(
      `No Redis answers at ${shown} (${reason}): start it, or leave --redis out to run one server by itself.`,
      { cause },
    );
  }
  reconnectForEver(client);
  return client;
}
