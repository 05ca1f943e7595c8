import type { HydratedDocument, Schema } from 'mongoose';
import { addVersionTo } from './document-version.ts';
import { watchDeletes } from './watch-deletes.ts';
import { watchSaves } from './watch-saves.ts';
import { guardListeners, type WriteListeners } from './write-listeners.ts';

/** How often a listener failed. The writes themselves went well. */
export interface ListenerFailures {
  readonly count: number;
}

/**
 * Reports every write to documents of a schema: once, after it, with the document as stored.
 * Call it before the model is compiled: Mongoose takes hooks from the schema then, and never again.
 *
 * Heard: `save`, `create`, `insertOne`, `doc.deleteOne`, `findOneAndDelete`, `deleteOne`, `deleteMany`.
 * Adds the number field `_v`, the version of a document, and increments it with each modifying `save`.
 *
 * A listener that throws or rejects never fails the write: Mongoose rejects `save()` *after* the write when a post
 * hook fails, and the caller would retry what has happened. The failure goes to `onError` and is counted.
 */
export function attachListenersToSchema<T>(
  schema: Schema<T>,
  listeners: WriteListeners<HydratedDocument<T>>,
): ListenerFailures {
  const anySchema = schema as unknown as Schema; // only its hooks and paths are touched, whatever its fields
  addVersionTo(anySchema);
  const guarded = guardListeners(listeners);
  watchSaves(anySchema, guarded);
  watchDeletes(anySchema, guarded);
  return guarded.failures;
}
