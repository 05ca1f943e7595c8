import type { Report } from '../../core/protocol/events.ts';

/** What a tap is given to work with. */
export interface Tap {
  /** Takes one event; never throws. */
  report(report: TapReport): void;
  /** Takes a frame that came over a lasting connection, or refuses one that has to be told as a report. */
  frame(connection: string, text: string): boolean;
  /** Where the page called from, when somebody asked for stacks: taking one costs as much as a hundred events. */
  stack(): string | undefined;
  /** Runs our own code inside the page's: whatever it throws is reported as `page/probe-error`, and the page does not see it. */
  guarded: Guarded;
  /** The same, in a task of its own. */
  later(work: () => void): void;
}

export type Guarded = (where: string, work: () => void) => void;

/** An event as a tap tells it: a field that is undefined is none, once it is JSON. */
export type TapReport = Loose<Report>;
type Loose<R> = R extends unknown ? { [K in keyof R]: object extends Pick<R, K> ? R[K] | undefined : R[K] } : never;
