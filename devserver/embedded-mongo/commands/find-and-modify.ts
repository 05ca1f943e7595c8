import { fieldsOf, namespaceOf } from '../command-fields.ts';
import { MongoError } from '../errors.ts';
import { select } from '../query/query.ts';
import { parseUpdate } from '../update/update.ts';
import type { Document } from '../values/document.ts';
import type { Handler } from './handler.ts';
import { queryContext } from './query-context.ts';
import { runUpdate } from './update.ts';

/** https://www.mongodb.com/docs/manual/reference/command/findAndModify/ */
export const findAndModify: Handler = (command, { store }) => {
  const namespace = namespaceOf(command);
  const fields = fieldsOf('findAndModify', command.body);
  const filter = fields.document('query', {});
  const sort = fields.document('sort', {});
  const context = queryContext(command, store);
  const wantsNew = fields.boolean('new');
  const upsert = fields.boolean('upsert');

  const projected = (document: Document | undefined): Document | null =>
    document
      ? (select([document], { filter: {}, projection: fields.document('fields', {}) }, context)[0] ?? null)
      : null;

  if (fields.boolean('remove')) {
    if (command.body.update || upsert || wantsNew) {
      throw new MongoError('FailedToParse', "Cannot specify both an update, 'upsert' or 'new' and 'remove'=true");
    }
    const candidates = store.collection(namespace)?.candidates(filter) ?? [];
    const [document] = select(candidates, { filter, sort, limit: 1 }, context);
    if (document) store.remove(namespace, document);
    return { lastErrorObject: { n: document ? 1 : 0 }, value: projected(document) };
  }
  if (command.body.update === undefined) {
    throw new MongoError('FailedToParse', "Either an update or 'remove'=true must be specified");
  }

  const update = parseUpdate(command.body.update, fields.documents('arrayFilters', []));
  const outcome = runUpdate(store, namespace, { filter, update, multi: false, upsert, sort, context });
  const [pair] = outcome.pairs;
  if (outcome.inserted) {
    return {
      lastErrorObject: { n: 1, updatedExisting: false, upserted: outcome.inserted._id },
      value: wantsNew ? projected(outcome.inserted) : null,
    };
  }
  return {
    lastErrorObject: { n: pair ? 1 : 0, updatedExisting: pair !== undefined },
    value: projected(wantsNew ? pair?.after : pair?.before),
  };
};
