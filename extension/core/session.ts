import { type BayeuxMessage, readMessage } from './bayeux/bayeux.ts';
import { messageOf } from './bayeux/event-message.ts';
import { readFrame } from './bayeux/frames.ts';
import { partsOf } from './bayeux/wire-parts.ts';
import { type ChangedAttributes, createChangedAttributes } from './collections/changed-attributes.ts';
import { type Collections, createCollections } from './collections/collections.ts';
import { createPresentCollections, type PresentCollections } from './collections/present-collections.ts';
import { createEvidence, type PageEvidence } from './evidence.ts';
import type { Findings } from './findings/finding.ts';
import { createFindings } from './findings/findings.ts';
import { createInference } from './inference/inference.ts';
import { MAX_BATCH, readHeader } from './ingest/batch-header.ts';
import { createDocuments, type Documents } from './ingest/documents.ts';
import { createPositions } from './ingest/positions.ts';
import { createRateBound, type RateBound } from './ingest/token-bucket.ts';
import { MAX_LINE, readUntrustedLine } from './ingest/untrusted-line.ts';
import { createLedger, type Ledger } from './ledger/ledger.ts';
import type { Command } from './protocol/commands.ts';
import type { LiveEvent, LiveEventOf } from './protocol/events.ts';
import type { TextLine } from './protocol/text-span.ts';
import { createWholeTexts, type WholeTexts } from './protocol/whole-texts.ts';
import { readQuery } from './query/read-query.ts';
import type { QueryError } from './query/syntax.ts';
import type { Clock } from './recording/replay.ts';
import { createRows, type Rows } from './rows.ts';
import type { FilterMode } from './settings.ts';
import { type Connections, createConnections } from './subscriptions/connections.ts';
import { createStreams, type Streams } from './subscriptions/streams.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions/subscriptions.ts';
import { createTrace, type Trace } from './trace/trace.ts';

export interface SessionStatus {
  /** Does the page record? */
  recording: boolean;
  /** Has a page said so, or that it does not? */
  heard: boolean;
  /** Was a recording opened? Its time is not the clock's. */
  opened: boolean;
  /** The document that was seen last, '' before the first; a frame inside another does not count. */
  load: string;
  url: string;
  /** Layers and channels that are not recorded, as the document or recording says itself; '' when all is. */
  without: string;
  /** Lines that were no events. */
  rejected: number;
  /** Holes in the numbering, noticed here or by the probe. */
  gaps: number;
  /** Events that fell into those holes. */
  lost: number;
  /** Lines that came faster than they can be read; those of them that were events are `lost` with the next that is read. */
  cut: number;
  /** Events forgotten to stay within memory. */
  dropped: number;
}

/** What the panel keeps for one tab. */
export interface Session {
  readonly trace: Trace;
  readonly ledger: Ledger;
  readonly rows: Rows;
  readonly documents: Pick<Documents, 'top' | 'of' | 'live'>;
  readonly subscriptions: Subscriptions;
  readonly connections: Connections;
  readonly collections: Collections;
  /** What a change changed. */
  readonly changedBy: ChangedAttributes;
  /** What came before a message in a stream that numbers its messages. */
  readonly streams: Pick<Streams, 'before'>;
  /** What is wrong, found without being asked. */
  readonly findings: Findings;
  /** What the page itself has now, also while a recording is open. */
  readonly present: Pick<PresentCollections, 'on'>;
  /** What shows that the page has more than was met. */
  evidence(): PageEvidence;
  /** Texts that events have only the beginning of, as long as the page has them. */
  readonly wholeTexts: Pick<WholeTexts, 'ask'>;
  /** Takes a batch as it came out of a page, and trusts nothing in it. Never throws. */
  receive(text: string): void;
  /** What to say to the page over a fresh line: where to go on from. */
  hello(): Command;
  status(): SessionStatus;
  /** Filters the rows; '' lets all through. A query that cannot be read changes nothing, and the answer says why. */
  setFilter(query: string): QueryError | undefined;
  /** What becomes of rows that the filter does not let through. */
  setFilterMode(mode: FilterMode): void;
  /** How far a filter that takes long is, from 0 to 1; nothing when none is on its way. */
  filterProgress(): number | undefined;
  /** Ends a filter that is on its way: the one before holds. */
  cancelFilter(): void;
  /** Keeps what is shown when another document comes; else it makes room for it. */
  setPreserve(on: boolean): void;
  /** Shows the events of a recording in place of what is here. They stay, whatever the page does, until cleared. */
  open(events: readonly LiveEvent[]): void;
  /** The same for a recording that is read little by little. */
  opening(): Opening;
  /** Forgets what is shown. Events that were had do not come again. */
  clear(): void;
  /** Calls `listener` after each change, once a batch. Returns its undo. */
  subscribe(listener: () => void): () => void;
}

/** A recording on its way into a session. */
export interface Opening {
  /** Takes the next event with its line; it must have passed `isLiveEvent`. */
  add(line: string | TextLine, event: LiveEvent): void;
  /** Tells listeners of what was added. */
  show(): void;
}

export interface SessionOptions {
  /** Bounds the memory of the trace. */
  maxBytes: number;
  /** Names this panel to the page; batches for other readers are passed over. */
  reader: string;
  /** Keeps what is shown when another document comes; not by default. */
  preserve?: boolean;
  /**
   * A document speaks that another one replaced: these are its last words, which come late, or it is there again. Say hello
   * to every document, and it will be known.
   */
  onDoubt?: () => void;
  /** Milliseconds; bounds what a page may send in a second. Without a clock only each batch is bounded. */
  now?: () => number;
  /** Asks the page; without it, there is none. */
  send?: (command: Command) => void;
  /** Lets a filter that takes long go on in later turns of the event loop; without one it is done at once. */
  clock?: Clock;
}

/** Lines of a batch; a probe sends a quarter. */
const MAX_LINES = 4_096;
/** Lines taken at once and in a second, and characters likewise: more than a probe can send, and all a panel can take. */
const LINES = { atOnce: 300_000, perSecond: 100_000 };
const CHARACTERS = { atOnce: 128_000_000, perSecond: 48_000_000 };

const NO_TROUBLE = { rejected: 0, gaps: 0, lost: 0, cut: 0 };

export function createSession({
  maxBytes,
  reader,
  preserve = false,
  onDoubt = () => {},
  now,
  send,
  clock,
}: SessionOptions): Session {
  /** A single event may not push out everything else. */
  const maxLine = Math.min(MAX_LINE, Math.max(65_536, Math.floor(maxBytes / 8)));
  const trace = createTrace({ maxBytes });
  const ledger = createLedger(trace);
  const subscriptions = createSubscriptions();
  const connections = createConnections();
  const collections = createCollections(trace);
  const changedBy = createChangedAttributes(trace, collections);
  const keeper = createRows({ trace, ledger, changedBy, clock, onTurn: changed });
  const evidence = createEvidence();
  const findings = createFindings({ trace, ledger, collections, subscriptions, connections });
  const positions = createPositions();
  const wholeTexts = createWholeTexts({ reader, send, clock });
  const streams = createStreams();
  const inference = createInference();
  const documents = createDocuments();
  const present = createPresentCollections((load) => documents.isLive(load));
  const lines = now && createRateBound(LINES.atOnce, LINES.perSecond, now);
  const characters = now && createRateBound(CHARACTERS.atOnce, CHARACTERS.perSecond, now);
  const listeners = new Set<() => void>();
  /** Documents that were asked, since the page came, whether they are there. */
  const doubted = new Set<string>();
  let isRecordingOpen = false;
  let stopWaiting: (() => void) | undefined;
  /** Whose event was recorded last. */
  let load = '';
  let status = { recording: false, heard: false, load: '', url: '', without: '', ...NO_TROUBLE };

  /**
   * A frame of several messages becomes one event each.
   *
   * @param bound what else comes from the page counts against; messages beyond it are counted as cut
   */
  function record(line: string | TextLine, event: LiveEvent, bound?: RateBound): void {
    // One text for all that a document tells: what is looked up by it is found without reading it through.
    if (event.load === load) event.load = load;
    else load = event.load;
    if (event.layer !== 'wire' || (event.kind !== 'sent' && event.kind !== 'received')) {
      append(line, event, messageOf(event));
      return;
    }
    const values = readFrame(event.text);
    if (values.length < 2) append(line, event, readMessage(values[0]));
    else if (event.part !== undefined) append(line, event);
    else
      for (const [k, part] of partsOf(event, values.length).entries()) {
        if (k > 0 && bound?.allows(1) === false) status.cut += 1;
        else append(JSON.stringify(part), part, readMessage(values[k]));
      }
  }

  function append(line: string | TextLine, event: LiveEvent, message?: BayeuxMessage): void {
    if (event.layer === 'page' && !documents.isFrame(event.load)) {
      if (event.kind === 'load') status.without = '';
      else if (event.kind === 'recording') status.without = event.without ?? '';
    }
    const i = trace.append(line, event, message, channelOf(event));
    ledger.add(i, event, message);
    const disproved = ledger.withdraws(i);
    if (disproved !== undefined) trace.withdraw(disproved);
    if (message?.replayId !== undefined) streams.add(i, heardBy(event), message);
    subscriptions.add(i, event, message);
    connections.add(i, event, message);
    collections.add(i, event);
    evidence.add(event);
    findings.add(i, event, message);
    keeper.add(i, event);
    if (disproved !== undefined) keeper.change(disproved, i);
  }

  /** The channel of what a collection or a request tells, which only their beginnings name. */
  function channelOf(event: LiveEvent): string {
    if (event.layer === 'collection') return collections.channelOf(event.load, event.source);
    return event.layer === 'http' && event.kind === 'request' ? collections.channelOfUrl(event.load, event.url) : '';
  }

  function appendGap(event: LiveEvent, count: number): void {
    const from = event.seq - count;
    const gap: LiveEventOf<'page', 'gap'> = {
      load: event.load,
      seq: from,
      at: event.at,
      layer: 'page',
      kind: 'gap',
      from,
      count,
    };
    noteGap(count);
    append(JSON.stringify(gap), gap);
  }

  function noteGap(count: number): void {
    status.gaps += 1;
    status.lost += count;
  }

  /** @param load the document that the batch is of: it speaks for no other */
  function receiveLine(line: TextLine, load: string): void {
    const event = readUntrustedLine(line, load, maxLine);
    if (event?.load !== load) {
      status.rejected += 1;
      return;
    }
    const { had, missing } = positions.take(event);
    if (had) return;
    if (event.layer === 'page' && event.kind === 'load' && documents.begin(event)) makeRoom();
    if (isPast(load)) {
      positions.rewind(documents.isLive);
      doubt(load);
      return;
    }
    present.take(event);
    if (missing > 0) appendGap(event, missing);
    if (event.layer === 'page' && event.kind === 'gap') {
      if (event.unrecorded) return;
      noteGap(event.count);
    }
    record(line, event, lines);
    for (const inferred of inference.take(event)) append(JSON.stringify(inferred), inferred);
  }

  function receiveLines(text: string, start: number, load: string): void {
    lines?.refill();
    characters?.refill();
    for (let taken = 0; start < text.length; taken += 1) {
      if (taken === MAX_LINES) {
        status.cut += 1;
        return;
      }
      const newline = text.indexOf('\n', start);
      const end = newline < 0 ? text.length : newline;
      if (end > start) {
        if (lines?.allows(1) === false || characters?.allows(end - start) === false) status.cut += 1;
        else receiveLine({ text, start, end }, load);
      }
      start = end + 1;
    }
  }

  /** Is it of a page that is not shown any more? */
  const isPast = (load: string) => !preserve && !isRecordingOpen && documents.isGone(load);

  function doubt(load: string): void {
    if (doubted.has(load)) return;
    doubted.add(load);
    onDoubt();
  }

  /** A page that is back, and was asked, begins where it is expected. */
  function isBack(line: TextLine, load: string): boolean {
    const event = readUntrustedLine(line, load, maxLine);
    return event !== undefined && positions.joins(event);
  }

  /** Another page is here: what it said stays, and former ones are told whole when they come back. */
  function makeRoom(): void {
    if (preserve || isRecordingOpen) return;
    doubted.clear();
    const kept: [line: string, event: LiveEvent][] = [];
    for (let i = trace.first; i < trace.end; i += 1)
      if (documents.isLive(trace.load(i))) kept.push([trace.line(i), trace.event(i)]);
    forget();
    positions.rewind(documents.isLive);
    inference.forget(documents.isLive);
    status = { ...status, ...NO_TROUBLE };
    for (const [line, event] of kept) record(line, event);
  }

  function forget(): void {
    stopWaiting?.();
    stopWaiting = undefined;
    trace.clear();
    for (const kept of [ledger, subscriptions, connections, collections, streams, findings]) kept.clear();
  }

  /** What a diagnosis waits for may be that nothing comes: then the clock says that the time has passed, from the newest event on. */
  function awaitDeadline(): void {
    stopWaiting?.();
    stopWaiting = undefined;
    const newest = trace.at(trace.end - 1);
    const wait = findings.nextDeadline - newest;
    if (!clock || isRecordingOpen || !Number.isFinite(wait)) return;
    const began = clock.now();
    stopWaiting = clock.after(Math.max(0, wait), () => {
      findings.pass(newest + Math.max(wait, clock.now() - began));
      changed();
      awaitDeadline();
    });
  }

  function changed(): void {
    keeper.trim();
    for (const listener of listeners) listener();
  }

  function opening(): Opening {
    forget();
    isRecordingOpen = true;
    status = { ...status, ...NO_TROUBLE };
    return {
      add(line, event) {
        if (event.layer === 'page' && event.kind === 'load') documents.know(event);
        record(line, event);
      },
      show: changed,
    };
  }

  return {
    trace,
    ledger,
    rows: keeper.rows,
    documents,
    subscriptions,
    connections,
    collections,
    changedBy,
    findings,
    present,
    evidence: () => evidence.of((load) => isRecordingOpen || documents.isLive(load), subscriptions.all()),
    wholeTexts,
    streams,
    receive(text) {
      const headerEnd = text.indexOf('\n');
      const header = text.length <= MAX_BATCH ? readHeader(headerEnd < 0 ? text : text.slice(0, headerEnd)) : undefined;
      if (!header) {
        status.rejected += 1;
        changed();
        return;
      }
      if (header.reader !== reader) return;
      if (header.whole) {
        wholeTexts.take(header.load, header.whole, text.slice(headerEnd + 1));
        return;
      }
      // The page's own document stays known, however many others are made up.
      positions.touch(documents.top);
      if (isPast(header.load) && !isBack(lineAt(text, headerEnd + 1), header.load)) {
        doubt(header.load);
        return;
      }
      if (documents.hear(header)) makeRoom();
      if (headerEnd >= 0) receiveLines(text, headerEnd + 1, header.load);
      if (!documents.isFrame(header.load) && !documents.isGone(header.load)) {
        status.load = header.load;
        status.url = header.url;
        status.recording = header.recording;
        status.heard = true;
      }
      changed();
      awaitDeadline();
    },
    hello: () => ({ type: 'hello', reader, positions: positions.all() }),
    status: () => ({ ...status, opened: isRecordingOpen, dropped: trace.dropped }),
    setFilter(text) {
      const read = readQuery(text);
      if ('error' in read) return read.error;
      keeper.filter(read.query);
      changed();
      return undefined;
    },
    setFilterMode(mode) {
      keeper.show(mode);
      changed();
    },
    filterProgress: () => keeper.progress,
    cancelFilter() {
      keeper.cancel();
      changed();
    },
    setPreserve(on) {
      preserve = on;
    },
    open(events) {
      const { add, show } = opening();
      for (const event of events) add(JSON.stringify(event), event);
      show();
    },
    opening,
    clear() {
      isRecordingOpen = false;
      positions.pass();
      forget();
      changed();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** The document and the client or connection that a message was heard by. */
function heardBy(event: LiveEvent): string {
  const by = 'client' in event ? event.client : 'connection' in event ? event.connection : '';
  return `${event.load} ${event.layer} ${by}`;
}

/** The line that begins there. */
function lineAt(text: string, start: number): TextLine {
  const end = text.indexOf('\n', start);
  return { text, start, end: end < 0 ? text.length : end };
}
