import type { Schema } from 'mongoose';
import { type LiveDocument, type LiveModel, valueIn } from './live-model.ts';

/**
 * The version of a document: 1 when created, +1 a write, on the document itself, so that it outlives every process.
 * Mongoose's own `__v` will not do: it only moves when an array is changed in a way that positions matter.
 */
export const VERSION_FIELD = '_v';

/** Adds the version field to a schema. No default: a document older than the field must not look like version 1. */
export function addVersionTo(schema: Schema): void {
  if (!schema.path(VERSION_FIELD)) schema.add({ [VERSION_FIELD]: { type: Number } });
}

/** Adds it to a compiled model. Mongoose makes the properties of its documents when it compiles, so this one is made here. */
export function addVersionToModel(model: LiveModel): void {
  addVersionTo(model.schema as unknown as Schema);
  if (VERSION_FIELD in model.prototype) return;
  Object.defineProperty(model.prototype, VERSION_FIELD, {
    configurable: true,
    get(this: LiveDocument): unknown {
      return this.get(VERSION_FIELD);
    },
    set(this: LiveDocument, version: unknown) {
      this.set(VERSION_FIELD, version);
    },
  });
}

/** The version of a document as read, or undefined for one last written before the schema had versions. */
export function versionOf(document: LiveDocument): number | undefined {
  const version = valueIn(document, VERSION_FIELD);
  return typeof version === 'number' ? version : undefined;
}

/** Gives a document in memory the version that was stored for it. */
export function takeVersion(document: LiveDocument, version: unknown): void {
  document.set(VERSION_FIELD, version);
  document.unmarkModified(VERSION_FIELD);
}
