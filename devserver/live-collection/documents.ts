import type Backbone from 'backbone';
import { internals } from './backbone-internals.ts';
import { idKey, versionIn } from './envelope.ts';
import type { View } from './reconciler.ts';

/** A collection's models as documents: found by id, whatever `parse`, `modelId` and a polymorphic `model` make of it. */
export interface Documents<M extends Backbone.Model> extends View {
  model(id: string): M | undefined;
  /** The id in a body as the REST API returns it. */
  idIn(body: unknown): unknown;
}

export function documentsOf<M extends Backbone.Model>(
  collection: Backbone.Collection<M>,
  versionAttribute: string,
): Documents<M> {
  function model(id: string): M | undefined {
    // The table itself: `get` does much to find what is not there. Cids are looked up in it as well.
    const found = internals(collection)._byId[id];
    return found !== undefined && idKey(found.id) === id ? found : undefined;
  }

  return {
    model,
    cid: (id) => model(id)?.cid,
    version: (id) => versionIn(model(id)?.attributes, versionAttribute),
    *ids() {
      for (const { id } of [...collection.models]) {
        const key = idKey(id);
        if (key !== undefined) yield key;
      }
    },
    idIn(body) {
      if (typeof body !== 'object' || body === null) return undefined;
      const { prototype } = collection.model;
      if (prototype?.parse) return collection.modelId(prototype.parse.call(prototype, body, {}) ?? {});
      const prepared = internals(collection)._prepareModel(body, { parse: true });
      return prepared ? prepared.id : undefined;
    },
  };
}
