import { VERSION_FIELD } from '../documents/document-version.ts';
import type { Raw } from './native-collection.ts';

const VERSION = `$${VERSION_FIELD}`;
const NEXT_VERSION = { $add: [{ $ifNull: [VERSION, 0] }, 1] };

/** An update that also counts the write, whatever its form; what it says of the version itself is left out. */
export function countedUpdate(update: Raw | Raw[]): Raw | Raw[] {
  if (Array.isArray(update)) return [...update.flatMap(keepingVersion), { $set: { [VERSION_FIELD]: NEXT_VERSION } }];
  const operators: Raw = {};
  for (const [operator, fields] of Object.entries(update)) {
    operators[operator] = isObject(fields) ? withoutVersion(fields) : fields;
  }
  operators.$inc = { ...(isObject(operators.$inc) ? operators.$inc : {}), [VERSION_FIELD]: 1 };
  return operators;
}

/** A replacement as an update: a pipeline, because only a pipeline can replace all and still know the old version. */
export function countedReplacement(replacement: Raw): Raw[] {
  const document = withoutVersion(plain(replacement));
  const next = { [VERSION_FIELD]: NEXT_VERSION };
  return [{ $replaceWith: { $mergeObjects: [{ _id: '$_id' }, { $literal: document }, next] } }];
}

/** A new document as it is stored: version 1. */
export function countedInsert(document: Raw): Raw {
  return { ...plain(document), [VERSION_FIELD]: 1 };
}

/** Mongoose hands its own documents to the driver in `bulkWrite`; the driver asks them for this. */
export function plain(document: Raw): Raw {
  const { toBSON } = document;
  return typeof toBSON === 'function' ? (toBSON.call(document) as Raw) : document;
}

/** A stage of an update pipeline that leaves the version to us: no stage may set, drop or replace it away. */
function keepingVersion(stage: Raw): Raw[] {
  if (isObject(stage.$set)) return some('$set', withoutVersion(stage.$set));
  if (isObject(stage.$addFields)) return some('$addFields', withoutVersion(stage.$addFields));
  if (stage.$unset !== undefined) {
    const fields = [stage.$unset].flat().filter((field) => field !== VERSION_FIELD);
    return fields.length > 0 ? [{ $unset: fields }] : [];
  }
  if (isObject(stage.$project)) return projectKeepingVersion(stage.$project);
  if (stage.$replaceWith !== undefined) return [{ $replaceWith: withVersionOf(stage.$replaceWith) }];
  if (isObject(stage.$replaceRoot)) return [{ $replaceRoot: { newRoot: withVersionOf(stage.$replaceRoot.newRoot) } }];
  return [stage];
}

function projectKeepingVersion(project: Raw): Raw[] {
  const rest = withoutVersion(project);
  const { _id, ...others } = rest;
  const values = Object.values(others);
  const excludes = values.length === 0 ? _id === 0 || _id === false : values.every((v) => v === 0 || v === false);
  return excludes ? some('$project', rest) : [{ $project: { ...rest, [VERSION_FIELD]: 1 } }];
}

function withVersionOf(root: unknown): Raw {
  return { $mergeObjects: [root, { [VERSION_FIELD]: VERSION }] };
}

/** MongoDB refuses stages without fields. */
function some(stage: string, fields: Raw): Raw[] {
  return Object.keys(fields).length > 0 ? [{ [stage]: fields }] : [];
}

function withoutVersion(fields: Raw): Raw {
  return Object.fromEntries(Object.entries(fields).filter(([path]) => path !== VERSION_FIELD));
}

function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
