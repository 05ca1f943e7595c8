import type { Undo } from '../channel/channel.ts';

// Taken now: zone.js and test tools put their own in the place of these.
const { addEventListener, removeEventListener } = EventTarget.prototype;
const { MutationObserver } = globalThis;
const { apply } = Reflect;

type Listeners = readonly [EventTarget, string, (event: Event) => void][];

/** Nothing in a page that came first and has taken it away, or put what is none in its place. */
function observing(onChange: () => void): MutationObserver | undefined {
  try {
    return new MutationObserver(onChange);
  } catch {
    return undefined;
  }
}

/**
 * Listens to events of a window or document, until undone. `document.open()` takes all their listeners away, and leaves the
 * observers of the document: it changes the document's children, and the listeners come again, each once.
 * @param onRewritten another root element has come in the place of the former
 */
export function listen(document: Document, listeners: Listeners, onRewritten = () => {}): Undo {
  let root = document.documentElement;
  const observer = observing(() => {
    const former = root;
    root = document.documentElement ?? former;
    add(listeners);
    if (former && former !== root) onRewritten();
  });
  add(listeners);
  observer?.observe(document, { childList: true });
  return () => {
    observer?.disconnect();
    for (const [target, type, listener] of listeners)
      if (!native(removeEventListener, target, [type, listener])) target.removeEventListener(type, listener);
  };
}

function add(listeners: Listeners): void {
  for (const [target, type, listener] of listeners)
    if (!native(addEventListener, target, [type, listener])) target.addEventListener(type, listener);
}

/** Says whether the target is one of the browser's: the window of a test's document need not be. */
function native(
  method: (...args: never[]) => void,
  target: EventTarget,
  args: [string, (event: Event) => void],
): boolean {
  try {
    apply(method, target, args);
    return true;
  } catch {
    return false;
  }
}
