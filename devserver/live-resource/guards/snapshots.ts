import type { IncomingMessage } from 'node:http';
import type { BayeuxMessage } from 'faye';
import type { ChannelPath } from '../channel-path.ts';
import type { Reader } from '../documents/reader.ts';
import type { IsAllowed } from './authorize.ts';

/** The rows of a channel in the reply to the subscription of it: `ext: {snapshot: true}` asks, `ext.snapshot` answers. */
export interface Snapshots {
  /** A subscribe came: notes what it asks for. */
  asked(message: BayeuxMessage, request: IncomingMessage | null): Promise<void>;
  /** Its reply leaves: adds what was asked for. */
  answered(reply: BayeuxMessage, request: IncomingMessage | null): Promise<BayeuxMessage>;
}

/** The server's own client has no request to remember things by. */
const LOCAL = {};

/**
 * The subscription stands before the number is read, and the number is read before the rows are: whatever the rows
 * lack has a higher number and comes as a message; what comes twice is told by its version.
 *
 * @param most the most rows; more are refused with 413, and the client fetches as without a snapshot
 */
export function createSnapshots(options: {
  path: ChannelPath;
  reader: Reader;
  isAllowed: IsAllowed;
  most: number;
  onError: (error: unknown) => void;
}): Snapshots {
  const { path, reader, isAllowed, most, onError } = options;
  /** By connection (of long-polling: by request), what the replies to come shall bring: a channel, or a refusal. */
  const wanted = new WeakMap<object, Map<string, { channel: string; error?: string }>>();

  async function snapshot(channel: string): Promise<unknown> {
    try {
      return (await reader.unasked.list(channel, most)) ?? { error: `413:${channel}:More than ${most} rows` };
    } catch (error) {
      onError(error);
      return { error: `500:${channel}:The rows cannot be read` };
    }
  }

  return {
    async asked(message, request) {
      const channel = [message.subscription].flat()[0];
      if (!message.ext?.snapshot || typeof channel !== 'string' || path.paramsIn(channel) === undefined) return;
      const isOne = [message.subscription].flat().length === 1;
      const isFine = request === null || (await isAllowed({ request, message }, channel, 'snapshot'));
      const error = !isOne ? `400:${channel}:One channel at a time` : isFine ? undefined : `403:${channel}:Forbidden`;
      const connection = request ?? LOCAL;
      const replies = wanted.get(connection) ?? new Map();
      wanted.set(connection, replies.set(keyOf(message), { channel, ...(error ? { error } : {}) }));
    },
    async answered(reply, request) {
      const replies = wanted.get(request ?? LOCAL);
      const asked = replies?.get(keyOf(reply));
      if (!asked) return reply;
      replies?.delete(keyOf(reply));
      if (!reply.successful) return reply;
      const answer = asked.error ? { error: asked.error } : await snapshot(asked.channel);
      return { ...reply, ext: { ...reply.ext, snapshot: answer } };
    },
  };
}

/** A reply has of its request the id, the client and the subscription. */
function keyOf({ id, clientId, subscription }: BayeuxMessage): string {
  return JSON.stringify([id, clientId, subscription]);
}
