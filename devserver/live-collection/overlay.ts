/** A method, as far as whoever lays another over it needs to know. */
export type Method = (...args: never[]) => unknown;

/**
 * Lays a method over the one an object has, on that one object: its class, and all others of it, stay as they are.
 *
 * @param over makes the new method; `under` calls the one below, found anew each time where it is the prototype's
 * @returns the undo, which leaves alone what somebody else has laid over it since
 */
export function overlay(
  target: object,
  name: string,
  over: (under: (...args: unknown[]) => unknown) => Method,
): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  const method = over((...args) => (own ? own.value : Object.getPrototypeOf(target)[name]).apply(target, args));
  // No more enumerable than it was: collections are compared and copied by their keys.
  Object.defineProperty(target, name, { configurable: true, writable: true, ...own, value: method });
  return () => {
    if ((target as Record<string, unknown>)[name] !== method) return;
    if (own) Object.defineProperty(target, name, own);
    else delete (target as Record<string, unknown>)[name];
  };
}
