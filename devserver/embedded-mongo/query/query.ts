import { Aggregator } from 'mingo/aggregator';
import { ProcessingMode } from 'mingo/core';
import { Query } from 'mingo/query';
import type { Options } from 'mingo/types';
import { MongoError } from '../errors.ts';
import { type Document, isDocument } from '../values/document.ts';
import { isScalarCondition, plainInclusions, understood, understoodPipeline } from './filter.ts';
import { OPERATORS } from './mingo-context.ts';
import { readProjection } from './projection.ts';
import { sorted } from './sort.ts';

/** What a query or pipeline may be given besides itself. */
export interface QueryContext {
  /** `collation` of the command. */
  readonly collation?: Document;
  /** `let` of the command: variables for `$$name`. */
  readonly variables?: Document;
  /** The documents of another collection of the same database, for `$lookup` and its like. */
  readonly lookup?: (collection: string) => Document[];
}

/** How mingo words an error → how MongoDB does. */
const TRANSLATIONS: [RegExp, (match: RegExpExecArray) => MongoError][] = [
  [/^unknown query operator (\S+)$/, ([, name]) => new MongoError('BadValue', `unknown operator: ${name}`)],
  [/^unknown top level operator: (\S+)$/, ([message]) => new MongoError('BadValue', message)],
  [
    /^unregistered pipeline operator (\S+)\.$/,
    ([, name]) => new MongoError('Location40324', `Unrecognized pipeline stage name: '${name}'`),
  ],
  [
    /^updating the path (.*)$/i,
    ([, rest]) => new MongoError('ConflictingUpdateOperators', `Updating the path ${rest}`),
  ],
  [
    /^You must include the array field for '\.\$'/,
    () => new MongoError('BadValue', 'The positional operator did not find the match needed from the query.'),
  ],
  [/^(Cannot \w+ with non-numeric argument)/, ([, message]) => new MongoError('TypeMismatch', `${message}`)],
  [
    /^query criteria must be an object: undefined$/,
    () => new MongoError('BadValue', 'No array filter found for an identifier of the update'),
  ],
  [
    /^Unknown update operator: '(\S+)'\.$/,
    ([, name]) =>
      new MongoError(
        'FailedToParse',
        `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
      ),
  ],
];

/** Runs mingo on the client's input; whatever it throws is the input's fault, and is told to the client as such. */
export function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof MongoError) throw thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    for (const [pattern, translate] of TRANSLATIONS) {
      const match = pattern.exec(message);
      if (match) throw translate(match);
    }
    // mingo does not check every argument: some only fail where they are used.
    throw new MongoError(
      'BadValue',
      thrown instanceof TypeError ? `Malformed argument of an operator: ${message}` : message,
    );
  }
}

/** mingo's options. Scripts (`$where`, `$function`) stay off: they would run the client's code in this process. */
export function mingoOptions({ collation, variables, lookup }: QueryContext): Partial<Options> {
  const { locale, ...strength } = collation ?? {};
  return {
    scriptEnabled: false,
    context: OPERATORS,
    ...(typeof locale === 'string' &&
      locale !== 'simple' && { collation: { locale: locale.replace('_', '-'), ...strength } }),
    ...(variables && { variables }),
    ...(lookup && { collectionResolver: lookup }),
  };
}

/** A filter as mingo's query. Throws BadValue for a malformed one. */
function compiled(filter: Document, context: QueryContext): Query<Document> {
  return translated(() => new Query<Document>(understood(filter), mingoOptions(context)));
}

/** The predicate of a filter. Throws BadValue for a malformed one, at once or when it is applied. */
export function matcher(filter: Document, context: QueryContext = {}): (document: Document) => boolean {
  const query = compiled(filter, context);
  return (document) => translated(() => query.test(document));
}

/** The parts of a `find`. */
export interface Selection {
  readonly filter: Document;
  readonly projection?: Document;
  readonly sort?: Document;
  readonly skip?: number | undefined;
  /** Zero and `undefined` mean all. */
  readonly limit?: number | undefined;
}

/** The documents that a `find` selects, in order. Without a projection they are the store's own: not to be changed. */
export function select(documents: Iterable<Document>, selection: Selection, context: QueryContext = {}): Document[] {
  const { filter, projection = {}, sort, skip, limit } = selection;
  return translated(() => {
    const elementsOf = (condition: Document) => {
      const isScalar = isScalarCondition(condition);
      const test = matcher(isScalar ? { value: condition } : condition, context);
      return (element: unknown) => (isScalar ? test({ value: element }) : isDocument(element) && test(element));
    };
    const { fields, after } = readProjection(plainInclusions(projection), elementsOf);
    const query = compiled(filter, context);
    const found: Document[] = [];
    const isSorted = sort !== undefined && Object.keys(sort).length > 0;
    const most = isSorted || !limit ? Number.POSITIVE_INFINITY : (skip ?? 0) + limit;
    for (const document of documents) {
      if (found.length >= most) break;
      if (query.test(document)) found.push(document);
    }
    const inOrder = isSorted ? sorted(found, sort, context.collation) : found;
    const selected = inOrder.slice(skip ?? 0, limit ? (skip ?? 0) + limit : undefined);
    if (Object.keys(fields).length === 0) return selected.map(after);
    // The query goes with it, for `$` in the projection.
    const copies = { ...mingoOptions(context), processingMode: ProcessingMode.CLONE_INPUT };
    const projected = new Query<Document>(understood(filter), copies).find<Document>(selected, fields).all();
    return projected.map((each) => after(idFirst(each)));
  });
}

/** mingo's inclusions put `_id` last; MongoDB keeps it first. */
function idFirst(document: Document): Document {
  const { _id, ...fields } = document;
  return _id === undefined ? document : { _id, ...fields };
}

/** The results of a pipeline, none of which shares anything with `documents`. */
export function aggregated(documents: Iterable<Document>, pipeline: Document[], context: QueryContext): Document[] {
  return translated(() =>
    new Aggregator(understoodPipeline(pipeline), { ...mingoOptions(context), processingMode: ProcessingMode.CLONE_ALL })
      .run<Document>([...documents])
      .filter(isDocument),
  );
}
