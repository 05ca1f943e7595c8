import type { IncomingMessage } from 'node:http';
import type { BayeuxMessage, NodeAdapter } from 'faye';
import type { ArmedRules } from './armed-rules.ts';
import type { BayeuxSessions } from './sessions.ts';

/** Holds what paused clients send, handshakes and polls too, in the order it came. What is sent to them the engine holds. */
export function holdPausedClients(bayeux: NodeAdapter, rules: ArmedRules, sessions: BayeuxSessions): void {
  bayeux.addExtension({
    incoming(message: BayeuxMessage, request: IncomingMessage | null, callback: (message: BayeuxMessage) => void) {
      if (!request) {
        callback(message); // the server's own client
        return;
      }
      const { clientId, channel } = message;
      const connectionType =
        message.connectionType ?? (clientId === undefined ? undefined : sessions.get(clientId)?.connectionType);
      const rule = rules.inForce('transport', () => ({
        channel,
        ...(clientId !== undefined && { clientId }),
        ...(connectionType !== undefined && { connectionType }),
      }));
      if (rule) void rule.hold().then(() => callback(message));
      else callback(message);
    },
  });
}
