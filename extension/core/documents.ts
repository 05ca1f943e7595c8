import type { LiveEventOf } from './events.ts';
import type { BatchHeader } from './protocol.ts';
import { createRecent, createRecentlyUsed } from './recent.ts';

/** A document that was heard of. */
export interface PageDocument {
  load: string;
  url: string;
  title: string;
  /** Names the frame; nothing for the top document. */
  frame: string | undefined;
  /** Was the probe there before the page's first script? */
  early: boolean;
  /** When the capture began; ms since the epoch. */
  since: number;
  /** Is it the top document, or a frame that began while this one was? */
  live: boolean;
}

/** The documents of a tab: the top one, the frames in it, and those that were before. */
export interface Documents {
  /** The load of the top document; '' before the first. */
  readonly top: string;
  /** Takes a batch's header. Says whether another top document is here than before. */
  hear(header: BatchHeader): boolean;
  /** Takes the event that begins a document, likewise. */
  begin(event: LiveEventOf<'page', 'load'>): boolean;
  isFrame(load: string): boolean;
  of(load: string): PageDocument | undefined;
  /** The top document and its frames, in the order they began. */
  live(): readonly PageDocument[];
}

/** Documents remembered. */
const DOCUMENTS = 256;

export function createDocuments(): Documents {
  const documents = createRecentlyUsed<string, PageDocument>(DOCUMENTS);
  /** Frames that only a header told of: the event that began them may be lost. */
  const frames = createRecent<string, true>(DOCUMENTS);
  let top = '';

  /** The first document replaces none. */
  function become(load: string): boolean {
    const isAnother = top !== '' && top !== load;
    if (isAnother) for (const [, document] of documents.entries()) document.live = false;
    top = load;
    const document = documents.get(load);
    if (document) document.live = true;
    return isAnother;
  }

  const isFrame = (load: string) => frames.get(load) === true;

  return {
    get top() {
      return top;
    },
    hear({ load, url, frame }) {
      if (frame !== undefined && !isFrame(load)) frames.set(load, true);
      const known = documents.get(load);
      if (known) known.url = url;
      if (isFrame(load)) {
        // A frame speaks: it is there, also when it was restored with its page.
        if (known) known.live = true;
        return false;
      }
      // A document that did not yet say what it is may be a frame: it replaces nothing.
      return known ? become(load) : false;
    },
    begin({ load, url, title, attach, at, frame }) {
      documents.set(load, { load, url, title, frame, early: attach === 'early', since: at, live: true });
      if (frame === undefined) return become(load);
      frames.set(load, true);
      return false;
    },
    isFrame,
    of: (load) => documents.get(load),
    live: () => [...documents.entries()].map(([, document]) => document).filter(({ live }) => live),
  };
}
