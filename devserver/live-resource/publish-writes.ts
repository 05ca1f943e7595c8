import { versionOf } from './document-version.ts';
import type { LiveDocument } from './live-model.ts';
import type { Partition } from './partition.ts';
import type { Publisher } from './publisher.ts';
import type { WriteListeners } from './write-listeners.ts';

/**
 * What is published of a write:
 *
 *   created                  POST on its channel
 *   updated                  PUT
 *   updated, to another one  DELETE on the channel it leaves, POST on the one it enters; both with its new version
 *   removed                  DELETE; it is a write too, so its version is the next one
 */
export function publishWrites(publisher: Publisher, partition: Partition): WriteListeners {
  const { channelOf } = partition;
  return {
    preImages: !partition.isFixed,
    async onCreate(document: LiveDocument) {
      const channel = channelOf(document);
      if (channel) await publisher.publish(channel, 'POST', document);
    },
    async onUpdate(document: LiveDocument, before?: LiveDocument) {
      const channel = channelOf(document);
      const previous = before ? channelOf(before) : channel;
      if (previous && previous !== channel) await publisher.publish(previous, 'DELETE', document);
      if (channel) await publisher.publish(channel, previous === channel ? 'PUT' : 'POST', document);
    },
    async onRemove(document: LiveDocument) {
      const channel = channelOf(document);
      const version = versionOf(document);
      if (channel)
        await publisher.publish(channel, 'DELETE', document, version === undefined ? undefined : version + 1);
    },
  };
}
