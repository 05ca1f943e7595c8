import type { Undo } from '../../channel/channel.ts';
import { defineOwn, ownProperty } from '../own-property.ts';
import type { Guarded } from '../taps/tap.ts';
import { insteadOfCalls, undoAll } from './patch.ts';
import type { Method } from './proxy-function.ts';

export interface WatchedProperty {
  /** Looks whether it has become something else by a way that is no assignment: deleted, redefined, declared again. */
  look(): void;
  undo: Undo;
}

/** What an accessor of the probe stands for. */
interface Stood {
  value: unknown;
  /** Before that the property is only ours: to the page there is none. */
  isSet: boolean;
}

/** By their getters. */
const stood = new WeakMap<object, Stood>();
const watched = new WeakSet<object>();

/**
 * Calls back with every value that a property gets, beginning with the one that it has. Any number may come: a page may have
 * a library twice, give its global back, or move it.
 *
 * An accessor stands in the property's place, which reads, enumerates and deletes like data; see `discloseData` for its
 * descriptor. What remains to be seen before the first assignment is an undefined property that is not enumerable. Where the property cannot be
 * replaced, only `look` finds what it becomes.
 *
 * @param found is called inside the page's own assignment, and must not throw
 * @param once ends with the first value: of an object that the page may freeze, which makes data read-only and leaves
 * accessors as they are
 */
export function watchProperty(
  object: object,
  name: string,
  found: (value: unknown) => void,
  once = false,
): WatchedProperty {
  let met: unknown;
  const standing: Stood = { value: undefined, isSet: false };
  const accessors = makeAccessors();

  function meet(value: unknown): void {
    if (value === undefined || value === met) return;
    met = value;
    found(value);
  }

  function makeAccessors() {
    const get = () =>
      standing.isSet ? standing.value : Reflect.get(Object.getPrototypeOf(object) ?? {}, name, object);
    function set(this: unknown, value: unknown): void {
      if (this !== object && this !== undefined) {
        // An heir of it: an assignment makes a property of its own.
        defineOwn(this as object, name, { value, writable: true, enumerable: true, configurable: true });
        return;
      }
      if (!standing.isSet && ownProperty(object, name)?.configurable) {
        // The page's first assignment makes it: enumerable, and the last of its object's properties.
        Reflect.deleteProperty(object, name);
        stand(true);
      }
      standing.isSet = true;
      standing.value = value;
      if (once) undo();
      meet(value);
    }
    stood.set(get, standing);
    return { get, set };
  }

  function stand(enumerable: boolean): void {
    const { get, set } = accessors;
    defineOwn(object, name, { get, set, enumerable, configurable: true });
    watched.add(object);
  }

  /** Takes the property's place, where it can be given back. */
  function look(): void {
    if (once && met !== undefined) return;
    const own = ownProperty(object, name);
    if (own?.get === accessors.get) return;
    if (own ? once || !(own.configurable && own.writable) : !Object.isExtensible(object)) {
      meet(own?.value);
      return;
    }
    standing.isSet = own !== undefined;
    standing.value = own?.value;
    stand(own?.enumerable ?? false);
    if (own) meet(own.value);
  }

  function undo(): void {
    const own = ownProperty(object, name);
    if (own?.get !== accessors.get || !own.configurable) return;
    if (standing.isSet) defineOwn(object, name, dataOf(standing, own));
    else Reflect.deleteProperty(object, name);
  }

  look();
  return { look, undo };
}

function dataOf({ value }: Stood, { enumerable = false }: PropertyDescriptor): PropertyDescriptor {
  return { value, writable: true, enumerable, configurable: true };
}

/** Until the undo, code that asks for the descriptor of a watched property is shown the data that it stands for. */
export function discloseData(guarded: Guarded): Undo {
  const shown = (own: PropertyDescriptor | undefined): PropertyDescriptor | undefined => {
    const standing = own?.get && stood.get(own.get);
    if (!own || !standing) return own;
    // Not nothing, where nothing was assigned: the name is among the object's keys, and a page may ask for each of them.
    return dataOf(standing, own);
  };
  const one = (original: Method, self: unknown, args: unknown[]) =>
    shown(Reflect.apply(original, self, args) as PropertyDescriptor | undefined);
  const all = (original: Method, self: unknown, args: unknown[]) => {
    const descriptors = Reflect.apply(original, self, args) as Record<string, PropertyDescriptor>;
    if (!watched.has(args[0] as object)) return descriptors;
    for (const [name, own] of Object.entries(descriptors)) {
      const data = shown(own);
      if (data) descriptors[name] = data;
    }
    return descriptors;
  };
  return undoAll(guarded, [
    insteadOfCalls(Object, 'getOwnPropertyDescriptor', one),
    insteadOfCalls(Reflect, 'getOwnPropertyDescriptor', one),
    insteadOfCalls(Object, 'getOwnPropertyDescriptors', all),
  ]);
}
