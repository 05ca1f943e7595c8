import { cloneDeep } from 'mingo/util';
import { type Command, fieldsOf } from '../command-fields.ts';
import { MongoError } from '../errors.ts';
import { aggregated, type QueryContext } from '../query/query.ts';
import type { Store } from '../store/store.ts';
import { type Document, isDocument } from '../values/document.ts';

/**
 * The `collation` of a command or statement, its variables (`let`; `c` in update statements) and the collections it can look up.
 * Throws CommandNotSupported for a collation where texts would be compared, which only a sort does by it here.
 */
export function queryContext(command: Command, store: Store, statement: Document = command.body): QueryContext {
  const fields = fieldsOf(command.name, statement);
  const collation = fields.document('collation', {});
  checkCollation(command, statement, collation);
  // Copies, for the stages after a look-up may change what it found.
  const lookup = (name: string) =>
    Array.from(store.collection(`${command.db}.${name}`)?.candidates({}) ?? [], (document) =>
      Object.assign({}, cloneDeep(document)),
    );
  const variables = { ...fieldsOf(command.name, command.body).document('let', {}), ...fields.document('c', {}) };
  return { collation, variables: evaluated(variables), lookup };
}

/** The values of `let`, which are expressions of constants. */
function evaluated(variables: Document): Document {
  if (Object.keys(variables).length === 0) return variables;
  const [values = {}] = aggregated([{}], [{ $replaceRoot: { newRoot: variables } }], {});
  return Object.fromEntries(Object.keys(variables).map((name) => [name, values[name] ?? null]));
}

function checkCollation({ name }: Command, statement: Document, { locale = 'simple' }: Document): void {
  if (locale === 'simple') return;
  const isSortOnly = name === 'find' && !hasText(statement.filter);
  if (!isSortOnly) {
    throw new MongoError(
      'CommandNotSupported',
      `${name}: the collation '${String(locale)}' is not supported by the embedded database, but for the sort of a find whose filter has no text`,
    );
  }
  try {
    new Intl.Collator(String(locale).replace('_', '-'));
  } catch {
    throw new MongoError('BadValue', `Field 'locale' is invalid in: { locale: '${String(locale)}' }`);
  }
}

function hasText(value: unknown): boolean {
  if (typeof value === 'string' || value instanceof RegExp) return true;
  if (Array.isArray(value)) return value.some(hasText);
  return isDocument(value) && Object.values(value).some(hasText);
}
