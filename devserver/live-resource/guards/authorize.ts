import type { IncomingMessage } from 'node:http';
import type { BayeuxMessage } from 'faye';

/** What somebody wants to do on a channel. Over REST: read, create, update, delete; over Bayeux: subscribe, snapshot. */
export type Action = 'read' | 'create' | 'update' | 'delete' | 'subscribe' | 'snapshot';

/** Who wants it, as far as a server can know. */
export interface Caller {
  /** The HTTP request; for a websocket, the one that opened it; null for the server's own Bayeux client. */
  readonly request: IncomingMessage | null;
  /** The Bayeux message: `ext` is where clients put tokens, in an extension of theirs. */
  readonly message?: BayeuxMessage;
}

/** Decides; an error counts as no. `channel` may be a wildcard where it stands for every partition. */
export type Authorize = (caller: Caller, channel: string, action: Action) => boolean | Promise<boolean>;

/** May they? Never rejects: who cannot be checked may not. */
export type IsAllowed = (caller: Caller, channel: string, action: Action) => Promise<boolean>;

export function createIsAllowed(authorize: Authorize | undefined, onError: (error: unknown) => void): IsAllowed {
  return async (caller, channel, action) => {
    if (!authorize) return true;
    try {
      return (await authorize(caller, channel, action)) === true;
    } catch (error) {
      onError(error);
      return false;
    }
  };
}
