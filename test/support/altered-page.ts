/**
 * What a page's own libraries do to the language and the browser, all at once: polyfills put functions of their own in the
 * place of the built-in ones, test tools fake time, zone.js replaces promises and `addEventListener`, Sugar extends
 * `Object.prototype`, Prototype gives arrays a `toJSON`. All that the page has works as before, but for the time. Gives the
 * page `alter`, which does it, `works`, and `troubles`, which are the errors that it saw.
 */
export const alteringScript = `{
  const troubles = [];
  window.troubles = () => troubles.join('; ');
  addEventListener('error', ({ message, filename }) => troubles.push(message + ' ' + filename));
  addEventListener('unhandledrejection', ({ reason }) => troubles.push(String(reason)));
  const { apply, construct, ownKeys } = Reflect;
  const { defineProperty, getOwnPropertyDescriptor } = Object;
  /** Puts a function that does the same in the place of each method. */
  const replaceMethods = (object, leaveAlone = []) => {
    for (const name of ownKeys(object)) {
      const own = getOwnPropertyDescriptor(object, name);
      if (name === 'constructor' || leaveAlone.includes(name) || typeof own.value !== 'function' || !own.configurable) continue;
      const native = own.value;
      const method = { __proto__: null, value: function (...args) { return new.target ? construct(native, args, new.target) : apply(native, this, args); } };
      defineProperty(object, name, { __proto__: null, ...own, ...method });
    }
  };
  window.alter = () => {
    const NativePromise = Promise;
    window.Promise = class Promise extends NativePromise {};
    const NativeEvent = CustomEvent;
    window.CustomEvent = class CustomEvent extends NativeEvent {};
    const { stringify } = JSON;
    for (const object of [Object, Reflect, JSON, NativePromise.prototype, Array, Array.prototype, String.prototype, RegExp.prototype,
      Map.prototype, Set.prototype, WeakMap.prototype, WeakSet.prototype, Number, Math, EventTarget.prototype, MutationObserver.prototype,
      Function.prototype, URL.prototype, URLSearchParams.prototype, Response.prototype, Headers.prototype, Storage.prototype,
      Object.getPrototypeOf([][Symbol.iterator]()), Object.getPrototypeOf(new Map().entries())])
      replaceMethods(object, [Symbol.hasInstance]);
    JSON.stringify = (value, replacer, space) => apply(stringify, JSON, [value, replacer, space ?? 2]);
    defineProperty(window, 'performance', { __proto__: null, configurable: true, value: { now: () => 42, timeOrigin: 0, getEntriesByType: () => [] } });
    window.Date = class Date { static now() { return 0; } getTime() { return 0; } };
    window.setTimeout = window.setInterval = window.queueMicrotask = window.requestAnimationFrame = () => 0;
    defineProperty(window, 'crypto', { __proto__: null, configurable: true, value: {} });
    for (const name of ['get', 'set', 'has', 'value', 'apply', 'construct']) Object.prototype[name] = function () { return name; };
    Array.prototype.toJSON = function () { return '[]'; };
  };
  window.works = () => 'OPEN' in WebSocket && typeof WebSocket.prototype.send === 'function' && document.querySelectorAll('*').length > 0;
}`;

declare global {
  interface Window {
    /** Of an altered page: replaces, extends and fakes what libraries do. */
    alter(): void;
    /** Of an altered page: do its classes look as they did? */
    works(): boolean;
    /** Of an altered page: the errors that it saw. */
    troubles(): string;
  }
}
