/**
 * Faye's engine interface: what `faye-redis` implements, and what Faye's own memory engine is made of.
 * Source: https://faye.jcoglan.com/node/engines.html and `faye/src/engines/`.
 */
declare module 'faye/src/engines/memory.js' {
  import type { BayeuxMessage } from 'faye';

  /** What an engine is given: the server around it. */
  export interface EngineHost {
    /** Hands messages to a client's connection; false when it has none just now. */
    deliver(clientId: string, messages: BayeuxMessage[] | undefined): boolean;
    hasConnection(clientId: string): boolean;
    bind(event: 'connection:open' | 'disconnect', listener: (clientId: string) => void): void;
  }

  export interface Engine {
    publish(message: BayeuxMessage, channels: string[]): void;
    /** Ends a session: its subscriptions and queue are gone, and the client is unknown from now on. */
    destroyClient(clientId: string, callback?: () => void): void;
  }

  export interface EngineType {
    create(host: EngineHost, options: Record<string, unknown>): Engine;
  }

  const Memory: EngineType;
  export default Memory;
}
