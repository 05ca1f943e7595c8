import type { Undo } from '../channel/channel.ts';
import { defineOwn, ownProperty } from './own-property.ts';

/**
 * Calls back with a property, now if it is there, else when the page first sets it. Until then the property reads as
 * undefined, as it would without us, and being set makes it what any assignment makes.
 */
export function onceDefined(object: object, name: string, found: (value: unknown) => void): Undo {
  if (name in object) {
    found(Reflect.get(object, name));
    return () => {};
  }
  const get = () => undefined;
  const withdraw = () => {
    if (ownProperty(object, name)?.get === get) Reflect.deleteProperty(object, name);
  };
  defineOwn(object, name, {
    configurable: true,
    enumerable: false,
    get,
    set(value: unknown) {
      withdraw();
      Reflect.set(object, name, value);
      found(value);
    },
  });
  return withdraw;
}
