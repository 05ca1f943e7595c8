import type { IncomingMessage } from 'node:http';
import type { BayeuxMessage, NodeAdapter } from 'faye';

/**
 * Answers the first `/meta/connect` of every websocket at once, instead of holding it until there is news or its time is
 * up (45 s by default).
 *
 * A client whose socket died knows that it is back only when something comes over the new one, and what was sent into the
 * old one is lost: until then its collection is wrong and it cannot know. `advice.timeout: 0` in a connect is Bayeux 1.0's
 * own way to ask for an answer at once (section 4.3, "advice").
 *
 * @returns its own undo
 */
export function answerFirstConnect(bayeux: NodeAdapter): () => void {
  /** A websocket is known by the request that opened it. */
  const connected = new WeakSet<IncomingMessage>();
  const extension = {
    // Three declared parameters: so Faye gives the request.
    incoming(message: BayeuxMessage, request: IncomingMessage | null, next: (message: BayeuxMessage) => void): void {
      const isConnect = message.channel === '/meta/connect' && message.connectionType === 'websocket';
      const isFirst = isConnect && request !== null && !connected.has(request);
      if (isFirst) connected.add(request);
      next(isFirst ? { ...message, advice: { ...message.advice, timeout: 0 } } : message);
    },
  };
  bayeux.addExtension(extension);
  return () => bayeux.removeExtension(extension);
}
