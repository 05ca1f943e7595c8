import { fieldsOf, namespaceOf } from '../command-fields.ts';
import { select } from '../query/query.ts';
import type { Handler } from './handler.ts';
import { queryContext } from './query-context.ts';

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
