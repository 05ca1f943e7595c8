import type { HydratedDocument, Schema } from 'mongoose';
import { addVersionTo, addVersionToModel, takeVersion, VERSION_FIELD } from '../documents/document-version.ts';
import { createWriteReader, type DocumentWrite, siblingsOf } from '../documents/document-write.ts';
import { type AnyModel, asLiveModel, type LiveDocument, type LiveModel } from '../documents/live-model.ts';
import { idKey } from '../id-key.ts';
import { recentMap } from '../recent-map.ts';
import { followWrites, type WriteListener } from './follow-collection.ts';
import { guardListeners, type WriteListeners } from './write-listeners.ts';

/** How often a listener failed. The writes themselves went well. */
export interface ListenerFailures {
  readonly count: number;
}

/** A model that is listened to. */
export interface Attached {
  readonly failures: ListenerFailures;
  /** Ends the telling; versions are counted on. */
  detach(): void;
}

/** Saved documents whose stored version is remembered until Mongoose says that they are saved: a moment. */
const MOST_VERSIONS = 1_000;

/**
 * Reports every write to documents of a schema: once, after it, with the document as stored.
 * Call it before the model is compiled; for one that is, there is `attachListenersToModel`.
 *
 * Adds the number field `_v`, the version of a document, and increments it with each write.
 *
 * A listener that throws or rejects never fails the write, whose caller would repeat what has happened.
 * The failure goes to `onError` and is counted.
 */
export function attachListenersToSchema<T, M = never, Methods = object>(
  schema: Schema<T, M, Methods>,
  listeners: WriteListeners<HydratedDocument<T, Methods>>,
): ListenerFailures {
  const anySchema = schema as unknown as Schema; // only its events and paths are touched, whatever its fields
  addVersionTo(anySchema);
  const guarded = guardListeners(listeners);
  const attached = new WeakSet<object>();
  anySchema.on('init', (model: LiveModel) => {
    // Mongoose says so again at every `Model.init()`, and for every discriminator, which shares its base's collection.
    if (attached.has(model.collection)) return;
    attached.add(model.collection);
    followWrites(model, listenerFor(model, eachBy(guarded, listeners.preImages === true)));
  });
  return guarded.failures;
}

/** The same for a model that is compiled already. */
export function attachListenersToModel<D>(model: AnyModel<D>, listeners: WriteListeners<D>): Attached {
  const anyModel = asLiveModel(model);
  const guarded = guardListeners(listeners);
  const detach = hearWrites(anyModel, eachBy(guarded, listeners.preImages === true));
  return { failures: guarded.failures, detach };
}

/** Hears the writes of one operation together. */
export interface WritesListener {
  readonly preImages: boolean;
  /** Must not reject. */
  hear(writes: readonly DocumentWrite[]): Promise<void>;
  /** What could not be heard. */
  failed(error: unknown): void;
}

/** Counts the versions of a model's documents and reports every write to them. @returns its own undo */
export function hearWrites(model: LiveModel, listener: WritesListener): () => void {
  for (const each of siblingsOf(model)) addVersionToModel(each);
  return followWrites(model, listenerFor(model, listener));
}

type Guarded = ReturnType<typeof guardListeners>;

/** One after the other, as the writes were. */
function eachBy(guarded: Guarded, preImages: boolean): WritesListener {
  return {
    preImages,
    failed: guarded.failed,
    async hear(writes) {
      for (const { type, document, before } of writes) {
        if (type === 'create') await guarded.tell('onCreate', document);
        else if (type === 'remove') await guarded.tell('onRemove', document);
        else await guarded.tell('onUpdate', document, before);
      }
    },
  };
}

function listenerFor(model: LiveModel, { preImages, failed, hear }: WritesListener): WriteListener {
  const reader = createWriteReader(model);
  const versions = versionsForSaved(model);
  return {
    preImages: preImages || reader.needsPreImages,
    failed,
    async tell(writes) {
      for (const write of writes) {
        if (write.type !== 'remove') versions.set(idKey(write.after), write.after[VERSION_FIELD]);
      }
      const own: DocumentWrite[] = [];
      for (const write of writes) {
        try {
          const read = reader.read(write);
          if (read) own.push(read);
        } catch (error) {
          failed(error);
        }
      }
      if (own.length > 0) await hear(own);
    },
  };
}

type Versions = ReturnType<typeof recentMap<string, unknown>>;
const versionsOfSaved = new WeakMap<LiveModel, Versions>();

/** The database counts, not the document: when Mongoose says that one is saved, it is given the version it has got. */
function versionsForSaved(model: LiveModel): Versions {
  const existing = versionsOfSaved.get(model);
  if (existing) return existing;
  const versions = recentMap<string, unknown>(MOST_VERSIONS);
  for (const each of siblingsOf(model)) {
    each.on('save', (document: LiveDocument) => {
      const key = idKey(document);
      if (versions.has(key)) takeVersion(document, versions.get(key));
    });
  }
  versionsOfSaved.set(model, versions);
  return versions;
}
