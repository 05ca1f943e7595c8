import type { Undo } from '../../channel/channel.ts';
import { bare, defineOwn, ownProperty } from '../own-property.ts';

/** A function as the page made or got it: nothing is known of what it takes. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

// Taken now: what the page does to its own globals later must not reach us, nor what we do to them ourselves.
export const { apply } = Reflect;

/** Stand-in → what it stands for. */
const originals = new WeakMap<object, object>();

/**
 * A function that cannot be told from the original by its name, length, properties, prototype, or by calling it wrongly:
 * a Proxy hands all of that on. What a Proxy cannot do is show the original's source: `Function.prototype.toString` says
 * "function () { [native code] }" of every Proxy, without the name (Chromium 156, Firefox 153); see `discloseSources`.
 * @param traps an object without a prototype, see `bare`
 */
export function disguised(original: Method, traps: ProxyHandler<Method>): Method {
  const disguise = new Proxy(original, traps);
  originals.set(disguise, original);
  return disguise;
}

/**
 * Until the undo, `Function.prototype.toString` shows of every stand-in what the original would show, of itself too.
 * Code that kept the native one from before gets "[native code]".
 */
export function discloseSources(): Undo {
  const traps: ProxyHandler<Method> = {
    apply: (native, self, args) => apply(native, originals.get(self as object) ?? self, args),
  };
  const showing = disguised(Function.prototype.toString as Method, bare(traps));
  return replaceValue(Function.prototype, 'toString', showing);
}

/**
 * Sets a property's value, or its setter, and leaves all else of it as it is. The undo puts the very same property back,
 * unless somebody replaced it in the meantime. Does nothing where it could not be put back.
 */
export function replaceValue(object: object, name: string, value: unknown, part: 'value' | 'set' = 'value'): Undo {
  const own = ownProperty(object, name);
  if (own ? !own.configurable || !(part in own) : !Object.isExtensible(object)) return () => {};
  defineOwn(object, name, { ...(own ?? { configurable: true, enumerable: true, writable: true }), [part]: value });
  return () => {
    if (ownProperty(object, name)?.[part] !== value) return;
    if (own) defineOwn(object, name, own);
    else Reflect.deleteProperty(object, name);
  };
}
