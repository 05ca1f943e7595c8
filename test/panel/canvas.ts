/**
 * What jsdom lacks for drawing: a width (every element is 1,040 pixels wide, its corner at 0, 0), pointers, and
 * canvases, which only remember what was drawn on them. Import it after `layout.ts`, before what is tested.
 */
export const WIDTH = 1_040;

/** A call of a canvas context, and the colours that held then. */
export interface Stroke {
  name: string;
  args: readonly unknown[];
  fillStyle: unknown;
  strokeStyle: unknown;
}

const drawings = new WeakMap<HTMLCanvasElement, Stroke[]>();

/** What is on a canvas since it was last started over. */
export const drawnOn = (canvas: HTMLCanvasElement): readonly Stroke[] => drawings.get(canvas) ?? [];

/** The calls of that name. */
export const strokes = (canvas: HTMLCanvasElement, name: string): readonly Stroke[] =>
  drawnOn(canvas).filter((stroke) => stroke.name === name);

/** What is written on a canvas. */
export const textsOn = (canvas: HTMLCanvasElement): unknown[] => strokes(canvas, 'fillText').map(({ args }) => args[0]);

/** Six pixels a letter. */
const measureText = (text: string) => ({ width: text.length * 6 });

function createContext(canvas: HTMLCanvasElement): unknown {
  const styles: Record<PropertyKey, unknown> = { globalAlpha: 1 };
  return new Proxy(styles, {
    get(_, name) {
      if (name in styles) return styles[name];
      if (name === 'measureText') return measureText;
      return (...args: unknown[]) => {
        // A canvas sets its scale before each painting, and then paints all of it.
        if (name === 'setTransform') drawings.set(canvas, []);
        const { fillStyle, strokeStyle } = styles;
        drawings.get(canvas)?.push({ name: String(name), args, fillStyle, strokeStyle });
      };
    },
    set(_, name, value) {
      styles[name] = value;
      return true;
    },
  });
}

const contexts = new WeakMap<HTMLCanvasElement, unknown>();

Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', {
  configurable: true,
  value(this: HTMLCanvasElement) {
    const context = contexts.get(this) ?? createContext(this);
    contexts.set(this, context);
    return context;
  },
});
Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => WIDTH });
Element.prototype.setPointerCapture = () => {};

/** https://github.com/jsdom/jsdom/pull/2666 */
class PointerEvent extends MouseEvent {
  readonly pointerId: number;
  constructor(type: string, init: PointerEventInit = {}) {
    super(type, init);
    this.pointerId = init.pointerId ?? 1;
  }
}
// The document's own window, of which Vitest's is a copy.
Object.defineProperty(document.defaultView, 'PointerEvent', { configurable: true, value: PointerEvent });
// By these Preact and Testing Library know that the events are called so.
for (const name of ['down', 'move', 'up', 'cancel', 'leave'])
  Object.defineProperty(HTMLElement.prototype, `onpointer${name}`, { configurable: true, writable: true, value: null });
