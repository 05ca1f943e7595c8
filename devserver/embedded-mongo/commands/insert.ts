import { fieldsOf, namespaceOf } from '../command-fields.ts';
import type { Handler } from './handler.ts';
import { errorsField, runBatch } from './write-batch.ts';

/** https://www.mongodb.com/docs/manual/reference/command/insert/ */
export const insert: Handler = (command, { store }) => {
  const namespace = namespaceOf(command);
  const fields = fieldsOf('insert', { ordered: true, ...command.body });
  let n = 0;
  const writeErrors = runBatch(fields.documents('documents'), fields.boolean('ordered'), (document) => {
    store.insert(namespace, document);
    n += 1;
  });
  return { n, ...errorsField(writeErrors) };
};
