import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change } from '../store/store.ts';
import { DataDirectoryError } from './directory-lock.ts';
import type { Notice } from './notice.ts';
import { HEADER, readRecords } from './record.ts';
import { isOutOfSpace } from './storage-error.ts';

/** The file's name in the data directory. */
export const JOURNAL = 'journal';
/** A compacted journal being written; without a rename to the above it counts for nothing. */
export const COMPACTED = 'journal.new';
/** What a journal was before a damaged part was cut off it; of the next one with `.2` behind it, and so on. */
const DAMAGED = 'journal.damaged';

/**
 * Brings the journal of a directory into order: makes it if there is none, removes what a compaction left unfinished,
 * and cuts off a tail that is not whole, saying so. A tail cut short was never acknowledged, for that comes after the
 * fsync. Damage that a whole record's length cannot explain may have hit acknowledged ones: the file is copied first.
 * @returns the bytes that count
 * @throws DataDirectoryError if the file is no journal, or cannot be mended for want of room: it is then as it was
 */
export function repairJournal(
  directory: string,
  onChange: (change: Change, bytes: number) => void,
  notice: Notice,
): number {
  const path = join(directory, JOURNAL);
  rmSync(join(directory, COMPACTED), { force: true });
  const file = openSync(path, 'a+', 0o600);
  closeSync(file);
  const journal = openSync(path, 'r+');
  try {
    const found = Buffer.alloc(HEADER.length);
    const length = readSync(journal, found, 0, HEADER.length, 0);
    if (!found.subarray(0, length).equals(HEADER.subarray(0, length))) {
      throw new DataDirectoryError(`${path} is no journal of this version: give another directory with --data.`);
    }
    if (length < HEADER.length) {
      withRoom(path, 'begun', () => {
        writeSync(journal, HEADER, 0, HEADER.length, 0);
        fsyncSync(journal);
      });
      syncDirectory(directory);
      return HEADER.length;
    }
    const end = readRecords(journal, onChange);
    if (end.reason === 'end') return end.at;
    const kept = end.reason === 'damaged' ? keepDamaged(directory) : '';
    ftruncateSync(journal, end.at);
    fsyncSync(journal);
    notice(
      'warn',
      end.reason === 'torn'
        ? `${path} ended in the middle of a record, which nobody was told is stored: it was cut at byte ${end.at}.`
        : `${path} is damaged at byte ${end.at} and was cut there; the file as it was is kept as ${kept}.`,
    );
    return end.at;
  } finally {
    closeSync(journal);
  }
}

/** Copies a damaged journal to a name that is free, and answers that: an older one may be all that is left of something. */
function keepDamaged(directory: string): string {
  const path = join(directory, JOURNAL);
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? DAMAGED : `${DAMAGED}.${count}`;
    const copy = join(directory, name);
    try {
      copyFileSync(path, copy, constants.COPYFILE_EXCL);
      return name;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue;
      rmSync(copy, { force: true });
      return withRoom(path, 'copied before its damaged part is cut off', () => {
        throw error;
      });
    }
  }
}

/** @throws DataDirectoryError in place of the system's error for a full disk */
function withRoom<T>(path: string, what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!isOutOfSpace(cause)) throw cause;
    const message = `${path} cannot be ${what}, because there is no room (${cause instanceof Error ? cause.message : cause}).`;
    throw new DataDirectoryError(message, { cause });
  }
}

/** Makes a file's name as durable as its bytes. */
export function syncDirectory(directory: string): void {
  // Windows can neither open nor sync a directory, and its renames need no help.
  if (process.platform === 'win32') return;
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A file written at its end, whose end is known to be on the disk. */
export interface AppendedFile {
  /** Bytes that are on the disk for certain. */
  readonly durable: number;
  /** Appends, and resolves when the bytes are on the disk. Rejects with the system's error; `durable` is then as before. */
  append(bytes: Buffer): Promise<void>;
  /** Writes bytes behind the end, waits for the disk, and cuts them off. Rejects with the system's error. */
  tryRoom(bytes: Buffer): Promise<void>;
  /** Cuts off what a failed `append` may have left. Synchronous, as is the reading that follows it. */
  cut(): void;
  /** The records that are on the disk for certain. */
  read(onChange: (change: Change, bytes: number) => void): void;
  close(): Promise<void>;
}

/** Opens a file of which `durable` bytes count; what is behind them is overwritten. */
export async function openForAppending(path: string, durable: number): Promise<AppendedFile> {
  const handle = await open(path, durable === 0 ? 'w+' : 'r+', 0o600);
  let end = durable;

  async function write(bytes: Buffer): Promise<void> {
    for (let written = 0; written < bytes.length; ) {
      const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, end + written);
      written += bytesWritten;
    }
    await handle.datasync();
  }

  return {
    get durable() {
      return end;
    },
    async append(bytes) {
      await write(bytes);
      end += bytes.length;
    },
    async tryRoom(bytes) {
      try {
        await write(bytes);
      } finally {
        ftruncateSync(handle.fd, end);
      }
    },
    cut: () => ftruncateSync(handle.fd, end),
    read(onChange) {
      readRecords(handle.fd, onChange);
    },
    close: () => handle.close(),
  };
}
