import { type NativeCollection, type Options, type Raw, readBatches } from './native-collection.ts';
import type { WriteSink } from './write.ts';

/** So many documents are read, deleted and reported together before a collection is dropped. */
const DOCUMENTS_A_BATCH = 1_000;

/** What is dropped with all that is in it, and heard as the removal of each document. */
export interface Drops {
  drop(options?: Options): Promise<unknown>;
  /** Deletes every document there is, and reports each. */
  empty(): Promise<void>;
}

/**
 * The drop of a collection. Its documents are deleted first, some at a time: who hears it must know each of them, and they may be
 * more than memory has room for.
 */
export function drops(native: NativeCollection, sink: WriteSink): Drops {
  async function empty(): Promise<void> {
    if (!sink.isHeard) return;
    for await (const batch of readBatches(native, DOCUMENTS_A_BATCH)) {
      await native.deleteMany({ _id: { $in: batch.map((document: Raw) => document._id) } }, {});
      await sink.tell({}, () => batch.map((document) => ({ type: 'remove', before: document })));
    }
  }

  return {
    empty,
    async drop(options: Options = {}) {
      await empty();
      return native.drop(options);
    },
  };
}
