import type { NodeAdapter } from 'faye';
import { versionOf } from './document-version.ts';
import type { Envelope, LiveMethod } from './envelope.ts';
import type { LiveDocument } from './live-model.ts';
import { representation } from './representation.ts';
import { requestContext } from './request-context.ts';
import { memorySequence, type Sequence } from './sequence.ts';

/** Publishes the writes to one resource on one channel. */
export interface Publisher {
  readonly channel: string;
  /** Publishes one write; resolves when the message is numbered and handed to Faye. */
  publish(method: LiveMethod, document: LiveDocument): Promise<Envelope>;
  /** `seq` of the channel's last message. */
  current(): Promise<number>;
  /** How many messages Faye refused. */
  readonly failures: { readonly count: number };
}

/** Letters, digits and `-_!~()$@` in each segment, no trailing slash: `faye/src/protocol/grammar.js`. */
const CHANNEL = /^(\/[A-Za-z0-9\-_!~()$@]+)+$/;

/**
 * A publisher for a resource's path, which is also its channel.
 *
 * @param options.bayeux the Faye server; messages go through its own client, in this process
 * @param options.onError where refused messages go; by default to stderr
 * @throws Error if the path is no valid channel name
 */
export function createPublisher(options: {
  path: string;
  bayeux: NodeAdapter;
  sequence?: Sequence;
  onError?: (error: unknown) => void;
}): Publisher {
  const { path: channel, bayeux, sequence = memorySequence() } = options;
  if (!CHANNEL.test(channel)) {
    throw new Error(
      `"${channel}" cannot be a channel: each segment takes letters, digits and -_!~()$@, and there is no slash at the end.`,
    );
  }
  const report = options.onError ?? ((error: unknown) => console.error(`Publishing on ${channel} failed:`, error));
  const failures = { count: 0 };

  return {
    channel,
    failures,
    current: () => sequence.current(channel),
    async publish(method, document) {
      const context = requestContext();
      const envelope = envelopeFor(method, document, await sequence.next(channel), context?.crid);
      context?.caused.set(channel, envelope);
      // Not awaited: the write is done, and its author need not wait for the delivery.
      bayeux
        .getClient()
        .publish(channel, envelope)
        .then(undefined, (error: unknown) => {
          failures.count += 1;
          report(error);
        });
      return envelope;
    },
  };
}

/** The message for one write. A DELETE is a write too, so its version is the next one, and its body only the `_id`. */
function envelopeFor(method: LiveMethod, document: LiveDocument, seq: number, crid: string | undefined): Envelope {
  const stored = versionOf(document);
  const v = method === 'DELETE' && stored !== undefined ? stored + 1 : stored;
  const full = representation(document);
  return {
    method,
    body: method === 'DELETE' ? { _id: full._id } : full,
    id: String(document._id),
    seq,
    ...(v === undefined ? {} : { v }),
    ...(crid === undefined ? {} : { crid }),
  };
}
