/** A collection's models as documents: found by id, whatever `parse`, `modelId` and a polymorphic `model` make of it. */
import Backbone from 'backbone';
import { internals } from './backbone-internals.ts';
import { copyOf } from './copy.ts';
import type { LiveCollection } from './live-collection.ts';
import { overlay } from './override-method.ts';
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

/** Models that were made of a body to find its id, until the body is taken in: no row is made twice. */
const prepared = new WeakMap<object, Backbone.Model | false>();

/** The model that was made of this body to find its id, if one had to be. */
export function preparedOf<M extends Backbone.Model>(body: unknown): M | undefined {
  return ((isObject(body) && prepared.get(body)) || undefined) as M | undefined;
}

/**
 * The id in a body as the REST API returns it. Where the body does not have it under the model's own name, and the model
 * has a `parse` of its own or is made by a function, the model is made, as Backbone would: once, and it is taken later.
 */
export function idIn<M extends Backbone.Model>(collection: Backbone.Collection<M>, body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  const id = rawId(collection, body);
  const { prototype } = collection.model;
  if (id !== undefined || prototype?.parse === Backbone.Model.prototype.parse) return id;
  let model = prepared.get(body);
  if (model === undefined) {
    model = internals(collection)._prepareModel(copyOf(body), { parse: true });
    prepared.set(body, model);
  }
  // A model that is invalid is not made, and has no id.
  return idKey((model as { id?: unknown }).id);
}

function rawId<M extends Backbone.Model>(
  collection: Backbone.Collection<M>,
  body: { id?: unknown },
): string | undefined {
  try {
    return idKey(collection.modelId(body));
  } catch {
    return idKey(body.id); // Backbone asks the prototype of the model, and a function need not have one
  }
}

/**
 * The id that the response to a create brings. Where only `parse` can tell, it runs now, and gives Backbone the same then.
 *
 * @returns the id, and what ends that
 */
export function createdId<M extends Backbone.Model>(
  collection: Backbone.Collection<M>,
  model: M,
  body: Record<string, unknown>,
  options: object,
): { id: string | undefined; end(): void } {
  const raw = idKey(body[model.idAttribute]);
  if (raw !== undefined || model.parse === Backbone.Model.prototype.parse) return { id: raw, end() {} };
  const parsed = model.parse(body, options) ?? {};
  const end = overlay(model, 'parse', (under) => (given: never, how: never) => {
    return given === body ? parsed : under().call(model, given, how);
  });
  return { id: idKey(collection.modelId(parsed)), end };
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
