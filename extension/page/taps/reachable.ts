import { ownProperty } from '../own-property.ts';
import { isObject } from '../values.ts';
import { type Acquaintances, dataAt, meetIn } from './meeting.ts';

/** An application's namespaces, and what is in them. */
const DEPTH = 3;
const OBJECTS = 3_000;
/** A page that subscribes for ever is not looked through for ever. */
const MAX_LOOKS = 50;

declare const Faye: unknown;
declare const Backbone: unknown;

export interface Reachable {
  /** Looks again, unless it has often enough. */
  look(): void;
}

/**
 * Looks for clients, collections and libraries in what the page's own globals lead to: `app.todos`, `MyApp.Backbone`, and
 * a `const Backbone` of a classic script. Reads data only.
 */
export function lookForReachable(window: Window, acquaintances: Acquaintances): Reachable {
  let looks = 0;
  /** Other windows and elements lead everywhere. */
  const isData = (value: unknown) => isObject(value) && !(value instanceof EventTarget);

  return {
    look() {
      if (++looks > MAX_LOOKS) return;
      const values = Object.getOwnPropertyNames(window).map((name) => ownProperty(window, name)?.value);
      meetIn([...lexical(), ...values.filter(isData)], acquaintances, {
        depth: DEPTH,
        properties: OBJECTS,
        objects: OBJECTS,
        read: dataAt,
      });
    },
  };
}

/** Names that are no properties of the window. */
function lexical(): unknown[] {
  return [
    () => (typeof Faye === 'undefined' ? undefined : { Faye }),
    () => (typeof Backbone === 'undefined' ? undefined : { Backbone }),
  ].map((read) => {
    try {
      return read();
    } catch {
      return undefined; // declared, and not reached yet
    }
  });
}
