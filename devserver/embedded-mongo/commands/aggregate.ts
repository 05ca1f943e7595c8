import { fieldsOf, isDatabaseName, namespaceOf } from '../command-fields.ts';
import { type Document, isDocument } from '../document.ts';
import { MongoError } from '../errors.ts';
import { aggregated, select } from '../query.ts';
import type { Handler } from './handler.ts';
import { queryContext } from './query-context.ts';

/** Stages that MongoDB has and this database does not, with what it answers instead of "unrecognized". */
const UNSUPPORTED: ReadonlyMap<string, MongoError> = new Map([
  ['$changeStream', new MongoError('Location40573', 'The $changeStream stage is only supported on replica sets')],
  ['$out', new MongoError('CommandNotSupported', 'The $out stage is not supported by the embedded database')],
  ['$merge', new MongoError('CommandNotSupported', 'The $merge stage is not supported by the embedded database')],
]);

/** https://www.mongodb.com/docs/manual/reference/command/aggregate/ */
export const aggregate: Handler = (command, { store, cursors }) => {
  const wholeDatabase = command.body.aggregate === 1 && isDatabaseName(command.db);
  const namespace = wholeDatabase ? `${command.db}.$cmd.aggregate` : namespaceOf(command);
  const fields = fieldsOf('aggregate', command.body);
  const pipeline = fields.documents('pipeline');
  if (!isDocument(command.body.cursor) && !fields.boolean('explain')) {
    throw new MongoError(
      'FailedToParse',
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  }
  for (const stage of pipeline) {
    const unsupported = UNSUPPORTED.get(Object.keys(stage)[0] ?? '');
    if (unsupported) throw unsupported;
  }
  const filter = leadingMatch(pipeline);
  const documents = store.collection(namespace)?.candidates(filter) ?? [];
  const results = aggregated(documents, pipeline, queryContext(command, store));
  const { batchSize } = fields.document('cursor', {});
  return { cursor: cursors.open(namespace, results, typeof batchSize === 'number' ? { batchSize } : {}) };
};

/** The filter that a pipeline starts with: it may name the `_id`s. */
function leadingMatch([first]: Document[]): Document {
  return isDocument(first?.$match) ? first.$match : {};
}

/** https://www.mongodb.com/docs/manual/reference/command/count/ */
export const count: Handler = (command, { store }) => {
  const namespace = namespaceOf(command);
  const fields = fieldsOf('count', command.body);
  const filter = fields.document('query', {});
  const collection = store.collection(namespace);
  if (!collection) return { n: 0 };
  const [skip, limit] = [fields.count('skip'), fields.count('limit')];
  if (Object.keys(filter).length === 0 && !skip && !limit) return { n: collection.size };
  return { n: select(collection.candidates(filter), { filter, skip, limit }, queryContext(command, store)).length };
};
