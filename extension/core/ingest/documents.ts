import { createRecent, createRecentlyUsed } from '../bounded-map.ts';
import type { BatchHeader } from '../protocol/commands.ts';
import type { LiveEventOf } from '../protocol/events.ts';

/** A document that was seen. */
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
  /** Is it the top document, or a frame in it? */
  live: boolean;
}

type Load = LiveEventOf<'page', 'load'>;

interface Heard extends PageDocument {
  /** When it began itself; ms since the epoch. */
  began: number;
  /** The load of the top document that it is, or that it is a frame of. */
  within: string;
}

/** The documents of a tab: the top one, the frames in it, and those that were before. */
export interface Documents {
  /** The load of the top document; '' before the first. */
  readonly top: string;
  /** Takes a batch's header. Says whether another top document is here than before. */
  hear(header: BatchHeader): boolean;
  /** Takes the event that begins a document, likewise. One that is older than the page, and new to us, comes too late. */
  begin(event: Load): boolean;
  /** Takes the beginning of a document that a recording reports: it replaces none that is here. */
  know(event: Load): void;
  isFrame(load: string): boolean;
  /** Is it of the page that is there now? */
  isLive(load: string): boolean;
  /** Is it known, and not of the page that is there now? */
  isGone(load: string): boolean;
  of(load: string): PageDocument | undefined;
  /** The top document and its frames, in the order they began. */
  live(): readonly PageDocument[];
}

/** Documents remembered. */
const DOCUMENTS = 256;
/** Of a document that only a recording reports. */
const NOWHERE = ' ';

export function createDocuments(): Documents {
  const documents = createRecentlyUsed<string, Heard>(DOCUMENTS);
  /** Frames that only a header named: the event that began them may be lost. */
  const frames = createRecent<string, true>(DOCUMENTS);
  let top = '';

  /** The first document replaces none. */
  function become(load: string): boolean {
    const isAnother = top !== '' && top !== load;
    top = load;
    for (const [, document] of documents.entries()) document.live = document.within === load;
    return isAnother;
  }

  /** Each document has a line of its own: frames of a new one may be seen before it is. */
  function claimFrames({ load, began }: Heard): void {
    for (const [, document] of documents.entries())
      if (document.frame !== undefined && document.within === top && (top === '' || document.began >= began))
        document.within = load;
  }

  function take({ load, url, title, attach, at, frame, began = at }: Load, within: string): Heard {
    const live = within !== NOWHERE;
    const document = { load, url, title, frame, early: attach === 'early', since: at, live, began, within };
    documents.set(load, document);
    return document;
  }

  /** What a page says last may come after the next one's first words. A prerendered page is older than it is here. */
  function isLate({ load, prerendered, at, began = at }: Load): boolean {
    const page = documents.get(top);
    return page !== undefined && !documents.get(load) && prerendered !== true && began < page.began;
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
    begin(event) {
      const { load, frame } = event;
      if (frame !== undefined) frames.set(load, true);
      if (isLate(event)) {
        take(event, frame === undefined ? load : '').live = false;
        return false;
      }
      if (frame !== undefined) {
        take(event, documents.get(load)?.within ?? top);
        return false;
      }
      const document = take(event, load);
      if (load !== top) claimFrames(document);
      return become(load);
    },
    know(event) {
      if (!documents.get(event.load)) take(event, NOWHERE);
    },
    isFrame,
    isLive: (load) => documents.get(load)?.live === true,
    isGone: (load) => documents.get(load)?.live === false,
    of: (load) => documents.get(load),
    live: () => [...documents.entries()].map(([, document]) => document).filter(({ live }) => live),
  };
}
