import type { Undo } from '../../channel/channel.ts';
import { bare, ownProperty } from '../own-property.ts';
import type { Guarded } from '../taps/tap.ts';
import { prototypeIn } from '../values.ts';
import { apply, disguised, type Method, replaceValue } from './proxy-function.ts';

const { construct } = Reflect;

/** Does what a call does, and must return what it returned: `Reflect.apply(original, self, args)` is called exactly once. */
export type Instead = (original: Method, self: unknown, args: unknown[]) => unknown;

/** Is called before a call; what it returns is called with how the call ended. */
export type Around = (self: unknown, args: unknown[]) => After | undefined;
/** @param ok it did not throw */
export type After = (ok: boolean, result: unknown) => void;

/**
 * Has a method's calls pass through `instead`. The undo puts the very same property back, unless somebody patched over it
 * in the meantime: then ours stays in their chain and does nothing any more. Leaves alone what is no method, or could not
 * be put back.
 */
export function insteadOfCalls(object: object, name: string, instead: Instead, part: 'value' | 'set' = 'value'): Undo {
  return patch(object, name, { apply: instead }, part);
}

/**
 * Watches the calls of a method, which do what they did: what `around` throws is ours alone.
 * @param part `set`: the calls of a setter
 */
export function aroundCalls(
  guarded: Guarded,
  object: object,
  name: string,
  around: Around,
  part: 'value' | 'set' = 'value',
): Undo {
  const instead: Instead = (original, self, args) => {
    let after: After | undefined;
    let ok = false;
    let result: unknown;
    guarded(name, () => {
      after = around(self, args);
    });
    try {
      result = apply(original, self, args);
      ok = true;
      return result;
    } finally {
      if (after) guarded(name, () => after?.(ok, result));
    }
  };
  return insteadOfCalls(object, name, instead, part);
}

/** Has `made` called with everything that is made by `new scope[name](…args)`, of derived classes too. */
export function afterConstruction(
  guarded: Guarded,
  scope: object,
  name: string,
  made: (instance: object, args: unknown[]) => void,
): Undo {
  const prototype = prototypeIn(scope, name);
  const undo = patch(scope, name, {
    construct(Original, args, newTarget) {
      const instance: object = construct(Original, args, newTarget === patched ? Original : newTarget);
      guarded(name, () => made(instance, args));
      return instance;
    },
  });
  const patched: unknown = Reflect.get(scope, name);
  return undoAll(guarded, [undo, replaceValue(prototype, 'constructor', patched)]);
}

/** @param handler its traps are taken away by the undo: a Proxy without any is the original in all it does */
function patch(object: object, name: string, handler: ProxyHandler<Method>, part: 'value' | 'set' = 'value'): Undo {
  const traps = bare(handler);
  const original: unknown = part === 'value' ? Reflect.get(object, name) : ownProperty(object, name)?.set;
  if (typeof original !== 'function') return () => {};
  const putBack = replaceValue(object, name, disguised(original as Method, traps), part);
  return () => {
    putBack();
    delete traps.apply;
    delete traps.construct;
  };
}

/** One undo of several, the last first; those that are added later belong to it. One that fails does not keep the others. */
export function undoAll(guarded: Guarded, undoes: Undo[]): Undo {
  return () => {
    for (const undo of undoes.splice(0).reverse()) guarded('undo', undo);
  };
}
