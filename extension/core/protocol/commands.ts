/**
 * What the panel and the page say to each other, one string a message.
 *
 *   panel → page   one JSON object, `Command`
 *   page → panel   a batch: a header line, then one event a line: JSON without raw newlines, or as `frame-line.ts` writes it
 *
 * The panel says `hello {positions}` whenever it has a fresh line to the page: at first, after a broken port, after a
 * page came back from the back/forward cache. Every document of the page, frames too, answers from its ring with
 * everything after its own position (or with all it has, when it is not among them) and goes on from there. There is no
 * other way to start.
 */
import type { LiveReport, SourceSnapshot } from '../../../devserver/live-collection/registry.ts';

export type Command =
  /**
   * `reader` names the one who asks: two panels may read one page, each from its own place. `positions`: load → the last
   * event that was read of it, for the documents seen last, 256 at most.
   */
  | { type: 'hello'; reader: string; positions: Readonly<Record<string, number>> }
  /** Capture on or off, for the whole page. */
  | { type: 'record'; on: boolean }
  /** From now on, report where every request and subscription was called from. */
  | { type: 'stacks'; on: boolean }
  /** Of these layers and channels nothing is recorded from now on, nor sent of what is kept; see `unrecorded.ts`. */
  | { type: 'without'; entries: readonly string[] }
  /** From now on, texts are shortened in events that take more than so many bytes. */
  | { type: 'bound'; bytes: number }
  /**
   * Say a piece of a text that event `seq` of the document `load` has only the beginning of, from its character `from`.
   * `path` is that of its mark, as the page told it. Answered by a batch without events, whose header has `whole`.
   */
  | { type: 'whole'; reader: string; load: string; seq: number; path: string; from: number }
  /** Report every live collection as it is now: what was reported before is being dropped, and a recording needs a beginning. */
  | { type: 'describe' }
  /** Replay: put the collection of this channel where the recording began. */
  | { type: 'stage/restore'; channel: string; snapshot: Pick<SourceSnapshot, 'models' | 'state'> }
  /** Replay: play one recorded report into the collection of this channel. */
  | { type: 'stage/play'; channel: string; report: LiveReport }
  /** Replay is over: every staged collection listens again and resyncs. */
  | { type: 'stage/end' };

/** The first line of a batch. */
export interface BatchHeader {
  load: string;
  reader: string;
  /** Of the frame the probe is in; the top document's too. */
  url: string;
  recording: boolean;
  /** Names the frame, when the document is not the top one. */
  frame?: string;
  /**
   * It answers `whole`: no events follow, but one line, the piece as JSON. `length` is the whole text's, in characters; -1
   * when the page has it no more.
   */
  whole?: { seq: number; path: string; from: number; length: number };
}
