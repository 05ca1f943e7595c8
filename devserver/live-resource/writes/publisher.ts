import type { NodeAdapter } from 'faye';
import { serverKey } from '../guards/server-key.ts';
import { requestContext } from '../http/request-context.ts';
import type { Envelope, LiveMethod } from './envelope.ts';
import type { Sequence } from './sequence.ts';

/** What is said of one write. */
export interface Message {
  readonly method: LiveMethod;
  /** As the outside sees the document; of one that goes only its id is said. */
  readonly body?: Record<string, unknown>;
  readonly id: unknown;
  /** The document's version after the write, where it is known. */
  readonly v: number | undefined;
}

/** Publishes writes to the channels of a resource. */
export interface Publisher {
  /** Publishes one write; resolves when the message is numbered and handed to Faye. */
  publish(channel: string, news: Message): Promise<Envelope>;
  /** `seq` of the channel's last message. */
  current(channel: string): Promise<number>;
  /** How many messages Faye refused. */
  readonly failures: { readonly count: number };
}

/** @param options.onError where refused messages go */
export function createPublisher(options: {
  bayeux: NodeAdapter;
  sequence: Sequence;
  onError: (error: unknown) => void;
}): Publisher {
  const { bayeux, sequence, onError } = options;
  const key = serverKey(bayeux);
  const failures = { count: 0 };

  return {
    failures,
    current: (channel) => sequence.current(channel),
    async publish(channel, { method, id, body = { _id: JSON.parse(JSON.stringify(id)) }, v }) {
      const context = requestContext();
      const text = String(id);
      // In the order of the calls, before anything is awaited.
      if (context) context.about ??= text;
      const isAbout = context?.about === text;
      const envelope: Envelope = {
        method,
        body,
        id: text,
        seq: await sequence.next(channel),
        ...(v === undefined ? {} : { v }),
        ...(isAbout && context.crid !== undefined ? { crid: context.crid } : {}),
      };
      if (isAbout) context.caused.set(channel, envelope);
      // Not awaited: the write is done, and its author need not wait for the delivery.
      bayeux
        .getClient()
        .publish(channel, key.sealed(envelope))
        .then(undefined, (error: unknown) => {
          failures.count += 1;
          onError(error);
        });
      return envelope;
    },
  };
}
