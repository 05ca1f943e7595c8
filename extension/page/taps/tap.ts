import type { Report } from '../../core/events.ts';

/** What a tap is given to work with. */
export interface Tap {
  /** Takes one event; never throws. */
  report(report: Report): void;
  /** Where the page called from, when somebody asked for stacks: taking one costs as much as a hundred events. */
  stack(): string | undefined;
  /** Runs our own code inside the page's: whatever it throws is reported as `page/probe-error`, and the page does not see it. */
  guarded(where: string, work: () => void): void;
}
