import type Backbone from 'backbone';
import { internals, LIVE } from './backbone-internals.ts';
import { PARSED } from './body-ids.ts';
import { copyOf } from './copy.ts';
import { modelOf } from './documents.ts';
import type { LiveParts } from './live-parts.ts';
import { gone, idKey } from './reconciler/envelope.ts';
import type { Verdict } from './reconciler/verdict.ts';

/**
 * Carries an effect out on the collection, so that it fires the events that the same change by hand would. Where `parse`
 * makes another document of the body than was thought, a snapshot is asked for.
 *
 * @returns the names of the attributes that a merge has changed
 */
export function carryOut<M extends Backbone.Model>(parts: LiveParts<M>, { id, effect }: Verdict): string[] | undefined {
  const { collection, requests, ids, told, resync } = parts;
  if (!effect || !id) return undefined;
  const known = modelOf(collection, id);
  if (effect.type === 'remove' && known) collection.remove(known, LIVE);
  if (effect.type === 'resync' && known) told.note(known, effect.before, true);
  if (!('body' in effect)) return undefined;

  const { body, before, token = '' } = effect;
  const request = requests.get(token);
  if (effect.type === 'merge') {
    const model = known ?? request?.model;
    if (!model) return undefined;
    const keys = effect.isSet ? gone(before, body) : [];
    if (!effect.isSet) merge(model);
    return [...keys, ...Object.keys(model.changed)];
  }
  let model: M | false | undefined = request?.model ?? collection.get(effect.cid as never) ?? known;
  // Through `_prepareModel`, for `add(body, {parse: true})` would run the *collection's* parse on one document.
  const prepared = ids.take(body);
  if (!model) model = prepared ?? internals(collection)._prepareModel(copyOf(body), PARSED);
  else if (before !== body) merge(model);
  if (!model) return undefined;
  told.note(model, body);
  const key = idKey(model.id);
  if (key !== undefined && key !== id && ids.areParsed) learn(key);
  // The envelope names a document whose body keeps its id where Backbone does not look for it.
  else if (key !== id) model.set(model.idAttribute, id, LIVE);
  if (!internals(collection)._byId[model.cid]) collection.add(model, { at: request?.index, ...LIVE });
  return undefined;

  function learn(key: string): void {
    if (ids.learn(body, key, id)) resync();
  }

  function merge(model: M): void {
    ids.take(body);
    const attributes = model.parse(copyOf(body) as object, PARSED) ?? {};
    // `before` may be in the server's names or in the model's, which `parse` may make of them.
    for (const key of lostBy(parts, model, before, body)) if (!(key in attributes)) model.unset(key, LIVE);
    told.note(model, body, before === undefined);
    // The collection sorts and fires `update`; not so for a model outside of it, or one whose id is new.
    model.set(attributes, LIVE);
    const key = idKey(collection.modelId(attributes));
    if (model === known && key === id) tellMerged(collection, model);
    else if (model === known && key !== undefined && ids.areParsed) learn(key);
  }
}

/** What this body takes away from the model: what `before` had, and what any collection of this channel was sent of it. */
function lostBy<M extends Backbone.Model>(
  { told }: LiveParts<M>,
  model: M,
  before: unknown,
  body: unknown,
): ReadonlySet<string> {
  return new Set(before === undefined ? [] : [...gone(before, body), ...told.lost(model, body)]);
}

/**
 * Takes away from a model what the body lacks that Backbone is about to set on it: `parse` runs on it then, and not twice.
 *
 * @param before what the document was
 */
export function takeAway<M extends Backbone.Model>(
  parts: LiveParts<M>,
  id: string | undefined,
  before: unknown,
  body: unknown,
): void {
  const model = id === undefined ? undefined : modelOf(parts.collection, id);
  if (!model) return;
  for (const key of lostBy(parts, model, before, body)) if (key in model.attributes) model.unset(key, LIVE);
}

/**
 * What `Collection.set` does after it has merged a row, as Backbone 1.4 to 1.6 have it. It is not called, because it hands
 * `add: false` and `remove: false` on to the model's `set`, which may mean its nested collections.
 */
function tellMerged<M extends Backbone.Model>(collection: Backbone.Collection<M>, model: M): void {
  const { comparator } = collection;
  const options = { ...LIVE, changes: { added: [], removed: [], merged: [model] } };
  if (comparator && model.hasChanged(typeof comparator === 'string' ? comparator : undefined)) {
    collection.sort({ silent: true });
    collection.trigger('sort', collection, options);
  }
  collection.trigger('update', collection, options);
}
