import { fieldsOf, namespaceOf } from '../command-fields.ts';
import { select } from '../query/query.ts';
import type { Handler } from './handler.ts';
import { queryContext } from './query-context.ts';
import { errorsField, runBatch } from './write-batch.ts';

/** https://www.mongodb.com/docs/manual/reference/command/delete/ (`limit` 1: the first match, 0: all) */
export const deleteCommand: Handler = (command, { store }) => {
  const namespace = namespaceOf(command);
  const fields = fieldsOf('delete', { ordered: true, ...command.body });
  let n = 0;
  const writeErrors = runBatch(fields.documents('deletes'), fields.boolean('ordered'), (body) => {
    const statement = fieldsOf('delete.deletes', body);
    const filter = statement.document('q');
    const candidates = store.collection(namespace)?.candidates(filter) ?? [];
    const context = queryContext(command, store, body);
    for (const document of select(candidates, { filter, limit: statement.count('limit') }, context)) {
      store.remove(namespace, document);
      n += 1;
    }
  });
  return { n, ...errorsField(writeErrors) };
};
