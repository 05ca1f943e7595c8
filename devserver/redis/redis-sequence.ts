import type { RedisClient } from 'redis';
import { RequestError, type Sequence } from '../live-resource/index.ts';
import { hasNoRoom } from './connection.ts';

/**
 * One count a channel for every process on a Redis: `INCR` is atomic, so no number is given twice or left out.
 *
 * A number is taken before its message is published, and those are two commands: what a process publishes as 6 may
 * overtake another's 5 by as much as the second is slower, usually less than a millisecond. Clients notice: 6 is a gap,
 * for which they resync, and 5 is not taken for known, since only numbers that came are (races.md, "low, got").
 * Within one process the order always holds.
 *
 * A count that Redis has forgotten begins at the clock, as `memorySequence` does, above whatever clients remember.
 * A number that could not be taken was of a message that nobody got: the next one leaves a gap, so that clients resync.
 */
export function redisSequence(client: RedisClient, namespace: string, now: () => number = Date.now): Sequence {
  const missed = new Set<string>();

  /** The last command's reply, of two done at once: the count is made if there is none, then asked or raised. */
  function ask(channel: string, by: number): Promise<number> {
    const key = `${namespace}/seq${channel}`;
    return new Promise((resolve, reject) => {
      client
        .multi()
        .set(key, String(now()), 'NX')
        .incrby(key, by)
        .exec((error, replies) => {
          if (error) reject(new RequestError(503, `Redis, which numbers the messages, ${reasonOf(error)}.`));
          else resolve(Number(replies?.[1]));
        });
    });
  }

  return {
    async next(channel) {
      const by = missed.has(channel) ? 2 : 1;
      // Before the answer: another call may come meanwhile, and need not leave a gap as well.
      missed.delete(channel);
      try {
        return await ask(channel, by);
      } catch (error) {
        missed.add(channel);
        throw error;
      }
    },
    current: (channel) => ask(channel, 0),
  };
}

/** Of a transaction the client says only that it failed, with what its commands were answered. */
function reasonOf(error: Error): string {
  const causes: unknown = 'errors' in error ? error.errors : undefined;
  return [error, causes].flat().some(hasNoRoom) ? 'is out of memory' : 'cannot be reached';
}
