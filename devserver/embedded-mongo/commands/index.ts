import { failure, MongoError } from '../errors.ts';
import type { Document } from '../values/document.ts';
import { aggregate } from './aggregate.ts';
import { create, drop, dropDatabase, listCollections } from './collections.ts';
import { count } from './count.ts';
import { deleteCommand } from './delete.ts';
import { distinct } from './distinct.ts';
import { find, getMore, killCursors } from './find.ts';
import { findAndModify } from './find-and-modify.ts';
import type { CommandContext, Handler } from './handler.ts';
import { buildInfo, endSessions, hello, ping } from './handshake.ts';
import { createIndexes, dropIndexes, listIndexes } from './indexes.ts';
import { insert } from './insert.ts';
import { listDatabases, serverStatus } from './server.ts';
import { abortTransaction, commitTransaction, runNumbered } from './transactions.ts';
import { update } from './update.ts';

/** The commands spoken here, by every name they go by. */
const COMMANDS: ReadonlyMap<string, Handler> = new Map(
  Object.entries({
    hello,
    isMaster: hello,
    ismaster: hello,
    ping,
    buildInfo,
    buildinfo: buildInfo,
    endSessions,
    insert,
    update,
    delete: deleteCommand,
    findAndModify,
    findandmodify: findAndModify,
    find,
    getMore,
    killCursors,
    aggregate,
    count,
    distinct,
    create,
    drop,
    dropDatabase,
    listCollections,
    listDatabases,
    serverStatus,
    createIndexes,
    dropIndexes,
    listIndexes,
    commitTransaction,
    abortTransaction,
  }),
);

/** The only commands that may still come as an OP_QUERY: https://www.mongodb.com/docs/manual/legacy-opcodes/ */
const LEGACY_COMMANDS = new Set(['hello', 'isMaster', 'ismaster']);

/**
 * Runs a command (its name is the first field) and answers it, errors included: never throws. Only a command that has
 * to wait answers a promise.
 */
export function answer(body: Document, legacy: boolean, context: CommandContext): Document | Promise<Document> {
  const { replicaSet } = context;
  const told = (document: Document): Document => ({ ...document, ...replicaSet?.replyFields() });
  try {
    const name = Object.keys(body)[0] ?? '';
    const db = body.$db;
    if (typeof db !== 'string') throw new MongoError('Location40571', 'OP_MSG requests require a $db argument');
    if (legacy && !LEGACY_COMMANDS.has(name)) {
      throw new MongoError(
        'UnsupportedOpQueryCommand',
        `Unsupported OP_QUERY command: ${name}. The client driver may require an upgrade.`,
      );
    }
    const handler = COMMANDS.get(name);
    if (!handler) throw new MongoError('CommandNotFound', `no such command: '${name}'`);
    if (body.txnNumber !== undefined && !replicaSet) {
      throw new MongoError(
        'IllegalOperation',
        'Transaction numbers are only allowed on a replica set member or mongos',
      );
    }
    const command = { name, db, body };
    const fields =
      replicaSet && body.txnNumber !== undefined
        ? runNumbered(command, context, replicaSet.sessions, handler)
        : handler(command, context);
    if (!(fields instanceof Promise)) return told({ ...fields, ok: 1 });
    return fields.then((late) => ({ ...late, ok: 1 }), failure).then(told);
  } catch (thrown) {
    return told(failure(thrown));
  }
}
