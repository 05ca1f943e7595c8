import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { BayeuxMessage, NodeAdapter } from 'faye';

/** A Bayeux session as the server last saw it. */
export interface BayeuxSession {
  readonly clientId: string;
  connectionType?: string;
  /** What its last message came over. */
  socket?: Socket;
  readonly channels: Set<string>;
}

/** Who is connected, over what, to which channels. */
export interface BayeuxSessions {
  get(clientId: string): BayeuxSession | undefined;
  list(): BayeuxSession[];
}

/** Follows a Faye server's sessions. Its own client, which has no request, is none of them. */
export function followSessions(bayeux: NodeAdapter): BayeuxSessions {
  const sessions = new Map<string, BayeuxSession>();

  bayeux.addExtension({
    // Three parameters: Faye then hands over the HTTP request.
    incoming(message: BayeuxMessage, request: IncomingMessage | null, callback: (message: BayeuxMessage) => void) {
      const session = message.clientId === undefined ? undefined : sessions.get(message.clientId);
      if (session && request) {
        session.socket = request.socket;
        if (message.connectionType) session.connectionType = message.connectionType;
      }
      callback(message);
    },
  });
  bayeux.on('handshake', (clientId) => sessions.set(clientId, { clientId, channels: new Set() }));
  bayeux.on('subscribe', (clientId, channel) => sessions.get(clientId)?.channels.add(channel));
  bayeux.on('unsubscribe', (clientId, channel) => sessions.get(clientId)?.channels.delete(channel));
  bayeux.on('disconnect', (clientId) => sessions.delete(clientId));

  return {
    get: (clientId) => sessions.get(clientId),
    list: () => [...sessions.values()].filter(({ socket }) => socket !== undefined),
  };
}
