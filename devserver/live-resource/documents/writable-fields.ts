import { RequestError } from '../request-error.ts';
import { type LiveModel, modelsOf } from './live-model.ts';

const NEVER_A_KEY = new Set(['__proto__', 'constructor', 'prototype']);
/** Deeper input than this has no honest reason, and recursion further down (casting, BSON) would meet it. */
const MOST_LEVELS = 32;

/**
 * Checks a request's body before anything of it reaches Mongoose.
 * @throws RequestError 400 unless it is an object without prototype keys and Mongo operators, at most 32 levels deep
 */
export function checkedBody(body: unknown): Record<string, unknown> {
  if (!isObject(body) || Array.isArray(body)) throw new RequestError(400, 'The body must be a JSON object.');
  const open: { value: object; level: number }[] = [{ value: body, level: 1 }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.level > MOST_LEVELS)
      throw new RequestError(400, `The body is nested more than ${MOST_LEVELS} levels deep.`);
    for (const [key, value] of Object.entries(next.value)) {
      if (key.split('.').some(isForbiddenKey) && !isDecimal(next.value)) {
        throw new RequestError(400, `The body must not contain the key ${JSON.stringify(key.slice(0, 64))}.`);
      }
      if (isObject(value)) open.push({ value, level: next.level + 1 });
    }
  }
  return JSON.parse(JSON.stringify(body), (_key, value: unknown) =>
    isObject(value) && isDecimal(value) ? value.$numberDecimal : value,
  ) as Record<string, unknown>;
}

/** The paths that a read leaves out unless it asks for them: `select: false`, in discriminators and below as well. */
export function deselectedPaths(model: LiveModel): string[] {
  const paths = new Set<string>();
  for (const { schema } of modelsOf(model)) collectDeselected(schema, '', paths);
  return [...paths];
}

function collectDeselected(schema: LiveModel['schema'], prefix: string, paths: Set<string>): void {
  schema.eachPath((path, { options, schema: inner }: { options?: { select?: unknown }; schema?: typeof schema }) => {
    if (options?.select === false) paths.add(prefix + path);
    if (inner) collectDeselected(inner, `${prefix}${path}.`, paths);
  });
}

/** Mongo's operators, and the keys by which a prototype can be reached. */
export function isForbiddenKey(key: string): boolean {
  return key.startsWith('$') || NEVER_A_KEY.has(key);
}

/** A Decimal128, as MongoDB's Extended JSON has it: a client gives back what an older server gave. */
export function isDecimal(value: object): value is { $numberDecimal: string } {
  return Object.keys(value).length === 1 && '$numberDecimal' in value && typeof value.$numberDecimal === 'string';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
