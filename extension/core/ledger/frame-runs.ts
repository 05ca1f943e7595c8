import { createRecent } from '../bounded-map.ts';
import type { LiveEvent } from '../protocol/events.ts';

/** Rows whose number of frames is remembered, and addresses in one run: a page makes up both. */
const ROWS = 4_096;
const ADDRESSES = 1_000;

/**
 * Documents in frames that began with nothing else between them, one row an address: a page loads advertisements by the
 * hundred. Each event costs the same however many there were.
 */
export interface FrameRuns {
  /** The row of a frame of this address in the run that goes on; nothing when event `i` is a row itself, or no frame's. */
  join(i: number, event: LiveEvent): number | undefined;
  /** Something else has a row of its own: what comes later begins another run. */
  end(): void;
  /** How many frames stand on this row; 0 for a row of something else. */
  on(row: number): number;
}

/** @param here the index, as long as the trace has it */
export function createFrameRuns(here: (i: number | undefined) => number | undefined): FrameRuns {
  const counts = createRecent<number, number>(ROWS);
  /** Address → row. */
  let run = createRecent<string, number>(ADDRESSES);
  return {
    join(i, event) {
      if (event.layer !== 'page' || event.kind !== 'load' || event.frame === undefined) return undefined;
      const address = addressOf(event.url);
      const row = here(run.get(address)) ?? i;
      run.set(address, row);
      counts.set(row, (counts.get(row) ?? 0) + 1);
      return row === i ? undefined : row;
    },
    end() {
      run = createRecent(ADDRESSES);
    },
    on: (row) => counts.get(row) ?? 0,
  };
}

/** A URL without what differs from one frame of an advertiser to the next. */
export const addressOf = (url: string): string => url.split(/[?#]/, 1)[0] ?? '';
