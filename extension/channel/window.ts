import { type Channel, MAX_TEXT, type Undo } from './channel.ts';

/**
 * The two directions between the page's own world, where the probe is, and the extension's isolated one. The page can
 * read both and forge both: what comes out of a page is never trusted, and what goes in tells it nothing new.
 */
export const TO_PROBE = 'livecollection:to-probe';
export const FROM_PROBE = 'livecollection:from-probe';
type Direction = typeof TO_PROBE | typeof FROM_PROBE;

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
        const { detail } = event as CustomEvent<unknown>;
        if (typeof detail !== 'string' || detail.length > MAX_TEXT) return;
        event.preventDefault();
        listener(detail);
      };
      target.addEventListener(hear, onEvent);
      const undo = () => {
        target.removeEventListener(hear, onEvent);
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
  return !target.dispatchEvent(new CustomEvent(direction, { detail: text, cancelable: true }));
}
