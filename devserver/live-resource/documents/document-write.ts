import type { Raw } from '../writes/native-collection.ts';
import type { Write } from '../writes/write.ts';
import { type LiveDocument, type LiveModel, modelsOf } from './live-model.ts';

/** One write to one document of a model, with the documents as they are stored: every field, hidden ones too. */
export interface DocumentWrite {
  readonly type: 'create' | 'update' | 'remove';
  /** As it is after the write; of a removed one, as it was. */
  readonly document: LiveDocument;
  /** As it was before an update, where somebody asked for that. */
  readonly before?: LiveDocument;
}

/** Makes the writes to a collection the writes to a model's documents. */
export interface WriteReader {
  read(write: Write): DocumentWrite | undefined;
  /** Must an update bring the document as it was, so that it can be read? */
  readonly needsPreImages: boolean;
}

/**
 * A discriminator shares its collection with its base and the other discriminators: only its own documents are its own.
 *
 * | before       | after        | to the discriminator |
 * |--------------|--------------|----------------------|
 * | its own      | its own      | updated              |
 * | another's    | its own      | created              |
 * | its own      | another's    | removed              |
 * | another's    | another's    | nothing              |
 */
export function createWriteReader(model: LiveModel): WriteReader {
  const isOwn = createIsOwn(model);
  const hydrate = (raw: Raw) => model.hydrate(raw) as unknown as LiveDocument;
  return {
    needsPreImages: childMapping(model) !== undefined,
    read(write) {
      if (write.type === 'remove') {
        return isOwn(write.before) ? { type: 'remove', document: hydrate(write.before) } : undefined;
      }
      const isNow = isOwn(write.after);
      if (write.type === 'create') return isNow ? { type: 'create', document: hydrate(write.after) } : undefined;
      const { before, after } = write;
      const was = before ? isOwn(before) : isNow;
      if (!was && !isNow) return undefined;
      if (!isNow && before) return { type: 'remove', document: hydrate(before) };
      if (!was) return { type: 'create', document: hydrate(after) };
      return { type: 'update', document: hydrate(after), ...(before ? { before: hydrate(before) } : {}) };
    },
  };
}

/** Tells a discriminator's documents from those beside them; of a document without its kind nobody can say. */
function createIsOwn(model: LiveModel): (raw: Raw) => boolean {
  const mapping = childMapping(model);
  if (!mapping) return () => true;
  const { key, value } = mapping;
  return (raw) => isOnlyAnId(raw) || String(raw[key]) === String(value);
}

/** By which field and value a discriminator's documents are known; undefined for a model that is none. */
export function childMapping(model: LiveModel): { key: string; value: unknown } | undefined {
  // Mongoose's own, and not in its types: it adds the same condition to every query of the model.
  const { discriminatorMapping: mapping } = model.schema as unknown as {
    discriminatorMapping?: { key: string; value: unknown; isRoot: boolean };
  };
  return mapping && !mapping.isRoot ? mapping : undefined;
}

/** What a change stream knows of a deleted document that it has never seen. */
function isOnlyAnId(raw: Raw): boolean {
  return Object.keys(raw).length === 1;
}

/** Every model whose documents are in the same collection. */
export function siblingsOf(model: LiveModel): LiveModel[] {
  return modelsOf(baseOf(model));
}

/** The model that a discriminator was made of; the model itself, if it is none. */
export function baseOf(model: LiveModel): LiveModel {
  const base = model.baseModelName && model.db.models[model.baseModelName];
  return base ? (base as LiveModel) : model;
}
