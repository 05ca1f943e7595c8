import type { Undo } from '../channel/channel.ts';

/** A function as the page made or got it: nothing is known of what it takes. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

// Taken now: what the page does to its own globals later must not reach us, nor what we do to them ourselves.
const { apply } = Reflect;
const nativeToString = Function.prototype.toString;

/** Stand-in → what it stands for. */
const originals = new WeakMap<object, object>();
let users = 0;
let restore: Undo = () => {};

/**
 * A function that cannot be told from the original by its name, length, properties, prototype, or by calling it wrongly:
 * a Proxy hands all of that on. What a Proxy cannot do is show the original's source: `Function.prototype.toString` says
 * "function () { [native code] }" of every Proxy, without the name (Chromium 156, Firefox 153); see `discloseSources`.
 */
export function disguised(original: Method, traps: ProxyHandler<Method>): Method {
  const disguise = new Proxy(original, traps);
  originals.set(disguise, original);
  return disguise;
}

/** What a function stands for, or the function itself. */
export function undisguised(method: unknown): unknown {
  return (typeof method === 'function' && originals.get(method)) || method;
}

/**
 * As long as somebody holds it, `Function.prototype.toString` shows of every stand-in what the original would show, of
 * itself too. Whoever kept the native one from before is told "[native code]".
 */
export function discloseSources(): Undo {
  if (users === 0) {
    const showing = disguised(nativeToString as Method, {
      apply: (native, self, args) => apply(native, undisguised(self), args),
    });
    restore = replaceValue(Function.prototype, 'toString', showing);
  }
  users += 1;
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    users -= 1;
    if (users === 0) restore();
  };
}

/**
 * Sets a property's value and leaves all else of it as it is. The undo puts the very same property back, unless somebody
 * replaced it in the meantime. Does nothing where it could not be put back.
 */
export function replaceValue(object: object, name: PropertyKey, value: unknown): Undo {
  const own = Object.getOwnPropertyDescriptor(object, name);
  if (own ? !own.configurable || !('value' in own) : !Object.isExtensible(object)) return () => {};
  const like = own ?? { configurable: true, enumerable: true, writable: true };
  Object.defineProperty(object, name, { ...like, value });
  return () => {
    if (Object.getOwnPropertyDescriptor(object, name)?.value !== value) return;
    if (own) Object.defineProperty(object, name, own);
    else Reflect.deleteProperty(object, name);
  };
}
