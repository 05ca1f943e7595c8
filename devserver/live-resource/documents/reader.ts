import { AsyncResource } from 'node:async_hooks';
import type { ChannelPath, Params } from '../channel-path.ts';
import { idKey } from '../id-key.ts';
import type { LiveDocument, LiveModel } from './live-model.ts';
import type { Filter, Partition } from './partition.ts';
import type { Represent } from './representation.ts';

/** So many documents are asked for in one query. */
const IDS_A_QUERY = 1_000;

/**
 * Runs a read that no request makes: for a message, or for a snapshot on subscribe. By default outside of every request,
 * so that what the author of a write may see is not sent to those who may not; with this, as whom a channel is read.
 */
export type ReadAs = <T>(params: Readonly<Params>, read: () => Promise<T>) => Promise<T>;

/** What a channel's documents are, and up to which message that accounts for them. */
export interface Snapshot {
  readonly seq: number;
  readonly rows: Record<string, unknown>[];
}

/**
 * Reads the documents of a channel, always in the same way: by `model.find`, with its hooks, discriminators, deselected
 * fields and plugins, then `toJSON`, then the resource's transform. Answers, messages and snapshots are all made of this,
 * so none of them shows what a GET of the list would not.
 */
export interface Reader {
  /** All of them. @param most undefined is resolved with where there are more */
  list(channel: string, most?: number): Promise<Snapshot | undefined>;
  /** Those of the ids given that are to be seen on the channel, by `idKey`. */
  find(channel: string, ids: readonly unknown[]): Promise<Map<string, LiveDocument>>;
  /** A document that was found, as the outside sees it. */
  represent: Represent;
  /** The same reads, made by nobody's request. */
  readonly unasked: Reader;
}

export function createReader(options: {
  model: LiveModel;
  path: ChannelPath;
  partition: Partition;
  /** `seq` of a channel's last message. */
  current(channel: string): Promise<number>;
  represent: Represent;
  readAs?: ReadAs | undefined;
}): Reader {
  const { model, path, partition, current, represent, readAs } = options;
  const paramsOf = (channel: string): Params => path.paramsIn(channel) ?? {};

  async function query(channel: string, more: Filter, most?: number): Promise<LiveDocument[]> {
    const filter = partition.filterFor(paramsOf(channel));
    const both = '_id' in filter && '_id' in more ? { $and: [filter, more] } : { ...filter, ...more };
    // From the primary, whatever the schema prefers: a secondary may not have the write yet that is asked for.
    const found = model.find(both).read('primary');
    const documents = (await (most === undefined ? found : found.limit(most + 1))) as LiveDocument[];
    return partition.isFixed ? documents : documents.filter((document) => partition.channelOf(document) === channel);
  }

  const asked = {
    async list(channel: string, most?: number) {
      // Read before the database is: every message up to it was written before, so the rows have them all. Read after,
      // the number could cover a write that the rows lack, and a client would take their silence for a delete.
      const seq = await current(channel);
      const documents = await query(channel, {}, most);
      if (most !== undefined && documents.length > most) return undefined;
      return { seq, rows: await Promise.all(documents.map((document) => represent(document, channel))) };
    },

    async find(channel: string, ids: readonly unknown[]) {
      const found = new Map<string, LiveDocument>();
      for (let at = 0; at < ids.length; at += IDS_A_QUERY) {
        const some = ids.slice(at, at + IDS_A_QUERY);
        const documents = await query(channel, { _id: some.length === 1 ? some[0] : { $in: some } });
        for (const document of documents) found.set(idKey(document), document);
      }
      return found;
    },

    represent,
  };

  const nobody = new AsyncResource('livecollection-read');
  const unasked = <T>(channel: string, read: () => Promise<T>): Promise<T> =>
    nobody.runInAsyncScope(() => (readAs ? readAs(paramsOf(channel), read) : read()));
  const apart: Reader = {
    list: (channel, most) => unasked(channel, () => asked.list(channel, most)),
    find: (channel, ids) => unasked(channel, () => asked.find(channel, ids)),
    represent: (document, channel) => unasked(channel, () => represent(document, channel)),
    get unasked() {
      return apart;
    },
  };
  return { ...asked, unasked: apart };
}
