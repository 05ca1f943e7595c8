import type { LiveEvent } from '../protocol/events.ts';

/** Finds out whether the events of a recording stand in it as a page numbered them: each once, and in order. */
export interface EventOrder {
  /** Takes the next event. @returns what is wrong with its place, as the rest of a sentence, or nothing */
  push(event: LiveEvent): string | undefined;
}

/**
 * A document numbers its events upwards, and two documents are independent of each other. Only these share a number: the
 * messages of one frame, told apart by `part`, and what was inferred from an event, which stands after it. A gap has a place
 * and no number of its own.
 *
 *   1 2 3          in order
 *   1 2 2          event 3 comes twice
 *   1 3 2          event 3 is out of order
 */
export function createEventOrder(): EventOrder {
  const last = new Map<string, { seq: number; part: number }>();
  return {
    push(event) {
      if (event.layer === 'page' && event.kind === 'gap') return undefined;
      const { load, seq } = event;
      const part = partOf(event);
      const before = last.get(load);
      if (before === undefined) {
        last.set(load, { seq, part });
        return undefined;
      }
      if (seq < before.seq)
        return `number ${seq} of its document stands after number ${before.seq}, so events are out of order or come twice`;
      if (seq === before.seq && part <= before.part && !isInferred(event))
        return `number ${seq} of its document comes twice`;
      before.part = seq === before.seq ? Math.max(part, before.part) : part;
      before.seq = seq;
      return undefined;
    },
  };
}

/** The place of a message in its frame, from 1 on; 0 for all else. */
const partOf = (event: LiveEvent): number => (event.layer === 'wire' && 'part' in event ? (event.part ?? 0) : 0);

const isInferred = (event: LiveEvent): boolean =>
  event.layer === 'collection' && event.kind === 'decision' && event.inferred === true;
