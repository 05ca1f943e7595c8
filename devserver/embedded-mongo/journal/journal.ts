import type { MongoError } from '../errors.ts';
import type { Change, Store } from '../store/store.ts';
import { writeReplacement } from './compaction.ts';
import type { AppendedFile } from './journal-file.ts';
import { countLiveBytes, type LiveBytes } from './live-bytes.ts';
import type { Notice } from './notice.ts';
import { encodeRecord, joinRecords } from './record.ts';
import { isOutOfSpace, storageError } from './storage-error.ts';

/** A journal smaller than this is left alone, in bytes: compacting it would save nothing worth the writing. */
const COMPACT_FROM = 4 * 1024 * 1024;

/** So much of a write that failed is tried again by `check`, in bytes. */
const MOST_TRIED = 64 * 1024;

/** The changes of a store on their way to the disk. */
export interface Journal {
  /**
   * Takes changes, to be written soon: after a crash all of them are there or none. Throws a MongoError if nothing can
   * be written any more, and TransactionTooLarge.
   */
  append(changes: readonly Change[]): void;
  /**
   * Resolves when every change taken so far is on the disk. Rejects with a MongoError if one could not be written: the
   * store is then back at what the disk holds, and all who changed *or read* it since must learn of the failure.
   */
  settled(): Promise<void>;
  /** Resolves if the last write succeeded, or would by now. Rejects with the MongoError that the next write meets. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A journal at the end of `file`, whose records made `store`.
 *
 * Changes made while the disk is busy wait together and share one write and one fsync (group commit): many clients are
 * not slower than one. A journal of which more than half is superseded is compacted.
 *
 * @param options.live what is live of the records in the file
 */
export function createJournal(options: {
  directory: string;
  file: AppendedFile;
  live: LiveBytes;
  store: Store;
  notice: Notice;
  compactFrom?: number;
}): Journal {
  const { directory, store, notice, compactFrom = COMPACT_FROM } = options;
  let { file, live } = options;
  /** Records that no write has begun for. */
  let pending: Buffer[] = [];
  /** The end of the last write asked for; each begins when the one before it has ended. */
  let tail: Promise<void> = Promise.resolve();
  /** The compaction that runs, and the records appended since its snapshot was taken. */
  let compaction: { readonly abandon: AbortController; readonly late: Buffer[]; ended: Promise<void> } | undefined;
  /** The size from which a compaction is worth a try again after one has failed, in bytes. */
  let retryFrom = 0;
  let broken: MongoError | undefined;
  /** The beginning of what there was no room for: less than a record, which counts for nothing if it stays behind. */
  let refused: Buffer | undefined;

  /** Does something when all that was asked for before is done. Where that failed, this fails with the same reason. */
  function inTurn(act: () => Promise<void>): Promise<void> {
    tail = tail.then(act);
    tail.catch(() => {}); // a caller that waits by `settled` learns of it
    return tail;
  }

  async function write(): Promise<void> {
    const batch = pending;
    pending = [];
    try {
      await file.append(Buffer.concat(batch));
      refused = undefined;
    } catch (thrown) {
      refused = Buffer.from((batch[0] ?? Buffer.alloc(1)).subarray(0, -1).subarray(0, MOST_TRIED));
      throw takeBack(thrown);
    }
    if (isMostlyDead()) compact();
  }

  /** After a failed write: nobody was told that these changes are stored, so all of them are undone, at once. */
  function takeBack(thrown: unknown): MongoError {
    const error = storageError(thrown);
    // After a failed fsync the system may have forgotten what it could not write: none that follows can be believed.
    if (!isOutOfSpace(thrown)) broken = error;
    compaction?.abandon.abort();
    pending = [];
    tail = Promise.resolve();
    try {
      file.cut();
      live = countLiveBytes();
      store.restore((apply) =>
        file.read((change, bytes) => {
          live.note(change, bytes);
          apply(change);
        }),
      );
    } catch (worse) {
      // What is in memory is not what is stored, so that no answer would be right any more.
      broken = error;
      tail = Promise.reject(error);
      tail.catch(() => {});
      notice('error', `The journal cannot be read back: ${storageError(worse).message}.`);
    }
    notice('error', `${error.message}.${broken ? ' Nothing is written any more until the next start.' : ''}`);
    return error;
  }

  function isMostlyDead(): boolean {
    const size = file.durable;
    return !compaction && size >= compactFrom && size >= retryFrom && size > 2 * live.total;
  }

  function compact(): void {
    const started = { abandon: new AbortController(), late: [] as Buffer[], ended: Promise.resolve() };
    compaction = started;
    started.ended = replaceFile(started.late, store.changes(), started.abandon.signal).finally(() => {
      compaction = undefined;
    });
  }

  async function replaceFile(late: Buffer[], snapshot: Change[], abandoned: AbortSignal): Promise<void> {
    const before = file.durable;
    try {
      const replacement = await writeReplacement(directory, snapshot, abandoned);
      let replaced: AppendedFile | undefined;
      try {
        await inTurn(async () => {
          // What waits for its first write goes to the new file by that. No record is older than the snapshot here and
          // still waiting: its write was asked for before this turn was.
          const written = late.slice(0, late.length - pending.length);
          try {
            const compacted = await replacement.take(written);
            replaced = file;
            file = compacted;
            compaction = undefined;
          } catch (error) {
            failed(error); // the old journal is as good as ever: no write fails for this
          }
        });
      } finally {
        if (!replaced) await replacement.discard();
      }
      if (!replaced) return;
      await replaced.close();
      notice('info', `The journal was compacted from ${before} to ${file.durable} bytes.`);
    } catch (error) {
      if (!abandoned.aborted) failed(error);
    }
  }

  function failed(error: unknown): void {
    retryFrom = 2 * file.durable;
    notice('warn', `The journal could not be compacted, and grows: ${storageError(error).message}.`);
  }

  return {
    append(changes) {
      if (broken) throw broken;
      if (changes.length === 0) return;
      const parts = changes.map((change) => ({ change, bytes: encodeRecord(change) }));
      const record = joinRecords(parts.map(({ bytes }) => bytes));
      for (const { change, bytes } of parts) live.note(change, bytes.length);
      compaction?.late.push(record);
      if (pending.push(record) === 1) inTurn(write);
    },
    settled: () => tail,
    async check() {
      if (broken) throw broken;
      const bytes = refused;
      if (!bytes) return;
      let error: unknown;
      // No write fails because this does.
      await inTurn(() =>
        file.tryRoom(bytes).catch((thrown: unknown) => {
          error = thrown;
        }),
      );
      if (error !== undefined) throw storageError(error);
      refused = undefined;
    },
    async close() {
      await tail.catch(() => {}); // its writers were told
      await compaction?.ended;
      await file.close();
    },
  };
}
