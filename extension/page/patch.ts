import type { Undo } from '../channel/channel.ts';
import { discloseSources, disguised, type Method, replaceValue } from './disguise.ts';

const { apply, construct } = Reflect;

/** Does what a call does, and must return what it returned: `Reflect.apply(original, self, args)` is called exactly once. */
export type Around = (original: Method, self: unknown, args: unknown[]) => unknown;

/**
 * Has a method's calls pass through `around`. The undo puts the very same property back, unless somebody patched over it
 * in the meantime: then ours stays in their chain and does nothing any more. Leaves alone what is no method, or could not
 * be put back.
 */
export function aroundCalls(object: object, name: string, around: Around): Undo {
  const original: unknown = Reflect.get(object, name);
  if (typeof original !== 'function') return () => {};
  const traps: ProxyHandler<Method> = { apply: around };
  const patched = disguised(original as Method, traps);
  return undoAll([inert(traps), replaceValue(object, name, patched), discloseSources()]);
}

/** Has `before` called, with the object, at every call of a method. `before` must not throw. */
export function beforeCalls(object: object, name: string, before: (self: unknown) => void): Undo {
  return aroundCalls(object, name, (method, self, args) => {
    before(self);
    return apply(method, self, args);
  });
}

/** The same for the setter of an accessor. `after` must not throw. */
export function afterSets(object: object, name: string, after: (self: unknown) => void): Undo {
  const own = Object.getOwnPropertyDescriptor(object, name);
  if (!own?.set || !own.configurable) return () => {};
  const traps: ProxyHandler<Method> = {
    apply(setter, self, args) {
      apply(setter, self, args);
      after(self);
    },
  };
  const set = disguised(own.set as Method, traps);
  Object.defineProperty(object, name, { ...own, set });
  const putBack = () => {
    if (Object.getOwnPropertyDescriptor(object, name)?.set === set) Object.defineProperty(object, name, own);
  };
  return undoAll([inert(traps), putBack, discloseSources()]);
}

/** Has `made` called with everything that is made by `new scope[name](…)`, of derived classes too. `made` must not throw. */
export function afterConstruction(scope: object, name: string, made: (instance: object) => void): Undo {
  const original: unknown = Reflect.get(scope, name);
  if (typeof original !== 'function' || typeof original.prototype !== 'object') return () => {};
  const traps: ProxyHandler<Method> = {
    construct(Original, args, newTarget) {
      const instance: object = construct(Original, args, newTarget === patched ? Original : newTarget);
      made(instance);
      return instance;
    },
  };
  const patched = disguised(original as Method, traps);
  return undoAll([
    inert(traps),
    replaceValue(scope, name, patched),
    replaceValue(original.prototype, 'constructor', patched),
    discloseSources(),
  ]);
}

/** A Proxy without traps is the original in all it does. */
function inert(traps: ProxyHandler<Method>): Undo {
  return () => {
    delete traps.apply;
    delete traps.construct;
  };
}

/** One undo of several. */
export function undoAll(undoes: readonly Undo[]): Undo {
  return () => {
    for (const undo of undoes) undo();
  };
}
