import { Aggregator } from 'mingo/aggregator';
import { evalExpr } from 'mingo/core';
import { type Iterator, Lazy } from 'mingo/lazy';
import * as pipelineOperators from 'mingo/operators/pipeline';
import type { Options } from 'mingo/types';
import { resolve } from 'mingo/util';
import { MongoError } from '../errors.ts';
import { keyOf } from '../values/codec.ts';
import { type Document, isDocument } from '../values/document.ts';
import { plainNumber } from '../values/numbers.ts';
import { holdsTypedNumber, refusedNumber } from './expressions.ts';
import type { PipelineOps } from './operator-tables.ts';
import { sorted } from './sort.ts';

/** A stage of mingo's pipelines. */
type Stage = (documents: Iterator, expr: unknown, options: Options) => Iterator;

/** Stages that compare or compute in ways that know JavaScript's numbers only. */
const PLAIN_ONLY = ['$setWindowFields', '$bucketAuto', '$densify', '$fill', '$graphLookup'];
const COUNTING = ['$limit', '$skip'];

const originals: ReadonlyMap<string, unknown> = new Map(Object.entries(pipelineOperators));

function original(name: string): Stage {
  const operator = originals.get(name);
  if (typeof operator !== 'function') throw new Error(`mingo has no ${name}`);
  return (...given) => Reflect.apply(operator, undefined, given);
}

function refusing(name: string): Stage {
  return (documents, expr, options) => {
    const checked = documents.map((document) => {
      if (holdsTypedNumber(document)) throw refusedNumber(name, 'long, double or decimal');
      return document;
    });
    return original(name)(checked, expr, options);
  };
}

const sort: Stage = (documents, expr, options) => {
  if (!isDocument(expr) || Object.keys(expr).length === 0) {
    throw new MongoError('BadValue', 'the $sort key specification must be an object with at least one field');
  }
  return documents.transform((all) => Lazy(sorted(all, expr, Object(options.collation))));
};

/** Groups by what MongoDB holds equal; the group has the first of the equal values. */
const group: Stage = (documents, expr, options) => {
  if (!isDocument(expr) || !Object.hasOwn(expr, '_id')) {
    throw new MongoError('BadValue', 'a group specification must include an _id');
  }
  return documents.transform((all) => {
    const groups = new Map<string, { id: unknown; members: unknown[] }>();
    for (const document of all) {
      const id: unknown = evalExpr(document, expr._id, options) ?? null;
      const key = keyOf(id);
      const found = groups.get(key);
      if (found) found.members.push(document);
      else groups.set(key, { id, members: [document] });
    }
    return Lazy(
      [...groups.values()].flatMap(({ id, members }) =>
        original('$group')(Lazy(members), { ...expr, _id: { $literal: id } }, options).collect(),
      ),
    );
  });
};

const sortByCount: Stage = (documents, expr, options) =>
  sort(group(documents, { _id: expr, count: { $sum: 1 } }, options), { count: -1 }, options);

/** https://www.mongodb.com/docs/manual/reference/operator/aggregation/lookup/ , with a pipeline over what is equal too */
const lookup: Stage = (documents, expr, options) => {
  if (!isDocument(expr) || typeof expr.localField !== 'string' || typeof expr.foreignField !== 'string') {
    return original('$lookup')(documents, expr, options);
  }
  const { from, localField, foreignField, as, pipeline, ...rest } = expr;
  if (typeof from !== 'string' || typeof as !== 'string') {
    throw new MongoError('FailedToParse', "$lookup needs 'from' and 'as', which are strings");
  }
  const index = new Map<string, Set<unknown>>();
  for (const document of options.collectionResolver?.(from) ?? []) {
    for (const key of keysAt(document, foreignField)) {
      const found = index.get(key);
      if (found) found.add(document);
      else index.set(key, new Set([document]));
    }
  }
  return documents.map((document: Document) => {
    const matches = [...new Set(keysAt(document, localField).flatMap((key) => [...(index.get(key) ?? [])]))];
    if (!Array.isArray(pipeline) || pipeline.length === 0) return { ...document, [as]: matches };
    const within = { ...options, ...contextOf(options), variables: variablesOf(document, rest.let, options) };
    return { ...document, [as]: new Aggregator(pipeline, within).run(matches) };
  });
};

/** The options as a plain object: mingo's own have them as getters. */
function contextOf({
  idKey,
  collation,
  processingMode,
  useStrictMode,
  scriptEnabled,
  failOnError,
  collectionResolver,
  context,
}: Options): Partial<Options> {
  return {
    idKey,
    processingMode,
    useStrictMode,
    scriptEnabled,
    failOnError,
    context,
    ...(collation && { collation }),
    ...(collectionResolver && { collectionResolver }),
  };
}

function variablesOf(document: Document, variables: unknown, options: Options): Document {
  const own: unknown = isDocument(variables) ? evalExpr(document, variables, options) : {};
  return { ...options.variables, ...(isDocument(own) ? own : {}) };
}

function keysAt(document: unknown, path: string): string[] {
  const value: unknown = resolve(Object(document), path);
  const elements: unknown[] = Array.isArray(value) ? value.flat(path.split('.').length - 1) : [value];
  return elements.map((each) => keyOf(each));
}

/** The stages of pipelines, of which those that compare do it as MongoDB does. */
export const STAGES: PipelineOps = {
  ...pipelineOperators,
  ...Object.fromEntries(PLAIN_ONLY.map((name) => [name, refusing(name)])),
  ...Object.fromEntries(
    COUNTING.map((name): [string, Stage] => [
      name,
      (documents, expr, options) => original(name)(documents, plainNumber(expr), options),
    ]),
  ),
  $sort: sort,
  $group: group,
  $sortByCount: sortByCount,
  $lookup: lookup,
};
