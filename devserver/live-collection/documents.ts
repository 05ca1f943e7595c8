import type Backbone from 'backbone';
import { internals } from './backbone-internals.ts';
import { idKey, isObject, wholeNumber } from './envelope.ts';
import type { View } from './reconciler.ts';

/** A collection's models as documents: found by id, whatever `parse`, `modelId` and a polymorphic `model` make of it. */
export interface Documents<M extends Backbone.Model> extends View {
  model(id: string): M | undefined;
  /** The id in a body as the REST API returns it. */
  idIn(body: unknown): unknown;
  /** The version that a body carries, under the name the server gives it. */
  versionIn(body: unknown): number | undefined;
}

export function documentsOf<M extends Backbone.Model>(
  collection: Backbone.Collection<M>,
  versionAttribute: string,
): Documents<M> {
  function model(id: string): M | undefined {
    // The table itself: `get` does much to find what is not there. Cids are looked up in it as well.
    const found = internals(collection)._byId[id];
    return found && idKey(found.id) === id ? found : undefined;
  }
  const versionIn = (body: unknown) => (isObject(body) ? wholeNumber(body[versionAttribute]) : undefined);

  return {
    model,
    versionIn,
    cid: (id) => model(id)?.cid,
    version: (id) => versionIn(model(id)?.attributes),
    ids: () => collection.models.flatMap(({ id }) => idKey(id) ?? []),
    idIn(body) {
      if (!isObject(body)) return undefined;
      const { prototype } = collection.model;
      if (prototype?.parse) return collection.modelId(prototype.parse.call(prototype, body, {}) ?? {});
      const prepared = internals(collection)._prepareModel(body, { parse: true });
      return prepared ? prepared.id : undefined;
    },
  };
}
