import { fieldsOf, isDatabaseName, namespaceOf } from '../command-fields.ts';
import { MongoError } from '../errors.ts';
import { select } from '../query/query.ts';
import { ID_INDEX } from '../store/unique-index.ts';
import type { Handler } from './handler.ts';

/** https://www.mongodb.com/docs/manual/reference/command/listCollections/ */
export const listCollections: Handler = (command, { store, cursors }) => {
  const fields = fieldsOf('listCollections', command.body);
  const entries = store.collectionNames(command.db).map((name) => ({
    name,
    type: 'collection',
    ...(!fields.boolean('nameOnly') && { options: {}, info: { readOnly: false }, idIndex: ID_INDEX }),
  }));
  const documents = select(entries, { filter: fields.document('filter', {}) });
  const cursor = fieldsOf('listCollections.cursor', fields.document('cursor', {}));
  const batchSize = cursor.count('batchSize');
  return { cursor: cursors.open(`${command.db}.$cmd.listCollections`, documents, { batchSize }) };
};

/**
 * https://www.mongodb.com/docs/manual/reference/command/create/ , for Mongoose sends it for every model.
 * Capped and time series collections and views would behave differently from what was asked, so they are refused.
 */
export const create: Handler = (command, { store }) => {
  const namespace = namespaceOf(command);
  for (const option of ['capped', 'collation', 'timeseries', 'viewOn', 'validator', 'clusteredIndex']) {
    if (command.body[option]) {
      throw new MongoError('CommandNotSupported', `create: '${option}' is not supported by the embedded database`);
    }
  }
  // Created again with the same options, a collection is no error: as MongoDB since 7.0.
  store.createCollection(namespace);
  return {};
};

/** https://www.mongodb.com/docs/manual/reference/command/drop/ : no error if there is none, as MongoDB since 7.0 */
export const drop: Handler = (command, { store }) => {
  const namespace = namespaceOf(command);
  const collection = store.collection(namespace);
  if (!collection) return {};
  store.dropCollection(namespace);
  return { nIndexesWas: collection.indexes.size, ns: namespace };
};

/** https://www.mongodb.com/docs/manual/reference/command/dropDatabase/ */
export const dropDatabase: Handler = ({ db }, { store }) => {
  if (!isDatabaseName(db)) throw new MongoError('InvalidNamespace', `Invalid database name: '${db}'`);
  const names = store.collectionNames(db);
  for (const name of names) store.dropCollection(`${db}.${name}`);
  return names.length > 0 ? { dropped: db } : {};
};
