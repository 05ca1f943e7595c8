// Taken now: zone.js and polyfills replace `Promise` and its `then`, and what goes through theirs is theirs to see.
const { then } = Promise.prototype;
const { apply } = Reflect;
const { getPrototypeOf } = Object;
/** An async function gives a promise of the browser's own, whatever the page has made of `Promise` before us. */
const native: unknown = getPrototypeOf((async () => {})());

/**
 * What `then` of the browser's own promise gives. By `await`, which no page can replace: the `then` of a probe that comes late
 * may be the page's already.
 * @param promise one that the browser made, or an async function
 */
export async function whenSettled<T, R>(
  promise: PromiseLike<T>,
  fulfilled: (value: T) => R,
  rejected?: (reason: unknown) => R,
): Promise<R> {
  let value: T;
  try {
    value = await promise;
  } catch (reason) {
    if (!rejected) throw reason;
    return rejected(reason);
  }
  return fulfilled(value);
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
    if (getPrototypeOf(promise) === native) return whenSettled(promise as PromiseLike<T>, fulfilled, rejected);
    // A class derived from the browser's is handed on by the same `then`.
    return apply(then, promise, [fulfilled, rejected]);
  } catch {
    try {
      return promise instanceof Promise ? promise.then(fulfilled, rejected) : undefined;
    } catch {
      return undefined;
    }
  }
}
