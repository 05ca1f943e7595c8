type Method = (...args: unknown[]) => unknown;

/**
 * Lays a method over the one an object has, on that one object: its class, and all others of it, stay as they are.
 *
 * @param over is what is called instead; `under` calls the method below, found anew each time where it is the prototype's
 * @returns the undo, which leaves alone what somebody else has laid over it since
 */
export function overlay<Args extends unknown[]>(
  target: object,
  name: string,
  over: (args: Args, under: (args: unknown[]) => unknown) => unknown,
): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  const under = (args: unknown[]) =>
    ((own ? own.value : Object.getPrototypeOf(target)[name]) as Method).apply(target, args);
  const method = (...args: Args) => over(args, under);
  // No more enumerable than it was: collections are compared and copied by their keys.
  Object.defineProperty(target, name, { configurable: true, writable: true, ...own, value: method });
  return () => {
    if ((target as Record<string, unknown>)[name] !== method) return;
    if (own) Object.defineProperty(target, name, own);
    else delete (target as Record<string, unknown>)[name];
  };
}
