import type { Command } from '../command-fields.ts';
import { MongoError } from '../errors.ts';
import { noSuchTransaction, type Sessions } from '../store/sessions.ts';
import type { Document } from '../values/document.ts';
import type { CommandContext, Handler } from './handler.ts';

/** https://www.mongodb.com/docs/manual/core/transactions-operations/ */
const ALLOWED = new Set([
  'find',
  'getMore',
  'killCursors',
  'insert',
  'update',
  'delete',
  'findAndModify',
  'findandmodify',
  'aggregate',
  'distinct',
  'create',
]);
const ENDS = new Set(['commitTransaction', 'abortTransaction']);

/**
 * Runs a command that has a `txnNumber`: one of a transaction over its snapshot, a retryable write once.
 * Any failure of a command in a transaction is the end of the transaction, as MongoDB has it.
 */
export function runNumbered(
  command: Command,
  context: CommandContext,
  sessions: Sessions,
  handler: Handler,
): Document | Promise<Document> {
  const { name, body } = command;
  if (ENDS.has(name)) return handler(command, context);
  const session = sessions.of(body);
  if (session.state === 'retryable') {
    if (session.answer) return session.answer;
    const answer = handler(command, context);
    if (!(answer instanceof Promise)) session.answer = answer;
    return answer;
  }
  const { transaction, number, state } = session;
  if (state === 'committed') throw new MongoError('TransactionCommitted', `Transaction ${number} has been committed`);
  if (!transaction) throw noSuchTransaction(number, 'has been aborted');
  try {
    if (!ALLOWED.has(name)) {
      throw new MongoError(
        'OperationNotSupportedInTransaction',
        `Cannot run '${name}' in a multi-document transaction.`,
      );
    }
    // Without the replica set there are no change streams: they are none of a snapshot's business.
    const fields = handler(command, { ...context, store: transaction.store, replicaSet: undefined });
    if (!(fields instanceof Promise) && fields.writeErrors !== undefined) sessions.abort(session);
    return fields;
  } catch (thrown) {
    sessions.abort(session);
    throw thrown;
  }
}

/** https://www.mongodb.com/docs/manual/reference/command/commitTransaction/ : repeated, it answers the same */
export const commitTransaction: Handler = ({ body }, { replicaSet }) => {
  const session = ending(body, replicaSet?.sessions);
  if (session.state === 'aborted') throw noSuchTransaction(session.number, 'has been aborted');
  if (session.state === 'open') replicaSet?.sessions.commit(session);
  return {};
};

/** https://www.mongodb.com/docs/manual/reference/command/abortTransaction/ */
export const abortTransaction: Handler = ({ body }, { replicaSet }) => {
  const session = ending(body, replicaSet?.sessions);
  if (session.state === 'committed') {
    throw new MongoError('TransactionCommitted', `Transaction ${session.number} has been committed`);
  }
  if (session.state === 'aborted') throw noSuchTransaction(session.number, 'has been aborted');
  replicaSet?.sessions.abort(session);
  return {};
};

function ending(body: Document, sessions: Sessions | undefined) {
  if (!sessions || body.txnNumber === undefined || body.autocommit !== false) {
    throw new MongoError('InvalidOptions', 'commitTransaction and abortTransaction are for transactions only');
  }
  return sessions.of(body);
}
