import { type Channel, MAX_TEXT, type Undo } from './channel.ts';

/**
 * The two directions between the page's own world, where the probe is, and the extension's isolated one. The page can
 * read both and forge both: what comes out of a page is never trusted, and what goes in tells it nothing new.
 */
export const TO_PROBE = 'livecollection:to-probe';
export const FROM_PROBE = 'livecollection:from-probe';
type Direction = typeof TO_PROBE | typeof FROM_PROBE;

// Taken now: the page may put its own in their place later, and some do.
const { CustomEvent } = globalThis;
const { addEventListener, removeEventListener, dispatchEvent } = EventTarget.prototype;
const { preventDefault } = Event.prototype;
const { apply } = Reflect;
const getDetail = getterOf(CustomEvent.prototype, 'detail');

/** A page that came first may have put a class of its own in the place of the browser's, which is then behind it. */
function getterOf(prototype: object, name: string): (() => unknown) | undefined {
  for (let owner: object | null = prototype; owner; owner = Object.getPrototypeOf(owner)) {
    const own = Object.getOwnPropertyDescriptor(owner, name);
    if (own) return own.get;
  }
  return undefined;
}

/**
 * Where the two worlds of a document meet: the one `EventTarget` that both reach, that no page replaces, and that keeps its
 * listeners when the document is rewritten. `document.open()` takes away those of the window, the document and its nodes, in
 * both worlds. https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#document-open-steps
 */
export function meetingPlace(window: Pick<Window, 'document'> & EventTarget): EventTarget {
  return (window.document as { fonts?: EventTarget }).fonts ?? window;
}

/**
 * A channel between the two worlds of one document: events with a string for a detail, which are synchronous, ordered and
 * heard by none of the page's own `message` listeners. A listener says that it took a text by cancelling the event; so
 * `send` knows whether anybody is there.
 */
export function windowChannel(target: EventTarget, { hear, say }: { hear: Direction; say: Direction }): Channel {
  const undoes = new Set<Undo>();
  return {
    send: (text) => tell(target, say, text),
    listen(listener) {
      const onEvent = (event: Event) => {
        const detail = detailOf(event);
        if (typeof detail !== 'string' || detail.length > MAX_TEXT) return;
        apply(preventDefault, event, []);
        listener(detail);
      };
      apply(addEventListener, target, [hear, onEvent]);
      const undo = () => {
        apply(removeEventListener, target, [hear, onEvent]);
        undoes.delete(undo);
      };
      undoes.add(undo);
      return undo;
    },
    close() {
      for (const undo of undoes) undo();
    },
  };
}

/** Says one text in one direction, and whether it was taken. */
export function tell(target: EventTarget, direction: Direction, text: string): boolean {
  return !apply(dispatchEvent, target, [new CustomEvent(direction, { detail: text, cancelable: true })]);
}

/** Of an event that somebody else may have made, and not even as a `CustomEvent`. */
function detailOf(event: Event): unknown {
  try {
    return getDetail ? apply(getDetail, event, []) : undefined;
  } catch {
    return undefined;
  }
}
