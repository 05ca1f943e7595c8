import { join } from 'node:path';
import { type Change, createStore, type Store } from '../store/store.ts';
import { lockDirectory } from './directory-lock.ts';
import { createJournal, type Journal } from './journal.ts';
import { JOURNAL, openForAppending, repairJournal } from './journal-file.ts';
import { countLiveBytes } from './live-bytes.ts';
import type { Notice } from './notice.ts';

/** A store on the disk. */
export interface DurableStore {
  readonly store: Store;
  /** See {@link Journal.settled}. */
  settled(): Promise<void>;
  /** See {@link Journal.check}. */
  check(): Promise<void>;
  /** Waits for the disk, and gives the directory back. */
  close(): Promise<void>;
}

/** What may be said about a directory's journal, and how soon it is compacted. */
export interface DurableStoreOptions {
  /** Called with what was cut, compacted or could not be written. */
  readonly notice?: Notice;
  /** The size from which a journal is compacted, in bytes. */
  readonly compactFrom?: number;
}

/**
 * Opens the store that a directory holds, an empty one if it holds none.
 * @throws DataDirectoryError if the directory is in use, cannot be one, or holds something else
 */
export async function openDurableStore(directory: string, options: DurableStoreOptions = {}): Promise<DurableStore> {
  const { notice = () => {} } = options;
  const unlock = lockDirectory(directory);
  let journal: Journal | undefined;
  const store = createStore((changes) => journal?.append(changes));
  const live = countLiveBytes();
  try {
    let durable = 0;
    store.restore((apply) => {
      const heard = (change: Change, bytes: number) => {
        live.note(change, bytes);
        apply(change);
      };
      durable = repairJournal(directory, heard, notice);
    });
    const file = await openForAppending(join(directory, JOURNAL), durable);
    journal = createJournal({ directory, file, live, store, notice, ...options });
  } catch (error) {
    unlock();
    throw error;
  }
  const { settled, check, close } = journal;
  return {
    store,
    settled,
    check,
    async close() {
      await close();
      unlock();
    },
  };
}
