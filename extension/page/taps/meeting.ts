import { ownProperty } from '../own-property.ts';
import { dataOf, isObject } from '../values.ts';

/** Who is shown what the page has: libraries, clients and collections that no global leads to. */
export interface Acquaintances {
  faye(library: object): void;
  backbone(library: object): void;
  client(client: object): void;
  collection(collection: object): void;
}

/** How far a value is looked into, and how many properties of each object. */
export interface Reach {
  depth: number;
  properties: number;
  /** Objects in all. */
  objects: number;
  /** Reads a property; nothing where it may not be read. */
  read(object: object, name: string): unknown;
}

/**
 * Looks through a value for what is known by its shape: `{ Faye, Backbone }`, a module's namespace or its default export,
 * `{ client }`, `{ collection }`, a list of any of them, or an application's object that has them somewhere.
 * Whatever the value is, nothing is thrown.
 */
export function meetIn(value: unknown, acquaintances: Acquaintances, reach: Reach): void {
  const seen = new Set<object>();
  let level: unknown[] = [value];
  for (let depth = 0; depth <= reach.depth; depth += 1) {
    const inside: unknown[] = [];
    for (const each of level) {
      if (!isObject(each) || seen.has(each) || seen.size >= reach.objects) continue;
      seen.add(each);
      if (!isMet(each, acquaintances, reach) && depth < reach.depth) inside.push(...propertiesOf(each, reach));
    }
    level = inside;
  }
}

/** What a handler is called on: a view, for one, that has the collection. */
export function lookInto(context: unknown, acquaintances: Acquaintances): void {
  meetIn(context, acquaintances, { depth: 1, properties: 50, objects: 50, read: dataAt });
}

/** A property's data: what a getter of the page would compute is left alone. */
export function dataAt(object: object, name: string): unknown {
  return attempt(() => ownProperty(object, name)?.value);
}

function isMet(value: object, { faye, backbone, client, collection }: Acquaintances, { read }: Reach): boolean {
  if (isFaye(value)) client(value);
  else if (isLikeCollection(value)) collection(value);
  else {
    const [Client, Collection, Model] = ['Client', 'Collection', 'Model'].map((name) => {
      const made = attempt(() => read(value, name));
      return typeof made === 'function' ? dataAt(made, 'prototype') : undefined;
    });
    if (isFaye(Client)) faye(value);
    else if (isObject(Collection) && isObject(Model)) backbone(value);
    else return false;
  }
  return true;
}

/** A client, or what clients inherit from. */
function isFaye(value: unknown): boolean {
  return ['addExtension', 'removeExtension'].every((name) => typeof attempt(() => dataOf(value, name)) === 'function');
}

function isLikeCollection(value: object): boolean {
  const [models, byId, trigger] = ['models', '_byId', 'trigger'].map((name) => attempt(() => dataOf(value, name)));
  return Array.isArray(models) && isObject(byId) && typeof trigger === 'function';
}

function propertiesOf(value: object, { properties, read }: Reach): unknown[] {
  const names = attempt(() => Object.keys(value)) ?? [];
  return names.slice(0, properties).map((name) => attempt(() => read(value, name)));
}

/** What a page gives may throw at every touch. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
