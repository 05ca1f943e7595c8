type Method = (...args: never[]) => unknown;

/**
 * Gives an object a property of its own, no more enumerable than it was: models and collections are compared and copied
 * by their keys.
 *
 * @returns where what it covers is found, also when that is the prototype's and changes
 */
function cover(target: object, name: PropertyKey, property: PropertyDescriptor): never {
  const under = Object.hasOwn(target, name) ? { [name]: target[name as never] } : Object.getPrototypeOf(target);
  Object.defineProperty(target, name, { configurable: true, ...property });
  return under as never;
}

/**
 * Lays a method over the one an object has, on that one object: its class, and all others of it, stay as they are.
 *
 * @param over makes the method, given what finds the one below it
 * @returns the undo, which leaves alone what somebody else has laid over it since
 */
export function overlay(target: object, name: string, over: (under: () => Method) => Method): () => void {
  const object = target as Record<string, unknown>;
  const method = over(() => under[name] as Method);
  const under: Record<string, unknown> = cover(target, name, { value: method, writable: true });
  return () => {
    if (object[name] !== method) return;
    delete object[name];
    if (object[name] !== under[name]) object[name] = under[name];
  };
}
