import { AsyncResource } from 'node:async_hooks';

/** The part of a driver's `ClientSession` that decides when its writes come true. */
export interface TransactionSession {
  inTransaction(): boolean;
  startTransaction(...args: unknown[]): unknown;
  commitTransaction(...args: unknown[]): Promise<unknown>;
  abortTransaction(...args: unknown[]): Promise<unknown>;
}

const queues = new WeakMap<object, (() => Promise<void>)[]>();

/**
 * Runs `work` now, or, if the session is in a transaction, after its commit, in the order of the writes.
 * Nothing of it runs when the transaction is aborted, retried from its start, or never committed.
 *
 * The driver has no event for a commit, so the session's own three methods are wrapped, once a session;
 * `withTransaction` and Mongoose's `connection.transaction` call them too.
 */
export async function afterCommit(session: unknown, work: () => Promise<void>): Promise<void> {
  if (!isSession(session) || !session.inTransaction()) return work();
  // In the context of its request, also when another one commits: the message carries the request's id.
  queueOf(session).push(AsyncResource.bind(work));
}

function queueOf(session: TransactionSession): (() => Promise<void>)[] {
  const known = queues.get(session);
  if (known) return known;
  const queue: (() => Promise<void>)[] = [];
  queues.set(session, queue);
  const start = session.startTransaction.bind(session);
  const commit = session.commitTransaction.bind(session);
  const abort = session.abortTransaction.bind(session);

  session.startTransaction = (...args) => {
    queue.length = 0; // of a transaction that was given up without an abort, as after a commit that must be retried
    return start(...args);
  };
  session.commitTransaction = async (...args) => {
    const result = await commit(...args); // rejects: not committed, or not known; the driver's caller asks again
    for (const work of queue.splice(0)) await work();
    return result;
  };
  session.abortTransaction = (...args) => {
    queue.length = 0;
    return abort(...args);
  };
  return queue;
}

function isSession(session: unknown): session is TransactionSession {
  return (
    typeof session === 'object' &&
    session !== null &&
    'inTransaction' in session &&
    typeof session.inTransaction === 'function'
  );
}
