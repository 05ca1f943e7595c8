import { apply } from '../../patch/proxy-function.ts';
import { at, isObject, prototypeIn, textOf } from '../../values.ts';

/** What is read of Backbone's objects, 1.0 to 1.6: data only, and nothing is ever written. */
export interface BackboneCollection {
  models: unknown[];
  _byId: Record<string, unknown>;
  trigger: unknown;
}

export interface BackboneModel {
  cid: string;
  id?: unknown;
  attributes: Record<string, unknown>;
  collection?: unknown;
}

export function isCollection(value: unknown): value is BackboneCollection {
  return (
    Array.isArray(at(value, 'models')) && isObject(at(value, '_byId')) && typeof at(value, 'trigger') === 'function'
  );
}

export function isModel(value: unknown): value is BackboneModel {
  return isObject(value) && typeof value.cid === 'string' && isObject(value.attributes);
}

/** A property that may be a method, as Backbone takes `url`: the page's own code, which may throw. */
export function resultOf(object: object, name: string): unknown {
  const value: unknown = Reflect.get(object, name);
  return typeof value === 'function' ? apply(value, object, []) : value;
}

/** Under which name the collection's documents keep their id. A polymorphic `model` does not say, and `id` is usual. */
export function idAttributeOf(collection: BackboneCollection): string {
  return textOf(at(prototypeIn(collection, 'model'), 'idAttribute')) ?? 'id';
}

/** An id as a key; nothing for a model that has none. */
export function keyOf(id: unknown): string | undefined {
  return (typeof id === 'string' && id) || typeof id === 'number' ? String(id) : undefined;
}
