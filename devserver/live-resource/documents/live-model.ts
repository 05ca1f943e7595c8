import type { HydratedDocument, Model } from 'mongoose';

/**
 * Mongoose's types name the fields of a document; this library serves documents whose fields it does not know.
 * These are the same classes with the fields left unknown.
 */
export type LiveModel = Model<unknown>;
/** A document of a model whose fields this library does not know. */
export type LiveDocument = HydratedDocument<unknown>;

/** Any compiled model whose documents are `D`: `Model<T>` is invariant in its many parameters, and no two are alike. */
export interface AnyModel<D = unknown> {
  new (...args: never[]): D;
  readonly modelName: string;
  readonly schema: object;
  readonly collection: object;
}

/** A field of a document; a hook of the application may have made it a plain object (`lean`). */
export function valueIn(document: LiveDocument, field: string): unknown {
  return typeof document.get === 'function'
    ? document.get(field)
    : (document as unknown as Record<string, unknown>)[field];
}

/** A model with its fields forgotten. */
export function asLiveModel(model: AnyModel): LiveModel {
  return model as unknown as LiveModel;
}

/** The model a document was made by: Mongoose makes documents with `new Model`. */
export function modelOf(document: LiveDocument): LiveModel {
  return document.constructor as LiveModel;
}

/** A model and its discriminators, which share its collection but have schemas of their own. */
export function modelsOf(model: LiveModel): LiveModel[] {
  return [model, ...Object.values((model.discriminators ?? {}) as Record<string, LiveModel>)];
}
