import type { LiveEvent } from '../protocol/events.ts';

/** What a query may ask of the documents: which came last, and which are frames. */
export interface Loads {
  /** The newest document that is not a frame; of a trace that saw none begin, the one of its first event. */
  readonly last: string;
  /** The URL of the frame that a document is in; '' for a page. */
  frameOf(load: string): string;
  /** Takes the next event in; true when an answer from before may be another now. */
  take(event: LiveEvent): boolean;
}

/** Frames remembered; a page may make them without end. */
const MAX_FRAMES = 1_000;

export function createLoads(): Loads {
  const frames = new Map<string, string>();
  let last = '';
  return {
    get last() {
      return last;
    },
    frameOf: (load) => frames.get(load) ?? '',
    take(event) {
      const isLoad = event.layer === 'page' && event.kind === 'load';
      if (isLoad && event.frame) {
        if (frames.has(event.load) || frames.size >= MAX_FRAMES) return false;
        frames.set(event.load, event.frame);
        return true;
      }
      if ((!isLoad && last !== '') || event.load === last) return false;
      last = event.load;
      return true;
    },
  };
}
