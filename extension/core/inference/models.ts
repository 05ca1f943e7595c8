import type { View } from '../../../devserver/live-collection/reconciler/reconciler.ts';

/** A collection's models as its reports leave them; the reconciler may look at them. */
export interface Models extends View {
  /** The models that have this id: more than one is what should never be. */
  cids(id: string): readonly string[];
  /** Of the first model that has this id. */
  attributes(id: string): unknown;
  attributesOf(cid: string): unknown;
  has(cid: string): boolean;
  /** All models' cids. */
  all(): Iterable<string>;
  put(cid: string, model: { id?: string | undefined; attributes?: unknown }): void;
  take(cid: string): void;
  /** The id that this model has now. */
  idOf(cid: string): string | undefined;
  readonly size: number;
}

interface Model {
  id: string | undefined;
  attributes: unknown;
}

/** @param versionAttribute under which name a document carries its version, now */
export function createModels(versionAttribute: () => string): Models {
  const models = new Map<string, Model>();
  const byId = new Map<string, string[]>();

  function forget(cid: string): void {
    const id = models.get(cid)?.id;
    models.delete(cid);
    if (id === undefined) return;
    const rest = (byId.get(id) ?? []).filter((each) => each !== cid);
    if (rest.length > 0) byId.set(id, rest);
    else byId.delete(id);
  }

  const attributes = (id: string) => models.get(byId.get(id)?.[0] ?? '')?.attributes;

  return {
    attributes,
    attributesOf: (cid) => models.get(cid)?.attributes,
    has: (cid) => models.has(cid),
    all: () => models.keys(),
    cids: (id) => byId.get(id) ?? [],
    cid: (id) => byId.get(id)?.[0],
    ids: () => byId.keys(),
    version: (id) => versionIn(attributes(id), versionAttribute()),
    put(cid, { id, attributes }) {
      const known = models.get(cid);
      if (known && known.id === id) known.attributes = attributes;
      else {
        forget(cid);
        models.set(cid, { id, attributes });
        if (id !== undefined) byId.set(id, [...(byId.get(id) ?? []), cid]);
      }
    },
    take: forget,
    idOf: (cid) => models.get(cid)?.id,
    get size() {
      return models.size;
    },
  };
}

/** The version that a document carries in its own body. */
export function versionIn(body: unknown, versionAttribute: string): number | undefined {
  const v = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[versionAttribute] : undefined;
  return typeof v === 'number' && Number.isSafeInteger(v) ? v : undefined;
}
