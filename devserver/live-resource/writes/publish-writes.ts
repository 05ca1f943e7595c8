import { versionOf } from '../documents/document-version.ts';
import type { DocumentWrite } from '../documents/document-write.ts';
import type { LiveDocument } from '../documents/live-model.ts';
import type { Partition } from '../documents/partition.ts';
import type { Reader } from '../documents/reader.ts';
import { idKey } from '../id-key.ts';
import { recentMap } from '../recent-map.ts';
import type { WritesListener } from './attach-listeners.ts';
import type { Publisher } from './publisher.ts';

/** Documents that are known to be hidden from a channel, so that they are not published to it again. */
const MOST_HIDDEN = 10_000;
/** Documents whose last published version is remembered, so that one version is published once. */
const MOST_PUBLISHED = 10_000;

/** What becomes of one write on one channel. */
interface News {
  readonly channel: string;
  readonly document: LiveDocument;
  /** What a reader that may see the document is told. */
  readonly method: 'POST' | 'PUT' | 'DELETE';
  /** The version after the write. */
  readonly version: number | undefined;
}

/**
 * What is published of a write:
 *
 *   created                  POST on its channel
 *   updated                  PUT
 *   updated, to another one  DELETE on the channel it leaves, POST on the one it enters; both with its new version
 *   removed                  DELETE; it is a write too, so its version is the next one
 *   hidden from a read       DELETE instead of a PUT, once; instead of a POST, and while it is hidden, nothing
 *
 * What is said of a document is what a read gives, made after the write: of two writes that follow one another closely,
 * both messages may have the second one's document, and its version. One document's messages are numbered in the order
 * of its writes, however long each takes to be made.
 */
export function publishWrites(options: {
  publisher: Publisher;
  partition: Partition;
  reader: Reader;
  /** Shall a version that an earlier message brought be left out? Its own message carried its request's id. */
  leavesOutRepeated: boolean;
  /** Counts and reports a write that is stored and not published. */
  failed(error: unknown): void;
}): WritesListener {
  const { publisher, partition, failed } = options;
  const reader = options.reader.unasked;
  /** By document, the publishing of its last write. */
  const tails = new Map<string, Promise<void>>();
  const hidden = recentMap<string, true>(MOST_HIDDEN);
  const published = recentMap<string, number>(MOST_PUBLISHED);

  function newsOf({ type, document, before }: DocumentWrite): News[] {
    const channel = partition.channelOf(document);
    const why = channel === undefined ? partition.misnames(document) : undefined;
    if (why !== undefined)
      throw new Error(`The document ${idKey(document)} has no channel and is not published: ${why}.`);
    const version = versionOf(document);
    if (type === 'create') return channel ? [{ channel, document, method: 'POST', version }] : [];
    if (type === 'remove') {
      const next = version === undefined ? undefined : version + 1;
      return channel ? [{ channel, document, method: 'DELETE', version: next }] : [];
    }
    const previous = before ? partition.channelOf(before) : channel;
    const left: News[] =
      previous && previous !== channel ? [{ channel: previous, document, method: 'DELETE', version }] : [];
    const method = previous === channel ? 'PUT' : 'POST';
    return channel ? [...left, { channel, document, method, version }] : left;
  }

  /** The documents that the news are of, as far as they are to be seen: one query a channel. */
  async function read(news: readonly News[]): Promise<Map<string, Map<string, LiveDocument>>> {
    const idsByChannel = new Map<string, unknown[]>();
    for (const { channel, method, document } of news) {
      if (method === 'DELETE') continue;
      const ids = idsByChannel.get(channel) ?? [];
      ids.push(document._id);
      idsByChannel.set(channel, ids);
    }
    const found = await Promise.all(
      [...idsByChannel].map(async ([channel, ids]) => [channel, await reader.find(channel, ids)] as const),
    );
    return new Map(found);
  }

  async function publish(news: News, found: LiveDocument | undefined, body: Record<string, unknown> | undefined) {
    const { channel, document, method, version } = news;
    const key = `${channel} ${idKey(document)}`;
    const id = document._id;
    if (found && body) {
      const v = versionOf(found) ?? version;
      const isRepeated = version !== undefined && version <= (published.get(key) ?? 0);
      if (isRepeated && options.leavesOutRepeated) return;
      hidden.delete(key);
      await publisher.publish(channel, { method, body, id, v });
      if (v !== undefined) published.set(key, v);
      return;
    }
    published.delete(key);
    const nobodyHasIt = hidden.has(key) || method === 'POST';
    if (method === 'DELETE') hidden.delete(key);
    else hidden.set(key, true);
    if (!nobodyHasIt) await publisher.publish(channel, { method: 'DELETE', id, v: version });
  }

  async function publishAll(writes: readonly DocumentWrite[]): Promise<void> {
    const news = writes.flatMap((write) => {
      try {
        return newsOf(write);
      } catch (error) {
        failed(error);
        return [];
      }
    });
    const found = await read(news);
    const prepared = news.map(async (each) => {
      const document = each.method === 'DELETE' ? undefined : found.get(each.channel)?.get(idKey(each.document));
      return { document, body: document && (await reader.represent(document, each.channel)) };
    });
    // All are made at once; each is numbered when its turn comes.
    await Promise.allSettled(prepared);
    for (const [at, each] of news.entries()) {
      try {
        const { document, body } = (await prepared[at]) ?? {};
        await publish(each, document, body);
      } catch (error) {
        failed(error);
      }
    }
  }

  return {
    preImages: !partition.isFixed,
    failed,
    async hear(writes) {
      const keys = writes.map(({ document }) => idKey(document));
      const before = keys.map((key) => tails.get(key));
      const done = Promise.all(before)
        .then(() => publishAll(writes))
        .catch((error: unknown) => {
          for (const _write of writes) failed(error);
        });
      for (const key of keys) tails.set(key, done);
      await done;
      for (const key of keys) if (tails.get(key) === done) tails.delete(key);
    },
  };
}
