import { fieldsOf, isDatabaseName, namespaceOf } from '../command-fields.ts';
import { type CodeName, MongoError } from '../errors.ts';
import { aggregated } from '../query/query.ts';
import { type Document, isDocument } from '../values/document.ts';
import { openChangeStream } from './change-stream.ts';
import type { Handler } from './handler.ts';
import { queryContext } from './query-context.ts';

/** Stages that MongoDB has and this database does not, with what it answers instead of "unrecognized". */
const UNSUPPORTED: ReadonlyMap<string, [CodeName, message: string]> = new Map([
  ['$changeStream', ['Location40573', 'The $changeStream stage is only supported on replica sets']],
  ['$out', ['CommandNotSupported', 'The $out stage is not supported by the embedded database']],
  ['$merge', ['CommandNotSupported', 'The $merge stage is not supported by the embedded database']],
]);

/** https://www.mongodb.com/docs/manual/reference/command/aggregate/ */
export const aggregate: Handler = (command, { store, cursors, replicaSet }) => {
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
  if (replicaSet && pipeline[0]?.$changeStream !== undefined) {
    return openChangeStream(command, namespace, pipeline, replicaSet, store);
  }
  refuseUnsupported(pipeline);
  const filter = leadingMatch(pipeline);
  const documents = store.collection(namespace)?.candidates(filter) ?? [];
  const results = aggregated(documents, pipeline, queryContext(command, store));
  const cursor = fieldsOf('aggregate.cursor', fields.document('cursor', {}));
  return { cursor: cursors.open(namespace, results, { batchSize: cursor.count('batchSize') }) };
};

/** Throws at an unsupported stage, also of a pipeline within the pipeline (`$lookup`, `$facet`, …). */
function refuseUnsupported(part: unknown): void {
  if (!Array.isArray(part) && !isDocument(part)) return;
  for (const [name, value] of Object.entries(part)) {
    const unsupported = UNSUPPORTED.get(name);
    if (unsupported) throw new MongoError(...unsupported);
    refuseUnsupported(value);
  }
}

/** The filter that a pipeline starts with: it may name the `_id`s. */
function leadingMatch([first]: Document[]): Document {
  return isDocument(first?.$match) ? first.$match : {};
}
