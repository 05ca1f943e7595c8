/**
 * Which keys the server last sent for each model's document. The machine's memory of bodies is bounded; a PUT is to take an
 * attribute away also from a document that it has forgotten, and from none that the application keeps for itself.
 */
import { isObject } from './reconciler/envelope.ts';

export interface ToldKeys<M extends object> {
  /** Notes a body. With `isPart` its keys come to those that are known. */
  note(model: M, body: unknown, isPart?: boolean): void;
  /** The keys that were sent for the model, and are not in this body. */
  lost(model: M, body: unknown): string[];
  /** An object with these keys; undefined when nothing was sent for the model. */
  of(model: M): object | undefined;
}

export function createToldKeys<M extends object>(): ToldKeys<M> {
  const keys = new WeakMap<M, readonly string[]>();
  // Documents of one collection have mostly the same keys: one list for all.
  let last: readonly string[] = [];

  return {
    note(model, body, isPart) {
      if (!isObject(body)) return;
      let told = Object.keys(body);
      if (isPart) told = [...new Set([...(keys.get(model) ?? []), ...told])];
      if (told.length !== last.length || told.some((key, index) => key !== last[index])) last = told;
      keys.set(model, last);
    },
    lost(model, body) {
      return isObject(body) ? (keys.get(model)?.filter((key) => !(key in body)) ?? []) : [];
    },
    of(model) {
      const told = keys.get(model);
      return told && Object.fromEntries(told.map((key) => [key, undefined]));
    },
  };
}
