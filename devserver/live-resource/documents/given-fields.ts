import { RequestError } from '../request-error.ts';
import { VERSION_FIELD } from './document-version.ts';
import { childMapping } from './document-write.ts';
import { type LiveDocument, type LiveModel, modelOf } from './live-model.ts';

type Fields = Record<string, unknown>;
type Schema = LiveModel['schema'];

/** What a body gives of a document, by what becomes of it. */
export interface Given {
  /** Whole fields, to be written. */
  readonly fields: Fields;
  /** Values inside fields, by their dotted paths, to be written after those. */
  readonly paths: readonly (readonly [path: string, value: unknown])[];
  /** What is not written, and said to be so: dotted paths. */
  readonly ignored: readonly string[];
}

/**
 * Sorts a body by the schema of the very document, which of a discriminator has more than its base.
 *
 * | key                                                  | becomes of it                      |
 * |------------------------------------------------------|------------------------------------|
 * | the id, the versions, the discriminator key          | ignored                            |
 * | a field of the schema; `author.name` inside one      | written                            |
 * | another, with `strict: false`                        | written                            |
 * | another, with `strict: 'throw'`                      | refused by Mongoose, 400           |
 * | another                                              | ignored                            |
 * | one that is not written, as the document is shown    | nothing: the client gives it back  |
 *
 * @param shown the document as a read shows it; without it, it is a new one
 */
export function readGiven(document: LiveDocument, body: Fields, shown: Fields = {}): Given {
  const { schema } = modelOf(document);
  const closed = closedFields(document);
  const known = new Set(writableFields(document));
  const isStrict = (schema.get('strict') ?? true) === true;
  const fields: Fields = {};
  const paths: [string, unknown][] = [];
  const ignored: string[] = [];
  for (const [key, value] of Object.entries(body)) {
    const isGivenBack = Object.hasOwn(shown, key) && isSame(shown[key], value);
    if (closed.has(key)) {
      if (!isGivenBack && key !== VERSION_FIELD && key !== schema.get('versionKey')) ignored.push(key);
    } else if (known.has(key)) {
      fields[key] = value;
      ignored.push(...unknownPaths(schema, key, value));
    } else if (key.includes('.')) {
      if (known.has(firstOf(key)) && isPathIn(schema, key)) paths.push([key, value]);
      else ignored.push(key);
    } else if (isGivenBack) {
      // A virtual, or what a transform has added.
    } else if (isStrict) ignored.push(key);
    else fields[key] = value;
  }
  return { fields, paths, ignored };
}

/** The fields that a client may write: the schema's, and, where it is not strict, those that are there. */
export function writableFields(document: LiveDocument): string[] {
  const { schema } = modelOf(document);
  const closed = closedFields(document);
  const there = schema.get('strict') === false ? Object.keys(document.toObject({ virtuals: false })) : [];
  const fields = new Set([...Object.keys(schema.paths).map(firstOf), ...there]);
  return [...fields].filter((field) => !closed.has(field));
}

/**
 * The model of a new document: a discriminator where the body names one.
 * @throws RequestError 422 where there is no such discriminator, or not on this path
 */
export function modelFor(model: LiveModel, body: Fields): LiveModel {
  const own = childMapping(model);
  const children = Object.values((model.discriminators ?? {}) as Record<string, LiveModel>);
  if (!own && children.length === 0) return model;
  const key = own?.key ?? discriminatorKey(model.schema);
  const kind = body[key];
  if (kind === undefined || kind === null) return model;
  const named = [model, ...children].find((each) => String(childMapping(each)?.value) === String(kind));
  if (!named) throw new RequestError(422, `There is no "${key}" ${JSON.stringify(String(kind).slice(0, 64))} here.`);
  return named;
}

/** @throws RequestError 422 where a body would make a document one of another kind */
export function checkKind(document: LiveDocument, body: Fields): void {
  const model = modelOf(document);
  const key = childMapping(model)?.key ?? (model.discriminators ? discriminatorKey(model.schema) : undefined);
  if (key === undefined || body[key] === undefined || body[key] === null) return;
  if (String(body[key]) !== String(document.get(key))) throw new RequestError(422, `"${key}" cannot be changed.`);
}

/** Do the clients of a model choose its ids? Not where Mongoose makes ObjectIds. */
export function hasChosenIds(model: LiveModel): boolean {
  const { options } = model.schema.path('_id') as { options?: { auto?: boolean } };
  return options?.auto !== true;
}

/**
 * Gives a new document the id that the body names, if clients choose ids.
 * @throws RequestError 422 where it cannot be one, or where there has to be one and is none
 */
export function takeChosenId(document: LiveDocument, body: Fields): void {
  const model = modelOf(document);
  if (!hasChosenIds(model)) return;
  if (body._id !== undefined && body._id !== null) {
    try {
      document._id = model.schema.path('_id').cast(body._id) as LiveDocument['_id'];
    } catch {
      throw new RequestError(422, `"_id" must be of type ${model.schema.path('_id').instance}.`);
    }
  }
  if (document._id === undefined) throw new RequestError(422, '"_id" is required.');
}

function closedFields(document: LiveDocument): Set<unknown> {
  const { schema, discriminators } = modelOf(document);
  const isOfAKind = discriminators !== undefined || childMapping(modelOf(document)) !== undefined;
  const closed = new Set<unknown>(['_id', VERSION_FIELD, schema.get('versionKey')]);
  if (!schema.path('id')) closed.add('id');
  if (isOfAKind) closed.add(discriminatorKey(schema));
  return closed;
}

function discriminatorKey(schema: Schema): string {
  return String(schema.get('discriminatorKey') ?? '__t');
}

/** What of a field's value Mongoose would leave out, because the schema does not have it. */
function unknownPaths(schema: Schema, path: string, value: unknown): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((each) => unknownPaths(schema, path, each)))];
  if (typeof value !== 'object' || value === null) return [];
  const inner = (schema.path(path) as { schema?: Schema } | undefined)?.schema;
  const isNested = schema.pathType(path) === 'nested';
  if (!inner && !isNested) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    const own = inner ?? schema;
    if (key === '_id' || key === 'id' || own.get('strict') === false) return [];
    const full = inner ? key : `${path}.${key}`;
    const isKnown = own.path(full) || own.pathType(full) !== 'adhocOrUndefined';
    const unknown = isKnown ? unknownPaths(own, full, each) : [full];
    return unknown.map((name) => (inner ? `${path}.${name}` : name));
  });
}

/** Can a dotted path be written: is it the schema's, or inside a field of anything? */
function isPathIn(schema: Schema, path: string): boolean {
  if (schema.path(path) || schema.pathType(path) !== 'adhocOrUndefined' || schema.get('strict') === false) return true;
  const names = path.split('.');
  return names.some((_name, at) => schema.path(names.slice(0, at).join('.'))?.instance === 'Mixed');
}

function firstOf(path: string): string {
  return path.split('.', 1)[0] ?? path;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
