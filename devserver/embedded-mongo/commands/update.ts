import { fieldsOf, namespaceOf } from '../command-fields.ts';
import { MongoError } from '../errors.ts';
import { type QueryContext, select } from '../query/query.ts';
import type { Store } from '../store/store.ts';
import { parseUpdate, type Update, updated, upserted } from '../update/update.ts';
import { sameDocument } from '../values/codec.ts';
import type { Document } from '../values/document.ts';
import type { Handler } from './handler.ts';
import { queryContext } from './query-context.ts';
import { errorsField, runBatch } from './write-batch.ts';

/** One update statement, read. */
export interface UpdateStatement {
  readonly filter: Document;
  readonly update: Update;
  readonly multi: boolean;
  readonly upsert: boolean;
  readonly sort: Document;
  readonly context: QueryContext;
}

/** What a statement did: the documents before and after it, unmodified ones included, and the one it inserted. */
export interface UpdateOutcome {
  readonly pairs: { readonly before: Document; readonly after: Document }[];
  readonly nModified: number;
  readonly inserted?: Document;
}

/** Runs one update statement. Throws what the store and the update throw; documents updated before stay updated. */
export function runUpdate(store: Store, namespace: string, statement: UpdateStatement): UpdateOutcome {
  const { filter, update, multi, upsert, sort, context } = statement;
  if (multi && update.type === 'replacement') {
    throw new MongoError('FailedToParse', 'multi update is not supported for replacement-style update');
  }
  const candidates = store.collection(namespace)?.candidates(filter) ?? [];
  const matched = select(candidates, { filter, sort, limit: multi ? 0 : 1 }, context);
  if (matched.length === 0 && upsert) {
    return { pairs: [], nModified: 0, inserted: store.insert(namespace, upserted(filter, update, context)) };
  }
  let nModified = 0;
  const pairs = matched.map((before) => {
    const after = updated(before, filter, update, context);
    if (!sameDocument(before, after)) {
      store.replace(namespace, before, after, update.type === 'replacement' ? 'replace' : 'update');
      nModified += 1;
    }
    return { before, after };
  });
  return { pairs, nModified };
}

/** https://www.mongodb.com/docs/manual/reference/command/update/ */
export const update: Handler = (command, { store }) => {
  const namespace = namespaceOf(command);
  const fields = fieldsOf('update', { ordered: true, ...command.body });
  let n = 0;
  let nModified = 0;
  const upsertedIds: Document[] = [];
  const writeErrors = runBatch(fields.documents('updates'), fields.boolean('ordered'), (body, index) => {
    const statement = fieldsOf('update.updates', body);
    const outcome = runUpdate(store, namespace, {
      filter: statement.document('q'),
      update: parseUpdate(body.u, statement.documents('arrayFilters', [])),
      multi: statement.boolean('multi'),
      upsert: statement.boolean('upsert'),
      sort: statement.document('sort', {}),
      context: queryContext(command, store, body),
    });
    n += outcome.pairs.length;
    nModified += outcome.nModified;
    if (outcome.inserted) {
      n += 1;
      upsertedIds.push({ index, _id: outcome.inserted._id });
    }
  });
  return { n, nModified, ...(upsertedIds.length > 0 && { upserted: upsertedIds }), ...errorsField(writeErrors) };
};
