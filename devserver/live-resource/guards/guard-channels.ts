import type { IncomingMessage } from 'node:http';
import type { BayeuxMessage, NodeAdapter } from 'faye';
import type { ChannelPath } from '../channel-path.ts';
import type { IsAllowed } from './authorize.ts';
import { type Gate, isOriginAllowed } from './origin.ts';
import { serverKey } from './server-key.ts';
import type { Snapshots } from './snapshots.ts';

type Next = (message?: BayeuxMessage | null) => void;

/**
 * Guards a resource's channels at the Faye server, whatever the transport:
 *
 *   publish on one, or below         only with the server's key
 *   subscribe to one                 if `isAllowed`, from an allowed origin
 *   subscribe to a wildcard over it  only if somebody was asked and said yes to all that it covers
 *   `ext.snapshot` on a subscribe    the rows, in the reply, if allowed too
 *
 * @returns its own undo
 */
export function guardChannels(options: {
  bayeux: NodeAdapter;
  path: ChannelPath;
  isAllowed: IsAllowed;
  /** Is there an `authorize` at all? Without one nobody can allow a wildcard. */
  isAuthorized: boolean;
  gate: Gate;
  snapshots: Snapshots;
  onError: (error: unknown) => void;
}): () => void {
  const { bayeux, path, isAllowed, isAuthorized, gate, snapshots, onError } = options;
  const key = serverKey(bayeux);

  /** The reason why this subscription is refused, as Bayeux words it, or undefined. */
  async function refusal(message: BayeuxMessage, request: IncomingMessage | null): Promise<string | undefined> {
    for (const subscription of [message.subscription].flat() as unknown[]) {
      // Faye would take ['/api/todos'] inside a list for its text, and some engines too.
      if (typeof subscription !== 'string') return '400::A subscription must be a channel name';
      const isOne = path.paramsIn(subscription) !== undefined;
      const isWildcard = !isOne && path.isCoveredBy(subscription);
      if (!isOne && !isWildcard) continue;
      if (request && !isOriginAllowed(request, gate)) return `403:${subscription}:Forbidden origin`;
      if (request === null) continue;
      const asked = isOne || path.params.length > 0 ? subscription : path.path;
      const isFine = (isOne || isAuthorized) && (await isAllowed({ request, message }, asked, 'subscribe'));
      if (!isFine) return `403:${subscription}:Forbidden channel`;
    }
    return undefined;
  }

  async function subscribe(message: BayeuxMessage, request: IncomingMessage | null): Promise<BayeuxMessage> {
    const error = await refusal(message, request);
    if (error) return { ...message, error };
    await snapshots.asked(message, request);
    return message;
  }

  function incoming(message: BayeuxMessage, request: IncomingMessage | null, next: Next): void {
    const { channel } = message;
    // Faye takes ['/api/todos'] for its text while it checks, and fails on it later.
    if (typeof channel !== 'string') next(null);
    else if (channel === '/meta/subscribe') later(subscribe(message, request), next);
    else if (channel.startsWith('/meta/') || !path.owns(channel)) next(message);
    else if (key.unseal(message)) next(message);
    else next({ ...message, error: `403:${channel}:Only the server publishes here` });
  }

  function outgoing(message: BayeuxMessage, request: IncomingMessage | null, next: Next): void {
    if (message.channel === '/meta/subscribe') later(snapshots.answered(message, request), next);
    else next(message);
  }

  /** What throws in `next` is Faye's, and out of everybody's reach: it must not end the process. */
  function later(work: Promise<BayeuxMessage>, next: Next): void {
    work.then(next).catch(onError);
  }

  const extension = { incoming, outgoing };
  bayeux.addExtension(extension);
  return () => bayeux.removeExtension(extension);
}
