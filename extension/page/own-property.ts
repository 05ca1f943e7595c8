/**
 * Property descriptors that inherit nothing. Libraries add `get`, `set`, `has` or `value` to `Object.prototype`, and the
 * language reads inherited fields of a descriptor, and inherited traps of a Proxy's handler, like their own.
 */

// Taken now: a page may replace them later, for a test or to watch what is done.
const { create, assign, getOwnPropertyDescriptor, defineProperty } = Object;

/** The same fields, without a prototype. */
export function bare<T extends object>(fields: T): T {
  return assign(create(null), fields);
}

/** An object's own property; nothing where it has none of that name. */
export function ownProperty(object: object, name: PropertyKey): PropertyDescriptor | undefined {
  const found = getOwnPropertyDescriptor(object, name);
  return found && bare(found);
}

/** @throws when the object does not let the property be defined */
export function defineOwn(object: object, name: PropertyKey, descriptor: PropertyDescriptor): void {
  defineProperty(object, name, bare(descriptor));
}
