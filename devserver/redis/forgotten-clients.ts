import type { BayeuxMessage } from 'faye';
import type { RedisEngine } from 'faye-redis';

/** How often a Redis is asked whether it still knows this process's clients, in ms. */
const ASK_EVERY = 500;
/** So many clients are asked after in one script, which keeps Redis from everything else for 2 ms. */
const CLIENTS_A_SCRIPT = 500;

/**
 * Which of some clients Redis no longer knows: 1 for each of these, 0 for the others. One that it knows and no longer has
 * subscribed to a channel is made unknown: it can be told nothing less.
 * KEYS: the clients by when they last connected. ARGV: namespace, `[[client, channel, …], …]` as JSON.
 */
const FORGOTTEN = `
  local forgotten = {}
  for _, client in ipairs(cjson.decode(ARGV[2])) do
    local id = client[1]
    local isForgotten = 0
    if not redis.call('ZSCORE', KEYS[1], id) then isForgotten = 1 end
    for at = 2, #client do
      if redis.call('SISMEMBER', ARGV[1] .. '/channels' .. client[at], id) == 0 then isForgotten = 1 end
    end
    if isForgotten == 1 then
      redis.call('ZREM', KEYS[1], id)
      for at = 2, #client do redis.call('SREM', ARGV[1] .. '/channels' .. client[at], id) end
      redis.call('DEL', ARGV[1] .. '/clients/' .. id .. '/channels', ARGV[1] .. '/clients/' .. id .. '/messages')
    end
    table.insert(forgotten, isForgotten)
  end
  return forgotten
`;

/**
 * Ends the sessions that Redis has forgotten, whole or in part, while its connection stood: it was emptied (`FLUSHALL`)
 * or evicted keys for want of memory. Nothing else says so, and a websocket's next `/meta/connect` may be 45 s away.
 * A client that is told handshakes again, subscribes, and fetches; this server's own client does too.
 *
 * Redis loses keys whole, so the oldest client of each stands for all: only if one of these is forgotten are all asked after.
 * @returns its own end
 */
export function watchForgottenClients(engine: RedisEngine): () => void {
  const subscriptions = rememberSubscriptions(engine);

  function ask(clients: readonly string[], onForgotten: () => void): void {
    const asked = clients.map((client) => [client, ...subscriptions.channelsOf(client)]);
    const about = [engine._ns, JSON.stringify(asked)];
    engine._redis.eval(FORGOTTEN, 1, `${engine._ns}/clients`, ...about, (_error: unknown, forgotten: number[]) => {
      const lost = clients.filter((_client, at) => forgotten[at] === 1);
      for (const client of lost) {
        subscriptions.forget(client);
        const connection = engine._server._connections.get(client);
        if (connection?.socket && isEventSource(connection.socket)) {
          // Its `/meta/connect` was answered at once, and the next one may be 45 s away.
          connection.socket.send(unknownClient(client));
        }
        // Answers its `/meta/connect`; the next one is that of a client that nobody knows, which is told to begin again.
        connection?.flush();
      }
      if (lost.length > 0) onForgotten();
    });
  }

  function askAll(): void {
    const clients = [...new Set([...engine._server._connections.keys(), ...subscriptions.clients()])];
    for (let at = 0; at < clients.length; at += CLIENTS_A_SCRIPT) {
      ask(clients.slice(at, at + CLIENTS_A_SCRIPT), () => {});
    }
  }

  const timer = setInterval(() => {
    // Nothing is queued for a Redis that is away: who is forgotten then is found when it is back.
    if (!engine._redis.connected) return;
    const [connected] = engine._server._connections.keys();
    const oldest = new Set([...(connected === undefined ? [] : [connected]), ...subscriptions.oldest()]);
    if (oldest.size > 0) ask([...oldest], askAll);
  }, ASK_EVERY);
  timer.unref();
  return () => clearInterval(timer);
}

/** Whether a client is sent to by Faye's EventSource transport, which has no `/meta/connect` that waits. */
function isEventSource({ _socket }: { readonly _socket?: object }): boolean {
  return _socket !== undefined && 'lastEventId' in _socket;
}

/** What a client that the server does not know is answered: Bayeux 1.0, § 2.4. */
const unknownClient = (clientId: string): BayeuxMessage => ({
  channel: '/meta/connect',
  successful: false,
  error: `401:${clientId}:Unknown client`,
  advice: { reconnect: 'handshake', interval: 0 },
});

/** Notes what each client is subscribed to by this process, when Redis has it. */
function rememberSubscriptions(engine: RedisEngine) {
  const channelsOf = new Map<string, Set<string>>();
  /** In the order of the subscriptions. */
  const subscribersOf = new Map<string, Set<string>>();
  const subscribe = engine.subscribe.bind(engine);
  const unsubscribe = engine.unsubscribe.bind(engine);

  function remove(from: Map<string, Set<string>>, key: string, value: string): void {
    const values = from.get(key);
    values?.delete(value);
    if (values?.size === 0) from.delete(key);
  }
  function end(client: string, channel: string): void {
    remove(channelsOf, client, channel);
    remove(subscribersOf, channel, client);
  }

  engine.subscribe = (client, channel, callback, context) => {
    subscribe(client, channel, () => {
      end(client, channel); // subscribed again it is the youngest
      channelsOf.set(client, (channelsOf.get(client) ?? new Set()).add(channel));
      subscribersOf.set(channel, (subscribersOf.get(channel) ?? new Set()).add(client));
      callback?.call(context);
    });
  };
  engine.unsubscribe = (client, channel, callback, context) => {
    end(client, channel);
    unsubscribe(client, channel, callback, context);
  };
  return {
    channelsOf: (client: string): readonly string[] => [...(channelsOf.get(client) ?? [])],
    clients: () => channelsOf.keys(),
    /** The client of each channel that has been subscribed to it for longest. */
    oldest: () => [...subscribersOf.values()].flatMap(([client]) => client ?? []),
    forget(client: string): void {
      for (const channel of [...(channelsOf.get(client) ?? [])]) end(client, channel);
    },
  };
}
