import { createRecentlyUsed } from '../bounded-map.ts';
import type { LiveEvent } from '../protocol/events.ts';

/** Collections remembered; a page may make any number. */
const MAX_PRESENT = 1_000;

/** Which collections the inspected page has now, whatever recording is shown meanwhile. */
export interface PresentCollections {
  /** Takes an event as the page told it. */
  take(event: LiveEvent): void;
  /** What listens to a channel: a LiveCollection, only a foreign collection, or nothing that was met. */
  on(channel: string): 'live' | 'foreign' | undefined;
}

/** @param isLive says of a document that it is the one in the tab, or a frame of it */
export function createPresentCollections(isLive: (load: string) => boolean): PresentCollections {
  const present = createRecentlyUsed<string, { load: string; channel: string; foreign: boolean }>(MAX_PRESENT);
  return {
    take(event) {
      if (event.layer !== 'collection') return;
      const name = `${event.load}\n${event.source}`;
      if (event.kind === 'removed') present.delete(name);
      else if (event.kind === 'added')
        present.set(name, { load: event.load, channel: event.channel, foreign: event.foreign === true });
    },
    on(channel) {
      const there = [...present.entries()]
        .map(([, one]) => one)
        .filter((one) => one.channel === channel && isLive(one.load));
      if (there.length === 0) return undefined;
      return there.some(({ foreign }) => !foreign) ? 'live' : 'foreign';
    },
  };
}
