import { updateOne } from 'mingo/updater';
import { cloneDeep } from 'mingo/util';
import { MongoError } from '../errors.ts';
import { aggregated, mingoOptions, type QueryContext, translated } from '../query/query.ts';
import { keyOf } from '../values/codec.ts';
import { type Document, isDocument, isOperatorExpression } from '../values/document.ts';
import { show } from '../values/show.ts';
import { computedFields } from './computed-fields.ts';
import { concreteModifier } from './positional.ts';
import { checkTargets } from './update-targets.ts';

/** The `u` of an update statement, told apart by its form. */
export type Update =
  | { readonly type: 'replacement'; readonly document: Document }
  | { readonly type: 'operators'; readonly modifier: Document; readonly arrayFilters: Document[] }
  | { readonly type: 'pipeline'; readonly stages: Document[] };

/** The stages that MongoDB allows in an update, all of which mingo has. */
const UPDATE_STAGES = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith']);

/** Reads the `u` of an update statement. Throws TypeMismatch, FailedToParse, InvalidOptions. */
export function parseUpdate(u: unknown, arrayFilters: Document[]): Update {
  if (Array.isArray(u)) {
    for (const stage of u) {
      const name = isDocument(stage) ? Object.keys(stage)[0] : undefined;
      if (!name || !UPDATE_STAGES.has(name)) {
        throw new MongoError('InvalidOptions', `${name} is not allowed to be used within an update`);
      }
    }
    return { type: 'pipeline', stages: u.filter(isDocument) };
  }
  if (!isDocument(u)) throw new MongoError('FailedToParse', 'Update argument must be either an object or an array');
  if (!Object.keys(u)[0]?.startsWith('$')) return { type: 'replacement', document: u };
  for (const [operator, fields] of Object.entries(u)) {
    if (!operator.startsWith('$')) continue; // mingo words that one
    if (!isDocument(fields)) {
      throw new MongoError(
        'FailedToParse',
        `Modifiers operate on fields but we found type ${typeof fields} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${show(fields)}}`,
      );
    }
  }
  return { type: 'operators', modifier: u, arrayFilters };
}

/**
 * The document after the update; `before` is left as it is. `filter` says which array element `$` means.
 * Throws as MongoDB does where the update cannot be applied to this document, or would change its `_id`.
 */
export function updated(before: Document, filter: Document, update: Update, context: QueryContext): Document {
  switch (update.type) {
    case 'replacement':
      return sameId(before, { _id: before._id, ...update.document }, 'replacement');
    case 'pipeline':
      return sameId(before, runStages(before, update.stages, context), 'pipeline');
    case 'operators': {
      const { $setOnInsert: _, ...modifier } = update.modifier;
      return modified(before, filter, modifier, update.arrayFilters, context);
    }
  }
}

/** The document that an upsert inserts when nothing matched `filter`; without an `_id` if neither side gives one. */
export function upserted(filter: Document, update: Update, context: QueryContext): Document {
  const equalities = filterEqualities(filter);
  switch (update.type) {
    case 'replacement':
      return '_id' in equalities ? { _id: equalities._id, ...update.document } : { ...update.document };
    case 'pipeline':
      return runStages(nested(equalities), update.stages, context);
    case 'operators': {
      const { $setOnInsert, ...modifier } = update.modifier;
      if (!isDocument($setOnInsert))
        return modified(nested(equalities), filter, modifier, update.arrayFilters, context);
      const $set = { ...(isDocument(modifier.$set) ? modifier.$set : {}), ...$setOnInsert };
      return modified(nested(equalities), filter, { ...modifier, $set }, update.arrayFilters, context);
    }
  }
}

/** Applies operators to a copy. mingo refuses every `$set` of `_id`; MongoDB only one that changes it. */
function modified(
  before: Document,
  filter: Document,
  modifier: Document,
  arrayFilters: Document[],
  context: QueryContext,
): Document {
  const fields = isDocument(modifier.$set) ? modifier.$set : {};
  const { _id, ...$set } = fields;
  const rest = Object.fromEntries(Object.entries({ ...modifier, $set }).filter(([, value]) => !isEmpty(value)));
  const copy: Document = translated(() => Object.assign({}, cloneDeep(before)));
  const concrete = concreteModifier(copy, rest, filter, arrayFilters, context);
  checkTargets(copy, concrete);
  const changes = Object.fromEntries(
    Object.entries(computedFields(copy, concrete)).filter(([, value]) => !isEmpty(value)),
  );
  translated(() => updateOne([copy], {}, changes, { cloneMode: 'deep' }, mingoOptions(context)));
  if (_id === undefined) return copy;
  if (before._id !== undefined && keyOf(before._id) !== keyOf(_id)) {
    throw new MongoError(
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  }
  return { _id, ...copy };
}

const isEmpty = (value: unknown): boolean => isDocument(value) && Object.keys(value).length === 0;

function runStages(before: Document, stages: Document[], context: QueryContext): Document {
  const [after] = aggregated([before], stages, context);
  if (!after) throw new MongoError('BadValue', 'The update pipeline did not produce a document');
  return after;
}

function sameId(before: Document, after: Document, by: 'replacement' | 'pipeline'): Document {
  const withId = by === 'pipeline' && after._id === undefined ? { _id: before._id, ...after } : after;
  if (keyOf(before._id) !== keyOf(withId._id)) {
    throw new MongoError(
      'ImmutableField',
      `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${show(withId._id)}`,
    );
  }
  return withId;
}

/** What a filter says a document's fields are equal to: the start of an upsert. Paths as the filter has them. */
function filterEqualities(filter: Document): Document {
  const equalities: Document = {};
  for (const [path, condition] of Object.entries(filter)) {
    if (path === '$and' && Array.isArray(condition)) {
      for (const clause of condition) if (isDocument(clause)) Object.assign(equalities, filterEqualities(clause));
    } else if (!path.startsWith('$') && !(condition instanceof RegExp)) {
      if (!isOperatorExpression(condition)) equalities[path] = condition;
      else if ('$eq' in condition) equalities[path] = condition.$eq;
    }
  }
  return equalities;
}

/** `{'a.b': 1}` → `{a: {b: 1}}`. */
function nested(paths: Document): Document {
  const { _id, ...$set } = paths;
  const document: Document = _id === undefined ? {} : { _id };
  if (!isEmpty($set)) translated(() => updateOne([document], {}, { $set }, { cloneMode: 'deep' }, mingoOptions({})));
  return document;
}
