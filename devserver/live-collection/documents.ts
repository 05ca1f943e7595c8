/** A collection's models as documents: found by their id, and with the version that they carry. */
import type Backbone from 'backbone';
import { internals } from './backbone-internals.ts';
import type { LiveParts } from './live-parts.ts';
import { idKey, isObject, wholeNumber } from './reconciler/envelope.ts';
import type { View } from './reconciler/reconciler.ts';

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

/** What the machine may ask. */
export function viewOf<M extends Backbone.Model>({ collection, requests, told }: LiveParts<M>): View {
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
