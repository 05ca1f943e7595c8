/** What we use of Faye 1.4, which ships no types. Source: https://faye.jcoglan.com and `faye/src`. */
declare module 'faye' {
  import type { Server } from 'node:http';

  export interface BayeuxMessage {
    channel: string;
    clientId?: string;
    id?: string;
    data?: unknown;
    subscription?: string | string[];
    successful?: boolean;
    error?: string;
    advice?: { reconnect?: 'retry' | 'handshake' | 'none'; interval?: number; timeout?: number };
    connectionType?: string;
    supportedConnectionTypes?: string[];
    ext?: Record<string, unknown>;
    [field: string]: unknown;
  }

  /** `callback` must be called exactly once; a falsy argument drops the message. */
  export type Hook = (message: BayeuxMessage, callback: (message?: BayeuxMessage | null) => void) => void;
  /** A third parameter, if declared, is the HTTP request (server side only, and it changes the arity Faye looks at). */
  export type ServerHook = (
    message: BayeuxMessage,
    request: import('node:http').IncomingMessage | null,
    callback: (message?: BayeuxMessage | null) => void,
  ) => void;

  export interface Extension {
    incoming?: Hook | ServerHook;
    outgoing?: Hook | ServerHook;
  }

  export interface Subscription extends PromiseLike<void> {
    callback(fn: () => void, context?: unknown): void;
    errback(fn: (error: unknown) => void, context?: unknown): void;
    cancel(): void;
    unsubscribe(): void;
  }

  export interface Publication extends PromiseLike<void> {
    callback(fn: () => void): void;
    errback(fn: (error: unknown) => void): void;
  }

  export class Client {
    constructor(
      endpoint: string,
      options?: {
        timeout?: number;
        retry?: number;
        interval?: number;
        endpoints?: Record<string, string>;
        websocket?: { ca?: unknown };
      },
    );
    handshake(callback?: (ok: boolean) => void): void;
    connect(callback?: () => void): void;
    disconnect(): PromiseLike<void>;
    subscribe(channel: string | string[], callback?: (message: unknown) => void, context?: unknown): Subscription;
    unsubscribe(channel: string | string[], callback?: (message: unknown) => void, context?: unknown): void;
    publish(channel: string, data: unknown, options?: { attempts?: number; deadline?: number }): Publication;
    addExtension(extension: Extension): void;
    removeExtension(extension: Extension): void;
    setHeader(name: string, value: string): void;
    disable(feature: 'websocket' | 'autodisconnect'): void;
    /** Unlike `on`, undone by `unbind`. */
    bind(event: 'transport:up' | 'transport:down', listener: (...args: unknown[]) => void, context?: unknown): void;
    on(event: 'transport:up' | 'transport:down', listener: (...args: unknown[]) => void, context?: unknown): void;
    unbind(event: string, listener?: (...args: unknown[]) => void, context?: unknown): void;
  }

  export class NodeAdapter {
    constructor(options: {
      mount: string;
      timeout?: number;
      ping?: number;
      engine?: Record<string, unknown>;
      extensions?: Extension[];
    });
    attach(server: Server): void;
    addExtension(extension: Extension): void;
    removeExtension(extension: Extension): void;
    getClient(): Client;
    close(): void;
    on(event: 'handshake', listener: (clientId: string) => void): void;
    on(event: 'subscribe' | 'unsubscribe', listener: (clientId: string, channel: string) => void): void;
    on(event: 'publish', listener: (clientId: string, channel: string, data: unknown) => void): void;
    on(event: 'disconnect', listener: (clientId: string) => void): void;
  }

  export const VERSION: string;
  const faye: { Client: typeof Client; NodeAdapter: typeof NodeAdapter; VERSION: string };
  export default faye;
}
