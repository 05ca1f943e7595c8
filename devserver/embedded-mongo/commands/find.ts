import { Long } from 'bson';
import { type Command, fieldsOf, namespaceOf } from '../command-fields.ts';
import { MongoError } from '../errors.ts';
import { select } from '../query/query.ts';
import { isStoredNumber } from '../values/numbers.ts';
import type { Handler } from './handler.ts';
import { queryContext } from './query-context.ts';

/** https://www.mongodb.com/docs/manual/reference/command/find/ */
export const find: Handler = (command, { store, cursors }) => {
  const namespace = namespaceOf(command);
  const fields = fieldsOf('find', command.body);
  if (fields.boolean('tailable') || fields.boolean('awaitData')) {
    throw new MongoError('CommandNotSupported', 'Tailable cursors are not supported by the embedded database');
  }
  const filter = fields.document('filter', {});
  const documents = select(
    store.collection(namespace)?.candidates(filter) ?? [],
    {
      filter,
      projection: fields.document('projection', {}),
      sort: fields.document('sort', {}),
      skip: fields.count('skip'),
      limit: fields.count('limit'),
    },
    queryContext(command, store),
  );
  const options = { batchSize: fields.count('batchSize'), singleBatch: fields.boolean('singleBatch') };
  return { cursor: cursors.open(namespace, documents, options) };
};

/** https://www.mongodb.com/docs/manual/reference/command/getMore/ */
export const getMore: Handler = (command, { cursors, replicaSet }) => {
  const namespace = namespaceOf(command, 'collection');
  const fields = fieldsOf('getMore', command.body);
  const batchSize = fields.count('batchSize');
  const id = cursorId(command, command.body.getMore);
  if (replicaSet?.streams.has(id)) {
    const batch = replicaSet.streams.more(id, namespace, batchSize, fields.count('maxTimeMS'));
    return batch.then((cursor) => ({ cursor }));
  }
  return { cursor: cursors.more(id, namespace, batchSize) };
};

/** https://www.mongodb.com/docs/manual/reference/command/killCursors/ */
export const killCursors: Handler = (command, { cursors, replicaSet }) => {
  namespaceOf(command);
  const ids: unknown = command.body.cursors;
  if (!Array.isArray(ids)) throw new MongoError('TypeMismatch', "BSON field 'killCursors.cursors' must be an array");
  const kill = (id: string) => cursors.kill(id) || replicaSet?.streams.kill(id) === true;
  const cursorsKilled = ids.filter((id) => kill(cursorId(command, id)));
  const cursorsNotFound = ids.filter((id) => !cursorsKilled.includes(id));
  return {
    cursorsKilled: cursorsKilled.map(asLong),
    cursorsNotFound: cursorsNotFound.map(asLong),
    cursorsAlive: [],
    cursorsUnknown: [],
  };
};

const asLong = (id: unknown): Long => Long.fromString(String(id));

function cursorId({ name }: Command, id: unknown): string {
  if (isStoredNumber(id)) return id.toString();
  throw new MongoError('TypeMismatch', `BSON field '${name}' is the wrong type, expected type 'long'`);
}
