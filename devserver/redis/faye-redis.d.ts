/** What we use of `faye-redis` 0.2, which ships no types. Source: https://github.com/faye/faye-redis-node */
declare module 'faye-redis' {
  import type { BayeuxMessage } from 'faye';
  import type { Engine, EngineHost } from 'faye/src/engines/memory.js';
  import type { RedisClient } from 'redis';

  interface Connection {
    flush(): void;
    /** Of a websocket or an EventSource: `faye/src/protocol/socket.js`. */
    readonly socket?: { send(message: BayeuxMessage): void; readonly _socket?: object } | null;
  }

  export interface RedisEngine extends Engine {
    _redis: RedisClient;
    readonly _subscriber: RedisClient;
    readonly _server: EngineHost & {
      /** Bayeux: how long a `/meta/connect` is held, in seconds. */
      timeout: number;
      /** The clients connected to this process; `flush` answers the `/meta/connect` that is held for one. */
      readonly _connections: ReadonlyMap<string, Connection>;
      connect(clientId: string, advice: object, callback: (messages: BayeuxMessage[]) => void): void;
      trigger(event: 'publish', clientId: string | undefined, channel: string, data: unknown): void;
    };
    readonly _ns: string;
    readonly _messageChannel: string;
    readonly _gc: ReturnType<typeof setInterval>;
    publish(message: BayeuxMessage, channels: string[]): void;
    /** Delivers what is queued for a client, if it is connected to this process. */
    emptyQueue(clientId: string): void;
    createClient(callback: (clientId: string) => void): void;
    /** Notes that a client has connected. */
    ping(clientId: string): void;
    subscribe(clientId: string, channel: string, callback?: () => void, context?: unknown): void;
    unsubscribe(clientId: string, channel: string, callback?: () => void, context?: unknown): void;
    clientExists(clientId: string, callback: (exists: boolean) => void, context?: unknown): void;
    disconnect(): void;
  }

  const type: { create(host: EngineHost, options: Record<string, unknown>): RedisEngine };
  export default type;
}
