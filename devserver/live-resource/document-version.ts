import type { Schema } from 'mongoose';
import type { LiveDocument } from './live-model.ts';

/**
 * The version of a document: 1 when created, +1 a write, on the document itself, so that it outlives every process.
 * Mongoose's own `__v` will not do: it only moves when an array is changed in a way that positions matter.
 */
export const VERSION_FIELD = '_v';

/** Adds the version field to a schema. No default: a document older than the field must not look like version 1. */
export function addVersionTo(schema: Schema): void {
  if (!schema.path(VERSION_FIELD)) schema.add({ [VERSION_FIELD]: { type: Number } });
}

/** The version of a document as read, or undefined for one last written before the schema had versions. */
export function versionOf(document: LiveDocument): number | undefined {
  const version: unknown = document.get(VERSION_FIELD);
  return typeof version === 'number' ? version : undefined;
}

/**
 * Counts the write a `save()` is about to do. An increment and not an assignment: of two processes that save
 * the same document at once, each must leave a version of its own behind.
 */
export function countWrite(document: LiveDocument): void {
  if (document.isNew) {
    document.set(VERSION_FIELD, 1);
    return;
  }
  // Mongoose 9.12 keeps the increment of an earlier save and would add it again: 1, 2, 4, 7. Setting a different
  // value makes it forget (`primitiveAtomics` in mongoose/lib/document.js).
  const version: unknown = document.get(VERSION_FIELD);
  document.set(VERSION_FIELD, undefined);
  document.set(VERSION_FIELD, version);
  document.$inc(VERSION_FIELD, 1);
}

/** Gives a document in memory the version that was stored: another process may have counted in between. */
export function takeVersion(document: LiveDocument, stored: LiveDocument): void {
  document.set(VERSION_FIELD, versionOf(stored));
  document.unmarkModified(VERSION_FIELD);
}
