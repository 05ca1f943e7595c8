import type Backbone from 'backbone';
import { internals } from './backbone-internals.ts';
import type { Documents } from './documents.ts';
import { gone, idKey } from './envelope.ts';
import type { Effect } from './verdict.ts';

/** What Backbone's handlers find in their options when a change came from elsewhere than this page's own code. */
const LIVE: Backbone.AddOptions & { live: true } = { live: true };
const PARSED = { parse: true, ...LIVE };
const ONLY_MERGE = { add: false, remove: false, ...LIVE };

/** The models that are meant when an effect names an own request. */
export interface Requested<M> {
  model(token: string): M | undefined;
  /** Where the model stood in the collection when the request left; undefined when it was not in it. */
  index(token: string): number | undefined;
}

/**
 * Carries an effect out on the collection, so that it fires the events that the same change by hand would.
 * @returns the model that took a newer body, for a merge
 */
export function carryOut<M extends Backbone.Model>(
  collection: Backbone.Collection<M>,
  documents: Documents<M>,
  requested: Requested<M>,
  effect: Effect,
): M | undefined {
  switch (effect.type) {
    case 'insert':
      insert(effect.id, effect.body);
      return undefined;
    case 'answer':
    case 'merge': {
      const model = documents.model(effect.id) ?? ('token' in effect ? requested.model(effect.token) : undefined);
      return model && merge(model, effect.body, effect.before);
    }
    case 'remove': {
      const model = documents.model(effect.id);
      if (model) collection.remove(model, LIVE);
      return undefined;
    }
    case 'bind': {
      const model = requested.model(effect.token);
      if (!model) insert(effect.id, effect.body);
      else if (idKey(model.id) !== effect.id || gone(effect.before, effect.body).length > 0) {
        merge(model, effect.body, effect.before);
        identify(model, effect.id);
      }
      if (model && !collection.get(model)) collection.add(model, LIVE);
      return undefined;
    }
    case 'restore': {
      const model = requested.model(effect.token);
      if (!model) insert(effect.id, effect.body);
      else {
        merge(model, effect.body, effect.before);
        collection.add(model, collection.comparator ? LIVE : { ...LIVE, at: requested.index(effect.token) });
      }
      return undefined;
    }
    case 'absorb':
      collection.remove(collection.get(effect.twin), LIVE);
      return undefined;
    default:
      return undefined;
  }

  function insert(id: string, body: unknown): void {
    // Through `_prepareModel`, for `add(body, {parse: true})` would run the *collection's* parse on one document.
    const model = internals(collection)._prepareModel(body, PARSED);
    if (!model) return;
    identify(model, id);
    collection.add(model, LIVE);
  }

  /** The envelope names a document whose body keeps its id where Backbone does not look for it. */
  function identify(model: M, id: string): void {
    if (idKey(model.id) !== id) model.set(model.idAttribute, id, LIVE);
  }

  function merge(model: M, body: unknown, before?: unknown): M {
    const attributes = model.parse(body as object, PARSED) ?? {};
    for (const key of gone(before, body)) model.unset(key, LIVE);
    // Through the collection, for it sorts and fires `update`; a model outside of it, or one whose id is new, by itself.
    const known = collection.get(model) === model && idKey(collection.modelId(attributes)) === idKey(model.id);
    if (known) collection.set(attributes, ONLY_MERGE);
    else model.set(attributes, LIVE);
    return model;
  }
}
