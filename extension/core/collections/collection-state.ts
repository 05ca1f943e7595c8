import { type Counts, createCounts } from './counts.ts';
import { type CountsHistory, createCountsHistory } from './counts-history.ts';
import { createModelHistory, type ModelHistory } from './model-history.ts';

/** A live collection, as its reports describe it. */
export interface LiveCollectionState extends Counts {
  readonly load: string;
  readonly source: string;
  /** ms since the epoch. */
  addedAt: number;
  /** Its first and last event, and the last one's time. */
  readonly first: number;
  last: number;
  lastAt: number;
  readonly history: ModelHistory;
  /** Its counts, as they were. */
  readonly past: CountsHistory;
}

export function createCollectionState(load: string, source: string, i: number, at: number): LiveCollectionState {
  // Not spread: copying so many properties takes twice as long, and a page can make up collections without end.
  return Object.assign(createCounts(source), {
    load,
    source,
    addedAt: at,
    first: i,
    last: i,
    lastAt: at,
    history: createModelHistory(),
    past: createCountsHistory(),
  });
}
