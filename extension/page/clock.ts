import type { Channel } from '../channel/channel.ts';
import { WAKE } from '../channel/internal-protocol.ts';
import { ownProperty } from './own-property.ts';

// Taken now: a page replaces its clock and its timers for a test. Where it has done so before us, they are its own already.
const { performance, Event, setTimeout } = globalThis;
const { apply } = Reflect;
const timeStamp = ownProperty(Event.prototype, 'timeStamp')?.get;

/** Two readings of one clock, one right after the other, are not further apart, ms: browsers round them differently. */
const SAME = 50;

/** By the time stamp that the browser gives an event: no fake clock makes those. */
const stamp = (): number => (timeStamp ? apply(timeStamp, new Event(''), []) : 0);

function isGenuine(): boolean {
  try {
    return Math.abs(performance.now() - stamp()) < SAME;
  } catch {
    return false;
  }
}

/** Is `performance` the browser's own, and not one that shows a time of the page's? */
export const hasClock = isGenuine();

/** ms since the document's time origin, by a clock that the page does not set */
export const now: () => number = hasClock ? performance.now.bind(performance) : stamp;

/** What calls back once, `ms` later. */
export interface Timer {
  after(ms: number, callback: () => void): void;
}

/** By the page's own timers, as they were when we came. */
export const pageTimer: Timer = {
  after: (ms, callback) => void apply(setTimeout, undefined, [callback, ms]),
};

/** By the timers of the extension's own world, which a page cannot reach, as long as a bridge to it is there. */
export function bridgeTimer({ send }: Pick<Channel, 'send'>): Timer & { wake(id: string): void } {
  const waiting = new Map<string, () => void>();
  let last = 0;
  return {
    after(ms, callback) {
      last += 1;
      const id = `${last}`;
      waiting.set(id, callback);
      if (send(`${WAKE}${ms} ${id}`)) return;
      waiting.delete(id);
      pageTimer.after(ms, callback);
    },
    wake(id) {
      const callback = waiting.get(id);
      waiting.delete(id);
      callback?.();
    },
  };
}
