import type { Undo } from '../channel/channel.ts';

/** Listens to events of several targets, until undone. */
export function listen(listeners: readonly [EventTarget, string, (event: Event) => void][]): Undo {
  for (const [target, type, listener] of listeners) target.addEventListener(type, listener);
  return () => {
    for (const [target, type, listener] of listeners) target.removeEventListener(type, listener);
  };
}
