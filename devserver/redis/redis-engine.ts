import type { BayeuxMessage } from 'faye';
import type { EngineHost } from 'faye/src/engines/memory.js';
import FayeRedis, { type RedisEngine } from 'faye-redis';
import type { RedisClient } from 'redis';
import { hasNoRoom, type Notice, reconnectForEver, wasCutOff } from './connection.ts';
import { watchForgottenClients } from './forgotten-clients.ts';
import type { RedisAddress } from './redis-url.ts';

/** A client that has not connected for this many times the timeout is forgotten: as in `faye-redis`. */
const ALIVE = 1.6;
/** How long after Redis was out of memory what waits for it is tried again, in ms. */
const RETRY_MS = 500;
/** No more commands than this wait for memory. */
const MOST_WAITING = 1_000;

/**
 * Queues a message for every client subscribed to any of its channels, and wakes the server that each is connected to.
 * KEYS: the clients by when they last connected, then the channels' subscribers.
 * ARGV: namespace, message, the time since when a client counts as alive, the topic to wake servers by.
 */
const PUBLISH = `
  local channels = {}
  for at = 2, #KEYS do channels[at - 1] = KEYS[at] end
  local clients = redis.call('SUNION', unpack(channels))
  for _, client in ipairs(clients) do
    local seen = redis.call('ZSCORE', KEYS[1], client)
    if seen and tonumber(seen) > tonumber(ARGV[3]) then
      redis.call('RPUSH', ARGV[1] .. '/clients/' .. client .. '/messages', ARGV[2])
      redis.call('PUBLISH', ARGV[4], client)
    end
  end
  return #clients
`;

/** Takes all messages that wait for a client. KEYS: its queue. */
const TAKE = `
  local messages = redis.call('LRANGE', KEYS[1], 0, -1)
  redis.call('DEL', KEYS[1])
  return messages
`;

/**
 * Faye's engine options for `faye-redis`, made fit to outlive its Redis:
 *
 * - it has no listener for its connections' errors, which would end the process;
 * - its callbacks take every reply for a good one, and throw at an error's: those are reported here instead. The Bayeux
 *   client that waits for the answer asks again, though only when its time is up. So what a broken connection cut off is
 *   asked again here, in its order, all whose answer is waited for. (The client's own `retry_unfulfilled_commands` keeps
 *   only the first: redis 3.1.2 gives `unshift` of denque several items, which takes one.)
 * - what a Redis without memory refuses (`maxmemory`) is tried again in the same way, messages excepted;
 * - it empties a client's queue in a transaction. Cut off after its MULTI, and asked again from there, that would swallow
 *   every later command of the connection. Here that is one script as well.
 * - it publishes with a command to find the subscribers and three more for each, so that two servers' messages reach
 *   different clients in a different order, and a broken connection leaves some out. Here that is one script: for all
 *   clients at once, and the same order for each;
 * - a Redis that comes back empty leaves it with clients that believe to be subscribed: those are told, and so are those
 *   that a Redis forgets while it is connected.
 */
export function redisEngineOptions(address: RedisAddress, namespace: string, notice: Notice): Record<string, unknown> {
  const { host, port, database, password } = address;
  return {
    type: { create: (server: EngineHost, options: Record<string, unknown>) => sturdy(server, options) },
    host,
    port,
    database,
    namespace,
    ...(password === undefined ? {} : { password }),
  };

  function sturdy(server: EngineHost, options: Record<string, unknown>): RedisEngine {
    const engine = FayeRedis.create(server, options);
    const { _redis: commands, _subscriber: subscriber } = engine;
    const failed = (error: unknown) => notice('error', `A command to ${address.shown} failed: ${String(error)}.`);
    for (const client of [commands, subscriber]) {
      reconnectForEver(client);
      client.on('error', () => {}); // `shareByRedis` has a connection of its own that reports
    }
    subscriber.on('ready', () => {
      // Redis may have forgotten everybody. Who is asked to connect again is told, at once and not when the time is up.
      for (const connection of [...engine._server._connections.values()]) connection.flush();
    });
    const watched = watchedClient(commands, failed);
    engine._redis = watched.client;
    engine.publish = (message, channels) => publish(engine, message, channels);
    engine.emptyQueue = (clientId) => emptyQueue(engine, clientId);
    // A connect that was on its way while Redis came back is held after that: who speaks unknown on it is told then.
    const clientExists = engine.clientExists.bind(engine);
    engine.clientExists = (clientId, callback, context) => {
      clientExists(clientId, (exists) => {
        if (!exists) engine._server._connections.get(clientId)?.flush();
        callback.call(context, exists);
      });
    };
    // XX: only a client that is known. A ping on its way while Redis is emptied would bring the client back to life without
    // its subscriptions, and nobody would ever tell it to subscribe again.
    engine.ping = (clientId) => {
      engine._redis.zadd(`${namespace}/clients`, 'XX', String(Date.now()), clientId);
    };
    const endWatch = watchForgottenClients(engine);
    engine.disconnect = () => {
      clearInterval(engine._gc);
      endWatch();
      subscriber.end(true);
      // What was begun, the farewell of this server's own client among it, is several commands one after the other.
      watched.whenIdle(() => commands.quit(() => {}));
    };
    return engine;
  }
}

function publish(engine: RedisEngine, message: BayeuxMessage, channels: string[]): void {
  const { _ns: namespace, _server: server } = engine;
  const keys = [`${namespace}/clients`, ...channels.map((channel) => `${namespace}/channels${channel}`)];
  const aliveSince = Date.now() - 1000 * ALIVE * server.timeout;
  engine._redis.eval(
    PUBLISH,
    keys.length,
    ...keys,
    namespace,
    JSON.stringify(message),
    String(aliveSince),
    engine._messageChannel,
    () => {},
  );
  server.trigger('publish', message.clientId, message.channel, message.data);
}

/** Delivers what waits for a client that is connected to this process. */
function emptyQueue({ _ns: namespace, _redis: redis, _server: server }: RedisEngine, clientId: string): void {
  if (!server.hasConnection(clientId)) return;
  redis.eval(TAKE, 1, `${namespace}/clients/${clientId}/messages`, (_error: unknown, messages: string[]) => {
    server.deliver(
      clientId,
      messages.map((message) => JSON.parse(message)),
    );
  });
}

/**
 * The same client, but the callbacks given to its commands learn of successes only; what is cut off is asked again: a
 * message twice is known by its number, a message lost is lost. `whenIdle` acts when none is waited for any more, those
 * included that a callback gives.
 */
function watchedClient(client: RedisClient, report: (error: unknown) => void) {
  let waiting = 0;
  let onIdle: (() => void) | undefined;

  const settle = () => {
    waiting -= 1;
    if (waiting === 0) onIdle?.();
  };
  const watched = new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const callback = args.at(-1);
        if (typeof callback === 'function') {
          waiting += 1;
          let isReported = false;
          args[args.length - 1] = (error: unknown, reply: unknown) => {
            if (wasCutOff(error)) return void value.apply(target, args);
            // A session or subscription that somebody waits for. A message is not kept: its number is missing, and says so.
            if (hasNoRoom(error) && name !== 'eval' && !onIdle && waiting < MOST_WAITING) {
              if (!isReported) report(error);
              isReported = true;
              return void setTimeout(() => value.apply(target, args), RETRY_MS).unref();
            }
            if (error) report(error);
            else callback(null, reply);
            settle();
          };
        }
        return value.apply(target, args);
      };
    },
  });
  return {
    client: watched,
    whenIdle(act: () => void) {
      if (waiting === 0) act();
      else onIdle = act;
    },
  };
}
