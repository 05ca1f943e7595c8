/** A collection's models as documents: found by id, whatever `parse`, `modelId` and a polymorphic `model` make of it. */
import type Backbone from 'backbone';
import { internals } from './backbone-internals.ts';
import type { LiveCollection } from './live-collection.ts';
import { idKey, isObject, wholeNumber } from './reconciler/envelope.ts';
import type { View } from './reconciler/reconciler.ts';
import type { ToldKeys } from './told-keys.ts';

/** The model that holds an id. */
export function modelOf<M extends Backbone.Model>(collection: Backbone.Collection<M>, id: string): M | undefined {
  // The table itself: `get` does much to find what is not there. Cids are looked up in it as well.
  const found = internals(collection)._byId[id];
  return found && idKey(found.id) === id ? found : undefined;
}

/** The version that a body carries, under the name the server gives it. */
export function versionIn({ versionAttribute }: { versionAttribute: string }, body: unknown): number | undefined {
  return isObject(body) ? wholeNumber(body[versionAttribute]) : undefined;
}

/** The id in a body as the REST API returns it. */
export function idIn<M extends Backbone.Model>(collection: Backbone.Collection<M>, body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  const { prototype } = collection.model;
  if (prototype?.parse) return parsedId(collection, prototype, body);
  // A model that is invalid is not made, and has no id.
  const prepared = internals(collection)._prepareModel(body, { parse: true }) as { id?: unknown };
  return idKey(prepared.id);
}

/** The id in a body, as this model's `parse` finds it. */
export function parsedId<M extends Backbone.Model>(
  collection: Backbone.Collection<M>,
  model: M,
  body: object,
): string | undefined {
  return idKey(collection.modelId(model.parse(body, {}) ?? {}));
}

/** What the machine may ask. */
export function viewOf<M extends Backbone.Model>(
  collection: LiveCollection<M>,
  requests: ReadonlyMap<string, { model: M | undefined }>,
  told: ToldKeys<M>,
): View {
  return {
    cid: (id) => modelOf(collection, id)?.cid,
    version: (id) => versionIn(collection, modelOf(collection, id)?.attributes),
    // One that is created with `wait: true` is in no collection yet.
    becameId: (cid) =>
      idKey(
        (internals(collection)._byId[cid] ?? [...requests.values()].find(({ model }) => model?.cid === cid)?.model)?.id,
      ),
    told: (id) => {
      const model = modelOf(collection, id);
      return model && told.of(model);
    },
    ids: () => collection.models.flatMap(({ id }) => idKey(id) ?? []),
  };
}
