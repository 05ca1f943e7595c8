import { MongoError } from '../errors.ts';

/** No room, no quota, and files as long as the system allows: a later write may succeed again. */
const OUT_OF_SPACE = new Set<unknown>(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Whether a write failed for want of room, and for nothing worse. */
export function isOutOfSpace(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && OUT_OF_SPACE.has(thrown.code);
}

/** The system's refusal to store something, as a client gets it. */
export function storageError(thrown: unknown): MongoError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new MongoError(
    isOutOfSpace(thrown) ? 'OutOfDiskSpace' : 'FileStreamFailed',
    `The data cannot be stored: ${reason}`,
  );
}
