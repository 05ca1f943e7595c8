import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '../core/replay.ts';
import type { Session } from '../core/session.ts';

/** Runs `draw` before the next picture, at the latest: `requestAnimationFrame`. */
export type Schedule = (draw: () => void) => void;

/** The time between two pictures while events pour in, in ms: to lay one out takes as long as to read a thousand of them. */
const CALM = 100;

/** A schedule that draws at once what comes after a quiet time, and else ten times a second. */
export function calmly(frame: Schedule, { now, after }: Pick<Clock, 'now' | 'after'>): Schedule {
  let last = Number.NEGATIVE_INFINITY;
  return (draw) => {
    const drawNext = () =>
      frame(() => {
        last = now();
        draw();
      });
    const wait = last + CALM - now();
    if (wait > 0) after(wait, drawNext);
    else drawNext();
  };
}

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
