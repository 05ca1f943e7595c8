import type { ChannelPath, Params } from './channel-path.ts';
import type { LiveDocument, LiveModel } from './live-model.ts';
import type { Partition } from './partition.ts';
import type { Publisher } from './publisher.ts';
import type { Represent } from './representation.ts';

/** What a channel's documents are, and up to which message that accounts for them. */
export interface Snapshot {
  readonly seq: number;
  readonly rows: Record<string, unknown>[];
}

/** Reads the documents of a channel. */
export interface Rows {
  /** @param most undefined is resolved with where there are more */
  read(channel: string, most?: number): Promise<Snapshot | undefined>;
}

export function createRows(options: {
  model: LiveModel;
  path: ChannelPath;
  partition: Partition;
  publisher: Publisher;
  represent: Represent;
}): Rows {
  const { model, path, partition, publisher, represent } = options;
  return {
    async read(channel, most) {
      // Read before the database is: every message up to it was written before, so the rows have them all. Read after,
      // the number could cover a write that the rows lack, and a client would take their silence for a delete.
      const seq = await publisher.current(channel);
      const params: Params = path.paramsIn(channel) ?? {};
      const query = model.find(partition.filterFor(params));
      const found = (await (most === undefined ? query : query.limit(most + 1))) as LiveDocument[];
      const documents = partition.isFixed
        ? found
        : found.filter((document) => partition.channelOf(document) === channel);
      if (most !== undefined && documents.length > most) return undefined;
      return { seq, rows: await Promise.all(documents.map((document) => represent(document, channel))) };
    },
  };
}
