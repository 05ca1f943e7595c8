import { MongoError, writeError } from '../errors.ts';
import type { Document } from '../values/document.ts';

/** The most statements that one command may carry: `maxWriteBatchSize` of `hello`. */
export const MAX_WRITE_BATCH = 100_000;

/**
 * Runs the statements of an insert, update or delete in order. One that fails becomes an entry of the answered list,
 * `writeErrors`; when `ordered` it is the last one run. Throws InvalidLength for an empty or too long batch.
 */
export function runBatch<T>(statements: T[], ordered: boolean, run: (statement: T, index: number) => void): Document[] {
  if (statements.length === 0 || statements.length > MAX_WRITE_BATCH) {
    throw new MongoError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_WRITE_BATCH}. Got ${statements.length} operations.`,
    );
  }
  const writeErrors: Document[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (thrown) {
      // A transaction that lost a conflict is over: not the statement failed, but all of it.
      if (thrown instanceof MongoError && thrown.codeName === 'WriteConflict') throw thrown;
      writeErrors.push(writeError(thrown, index));
      if (ordered) break;
    }
  }
  return writeErrors;
}

/** `writeErrors` as a field of the answer: absent when there are none. */
export const errorsField = (writeErrors: Document[]): Document => (writeErrors.length > 0 ? { writeErrors } : {});
