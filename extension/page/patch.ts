import type { Undo } from '../channel/channel.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Has `before` called, with the object, at every call of a method; the page sees the same results, exceptions, name and
 * source text. The undo puts the very same property back, unless somebody patched over it in the meantime: then the
 * patch stays in their chain and does nothing any more.
 */
export function beforeCalls(object: object, name: string, before: (self: unknown) => void): Undo {
  const own = Object.getOwnPropertyDescriptor(object, name);
  const original: unknown = Reflect.get(object, name);
  if (typeof original !== 'function' || own?.configurable === false) return () => {};
  let active = true;
  const method = original as Method;
  const patched = {
    [name](this: unknown, ...args: unknown[]): unknown {
      if (active) before(this);
      return method.apply(this, args);
    },
  }[name] as Method;
  Object.defineProperties(patched, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
    toString: { value: () => method.toString(), configurable: true, writable: true },
  });
  Object.defineProperty(object, name, {
    configurable: true,
    enumerable: own?.enumerable ?? true,
    writable: true,
    value: patched,
  });
  return () => {
    active = false;
    if (Object.getOwnPropertyDescriptor(object, name)?.value !== patched) return;
    if (own) Object.defineProperty(object, name, own);
    else Reflect.deleteProperty(object, name);
  };
}
