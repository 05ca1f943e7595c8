import { NodeAdapter } from 'faye';
import type { RedisEngine } from 'faye-redis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redisEngineOptions } from '../../devserver/redis/redis-engine.ts';
import { readRedisUrl } from '../../devserver/redis/redis-url.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';

/** The engine of a Faye server, whose Redis is cut off while commands are under way. */
describe('an engine whose Redis is cut off', () => {
  let redis: RedisServer;
  let engine: RedisEngine;
  const troubles: string[] = [];

  beforeEach(async () => {
    redis = await startRedis();
    const options = redisEngineOptions(readRedisUrl(redis.url), 'test', (_level, sentence) => troubles.push(sentence));
    const type = options.type as { create(...of: unknown[]): RedisEngine };
    const create = (...of: unknown[]) => {
      engine = type.create(...of);
      return engine;
    };
    new NodeAdapter({ mount: '/faye', timeout: 45, engine: { ...options, type: { create } } });
  });
  afterEach(async () => {
    engine.disconnect();
    await redis.stop();
    expect(troubles.splice(0)).toEqual([]);
  });

  const newClient = () => new Promise<string>((resolve) => engine.createClient(resolve));
  const knows = (clientId: string) => new Promise<boolean>((resolve) => engine.clientExists(clientId, resolve));

  /** Redis goes while it has not answered what `ask` sends, and comes back empty. */
  async function cutOff<Asked>(ask: () => Asked): Promise<Asked> {
    redis.pause();
    const asked = ask();
    await redis.stop();
    await redis.start();
    return asked;
  }

  it('answers everything that was asked, in its order, once Redis is back', async () => {
    await newClient(); // the connection stands: what is asked now is sent now
    const answered: string[] = [];
    const clients = await cutOff(() =>
      Promise.all(
        ['one', 'two', 'three', 'four'].map(async (name) => {
          const client = await newClient();
          answered.push(name);
          return client;
        }),
      ),
    );
    expect(answered).toEqual(['one', 'two', 'three', 'four']);
    expect(await Promise.all(clients.map(knows))).toEqual([true, true, true, true]);
  });

  it('goes on knowing clients when it was taking a client’s messages', async () => {
    const client = await newClient();
    engine._server.connect(client, {}, () => {});
    await knows(client);
    await cutOff(() => engine.emptyQueue(client));
    expect(await knows(await newClient())).toBe(true);
  });

  it('tries again for ever, where redis 3 ends its clients after an hour', async () => {
    await newClient();
    await redis.stop();
    for (const client of [engine._redis, engine._subscriber]) Object.assign(client, { retry_totaltime: 3_600_000 });
    await redis.start();
    expect(await knows(await newClient())).toBe(true);
  });
});
