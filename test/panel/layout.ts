import { Blob, File } from 'node:buffer';

/**
 * What jsdom lacks of a window: layout (every element is 466 pixels high, nothing is ever resized), media queries, and
 * files that can be read. Import it before what is tested.
 */
const HEIGHT = 466;

Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => HEIGHT });
Element.prototype.scrollIntoView = () => {};
globalThis.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
globalThis.matchMedia = (media) =>
  Object.assign(new EventTarget(), {
    media,
    matches: false,
    onchange: null,
    addListener() {},
    removeListener() {},
  });
Object.defineProperty(globalThis, 'Blob', { configurable: true, value: Blob });
Object.defineProperty(globalThis, 'File', { configurable: true, value: File });
// https://github.com/jsdom/jsdom/issues/3294
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};
HTMLDialogElement.prototype.close = function () {
  if (!this.open) return;
  this.open = false;
  this.dispatchEvent(new Event('close'));
};
