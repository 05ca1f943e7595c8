// Taken now: zone.js and polyfills replace `Promise` and its `then`, and what goes through theirs is theirs to see.
const { then } = Promise.prototype;
const { apply } = Reflect;

/**
 * The browser's own `then`, whatever the page has made of it since.
 * @throws when it is none of the browser's promises
 */
export function whenSettled<T, R>(
  promise: PromiseLike<T>,
  fulfilled: (value: T) => R,
  rejected?: (reason: unknown) => R,
): Promise<R> {
  return apply(then, promise, [fulfilled, rejected]);
}

/**
 * What `then` gives, be the promise the browser's or of the class that the page has for `Promise` now, which hands on one
 * of its own. Nothing, and nothing was done, where it is neither: what its `then` would give is not known.
 */
export function chained<T, R>(
  promise: unknown,
  fulfilled: (value: T) => R,
  rejected: (reason: unknown) => R,
): PromiseLike<R> | undefined {
  try {
    return whenSettled(promise as PromiseLike<T>, fulfilled, rejected);
  } catch {
    try {
      return promise instanceof Promise ? promise.then(fulfilled, rejected) : undefined;
    } catch {
      return undefined;
    }
  }
}
