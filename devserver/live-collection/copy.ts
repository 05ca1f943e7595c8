/**
 * A deep copy of what came as JSON, so that no two collections, models or memories share a value. What is neither an array
 * nor a plain object stays what it is.
 */
export function copyOf<T>(value: T): T {
  return copied(value, undefined) as T;
}

function copied(value: unknown, within: Map<object, unknown> | undefined): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const isArray = Array.isArray(value);
  if (!isArray && !isPlain(value)) return value;
  // A client of the page's own making may deliver what refers to itself.
  const known = within ?? new Map<object, unknown>();
  const before = known.get(value);
  if (before) return before;
  const copy: unknown[] | Record<string, unknown> = isArray ? [] : {};
  known.set(value, copy);
  if (isArray) for (const each of value) (copy as unknown[]).push(copied(each, known));
  else
    for (const [key, each] of Object.entries(value)) {
      const its = copied(each, known);
      // Assigned, that name would be the prototype.
      if (key === '__proto__') Object.defineProperty(copy, key, { value: its, ...ORDINARY });
      else (copy as Record<string, unknown>)[key] = its;
    }
  return copy;
}

const ORDINARY = { writable: true, enumerable: true, configurable: true };

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
