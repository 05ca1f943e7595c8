import { renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change } from '../store/store.ts';
import { type AppendedFile, COMPACTED, JOURNAL, openForAppending, syncDirectory } from './journal-file.ts';
import { encodeRecord, HEADER } from './record.ts';

/** How much is written at a time, in bytes; others get their turn in between. */
const CHUNK_BYTES = 256 * 1024;

/** A compacted journal, written beside the one in use. */
export interface Replacement {
  /** Appends what has happened since the snapshot and takes the journal's place. Rejects before that or not at all. */
  take(late: Buffer[]): Promise<AppendedFile>;
  /** Leaves the journal as it is. */
  discard(): Promise<void>;
}

/**
 * Writes the changes that make a store to a new file. Until `take` is done, the old journal is the one that counts.
 * Rejects with the system's error, and when `abandoned` is aborted.
 */
export async function writeReplacement(
  directory: string,
  changes: readonly Change[],
  abandoned: AbortSignal,
): Promise<Replacement> {
  const path = join(directory, COMPACTED);
  try {
    const file = await openForAppending(path, await writeChanges(path, changes, abandoned));
    return {
      async take(late) {
        if (late.length > 0) await file.append(Buffer.concat(late));
        renameSync(path, join(directory, JOURNAL));
        syncDirectory(directory);
        return file;
      },
      async discard() {
        await file.close();
        rmSync(path, { force: true });
      },
    };
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

/** Answers the length of the file, all of it on the disk. */
async function writeChanges(path: string, changes: readonly Change[], abandoned: AbortSignal): Promise<number> {
  const file = await open(path, 'w', 0o600);
  let length = 0;
  let chunk: Buffer[] = [HEADER];
  let chunkBytes = HEADER.length;

  async function flush(): Promise<void> {
    abandoned.throwIfAborted();
    await file.appendFile(Buffer.concat(chunk));
    length += chunkBytes;
    chunk = [];
    chunkBytes = 0;
  }

  try {
    for (const change of changes) {
      const record = encodeRecord(change);
      chunk.push(record);
      chunkBytes += record.length;
      if (chunkBytes >= CHUNK_BYTES) await flush();
    }
    await flush();
    await file.sync();
    return length;
  } finally {
    await file.close();
  }
}
