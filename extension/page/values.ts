import { ownProperty } from './own-property.ts';

/** How values are read that are the page's: they may be anything, and reading them must not run the page's own code. */

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** What stands at the end of a path of properties; nothing where the path breaks off. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce((found: unknown, name) => (isObject(found) ? found[name] : undefined), value);
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A property as it was written into an object or what it inherits from; nothing where a getter stands instead. */
export function dataOf(object: unknown, name: string): unknown {
  for (let owner = object; isObject(owner); owner = Object.getPrototypeOf(owner)) {
    const own = ownProperty(owner, name);
    if (own) return own.value;
  }
  return undefined;
}

/** The object in the chain that has the property for itself. */
export function ownerOf(object: object, name: string): object | undefined {
  for (let owner: object | null = object; owner; owner = Object.getPrototypeOf(owner))
    if (Object.hasOwn(owner, name)) return owner;
  return undefined;
}

/** An address as a page gives it, where it is none that the page computes. */
export function addressIn(value: unknown): string | undefined {
  return value instanceof URL ? value.href : textOf(value);
}

/** What the class of this name hands on to its instances; an object without anything where there is no such class. */
export function prototypeIn(scope: object, name: string): object {
  const made: unknown = Reflect.get(scope, name);
  return (typeof made === 'function' && made.prototype) || {};
}
