import { resolve } from 'mingo/util';
import { fieldsOf, namespaceOf } from '../command-fields.ts';
import { select } from '../query/query.ts';
import { keyOf } from '../values/codec.ts';
import type { Handler } from './handler.ts';
import { queryContext } from './query-context.ts';

/** https://www.mongodb.com/docs/manual/reference/command/distinct/ : an array counts as its elements */
export const distinct: Handler = (command, { store }) => {
  const namespace = namespaceOf(command);
  const fields = fieldsOf('distinct', command.body);
  const path = fields.string('key');
  const filter = fields.document('query', {});
  const candidates = store.collection(namespace)?.candidates(filter) ?? [];
  const values = new Map<string, unknown>();
  for (const document of select(candidates, { filter }, queryContext(command, store))) {
    const value: unknown = resolve(document, path);
    // Each array on the way adds one level of nesting.
    const found: unknown[] = Array.isArray(value) ? value.flat(path.split('.').length - 1) : [value];
    for (const item of found) if (item !== undefined) values.set(keyOf(item), item);
  }
  return { values: [...values.values()] };
};
