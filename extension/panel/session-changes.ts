import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '../core/recording/replay.ts';
import type { Session } from '../core/session.ts';

/** Runs `draw` before the next picture, at the latest: `requestAnimationFrame`. */
export type Schedule = (draw: () => void) => void;

/** The least and the most time between two pictures while events pour in, in ms. */
const CALM = 100;
const CALMEST = 500;
/** To lay a picture out may take as long as to read a thousand events: drawing gets one part in so many of the time. */
const SHARE = 12;

/**
 * A schedule that draws at once what comes after a quiet time. Else it draws ten times a second, and less often where a
 * picture is dear, for then the page that is looked at needs the processor as well.
 */
export function calmly(frame: Schedule, { now, after }: Pick<Clock, 'now' | 'after'>): Schedule {
  let next = Number.NEGATIVE_INFINITY;
  return function schedule(draw) {
    const wait = next - now();
    // What the last picture cost may be known only when this wait is over.
    if (wait > 0) after(wait, () => schedule(draw));
    else
      frame(() => {
        const begun = now();
        next = begun + CALM;
        draw();
        // The first task after the picture: style, layout and paint are part of what it cost.
        after(0, () => {
          next = begun + Math.min(CALMEST, Math.max(CALM, SHARE * (now() - begun)));
        });
      });
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
