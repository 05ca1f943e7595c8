import { type ReadonlySignal, signal } from '@preact/signals';
import type { Session } from '../core/session.ts';

/** Runs `draw` before the next picture, at the latest: `requestAnimationFrame`. */
export type Schedule = (draw: () => void) => void;

/**
 * A number that rises when the session has changed, at most once a frame however much comes in. All that the panel's
 * components need to know of time: they read the session itself.
 */
export function sessionChanges(session: Session, schedule: Schedule): ReadonlySignal<number> {
  const changes = signal(0);
  let due = false;
  session.subscribe(() => {
    if (due) return;
    due = true;
    schedule(() => {
      due = false;
      changes.value += 1;
    });
  });
  return changes;
}
