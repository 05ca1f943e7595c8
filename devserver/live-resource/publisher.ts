import type { NodeAdapter } from 'faye';
import { versionOf } from './document-version.ts';
import type { Envelope, LiveMethod } from './envelope.ts';
import type { LiveDocument } from './live-model.ts';
import type { Represent } from './representation.ts';
import { requestContext } from './request-context.ts';
import type { Sequence } from './sequence.ts';
import { serverKey } from './server-key.ts';

/** Publishes writes to the channels of a resource. */
export interface Publisher {
  /**
   * Publishes one write; resolves when the message is numbered and handed to Faye.
   * @param v the document's version after the write
   */
  publish(channel: string, method: LiveMethod, document: LiveDocument, v?: number): Promise<Envelope>;
  /** `seq` of the channel's last message. */
  current(channel: string): Promise<number>;
  /** How many messages Faye refused. */
  readonly failures: { readonly count: number };
}

/** @param options.onError where refused messages go */
export function createPublisher(options: {
  bayeux: NodeAdapter;
  sequence: Sequence;
  represent: Represent;
  onError: (error: unknown) => void;
}): Publisher {
  const { bayeux, sequence, represent, onError } = options;
  const key = serverKey(bayeux);
  const failures = { count: 0 };

  return {
    failures,
    current: (channel) => sequence.current(channel),
    async publish(channel, method, document, v = versionOf(document)) {
      const context = requestContext();
      const id = String(document._id);
      // In the order of the calls, before anything is awaited.
      if (context) context.about ??= id;
      const isAbout = context?.about === id;
      // Before the number is taken: a transform that fails must not leave a hole in the channel.
      const body =
        method === 'DELETE' ? { _id: JSON.parse(JSON.stringify(document._id)) } : await represent(document, channel);
      const envelope: Envelope = {
        method,
        body,
        id,
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
