import { MAX_BATCH, parse, readHeader } from './batch.ts';
import { type BayeuxMessage, readMessage } from './bayeux.ts';
import { messageOf } from './event-message.ts';
import { isLiveEvent, type LiveEvent, type LiveEventOf } from './events.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createPositions } from './positions.ts';
import type { Command } from './protocol.ts';
import { readQuery } from './query/read-query.ts';
import type { QueryError } from './query/syntax.ts';
import type { Clock } from './replay.ts';
import { createRows, type Rows } from './rows.ts';
import type { FilterMode } from './settings.ts';
import { createTrace, type Trace } from './trace.ts';
import { partsOf } from './wire-parts.ts';

export interface SessionStatus {
  /** Does the page record? */
  recording: boolean;
  /** The document that was heard of last, '' before the first; a frame inside another does not count. */
  load: string;
  url: string;
  /** Lines that were no events. */
  rejected: number;
  /** Holes in the numbering, whoever noticed them. */
  gaps: number;
  /** Events that fell into those holes. */
  lost: number;
  /** Events forgotten to stay within memory. */
  dropped: number;
}

/** What the panel keeps for one tab. */
export interface Session {
  readonly trace: Trace;
  readonly ledger: Ledger;
  readonly rows: Rows;
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
  /** Shows the events of a recording in place of what is here. */
  open(events: readonly LiveEvent[]): void;
  /** Forgets what is shown. Events that were had do not come again. */
  clear(): void;
  /** Calls `listener` after each change, once a batch. Returns its undo. */
  subscribe(listener: () => void): () => void;
}

export interface SessionOptions {
  /** Bounds the memory of the trace. */
  maxBytes: number;
  /** Names this panel to the page; batches for other readers are passed over. */
  reader: string;
  /** Lets a filter that takes long go on in later turns of the event loop; without one it is done at once. */
  clock?: Clock;
}

export function createSession({ maxBytes, reader, clock }: SessionOptions): Session {
  /** A single event may not push out everything else. */
  const maxLine = Math.max(65_536, Math.floor(maxBytes / 8));
  const trace = createTrace({ maxBytes });
  const ledger = createLedger(trace);
  const keeper = createRows({ trace, ledger, clock, onTurn: changed });
  const positions = createPositions();
  const listeners = new Set<() => void>();
  /** The document of a frame inside another is not the one that the panel speaks of. */
  const frames = new Set<string>();
  let status = { recording: false, load: '', url: '', rejected: 0, gaps: 0, lost: 0 };

  /** A frame of several messages becomes one event each. */
  function record(line: string, event: LiveEvent): void {
    if (event.layer !== 'wire' || (event.kind !== 'sent' && event.kind !== 'received')) {
      append(line, event, messageOf(event));
      return;
    }
    for (const part of partsOf(event))
      append(part.event === event ? line : JSON.stringify(part.event), part.event, readMessage(part.value));
  }

  function append(line: string, event: LiveEvent, message?: BayeuxMessage): void {
    const i = trace.append(line, event, message);
    ledger.add(i, event, message);
    keeper.add(i, event);
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

  function receiveLine(line: string): void {
    const event = line.length <= maxLine ? parse(line) : undefined;
    if (!isLiveEvent(event)) {
      status.rejected += 1;
      return;
    }
    const { had, missing } = positions.take(event);
    if (had) return;
    if (missing > 0) appendGap(event, missing);
    if (event.layer === 'page') {
      if (event.kind === 'gap') noteGap(event.count);
      else if (event.kind === 'load' && event.frame && frames.size < 1_000) frames.add(event.load);
    }
    record(line, event);
  }

  function changed(): void {
    keeper.trim();
    for (const listener of listeners) listener();
  }

  return {
    trace,
    ledger,
    rows: keeper.rows,
    receive(text) {
      const headerEnd = text.indexOf('\n');
      const header = text.length <= MAX_BATCH ? readHeader(headerEnd < 0 ? text : text.slice(0, headerEnd)) : undefined;
      if (!header) {
        status.rejected += 1;
        changed();
        return;
      }
      if (header.reader !== reader) return;
      for (let start = headerEnd + 1; headerEnd >= 0 && start < text.length; ) {
        const newline = text.indexOf('\n', start);
        const end = newline < 0 ? text.length : newline;
        if (end > start) receiveLine(text.slice(start, end));
        start = end + 1;
      }
      if (!frames.has(header.load)) {
        status.load = header.load;
        status.url = header.url;
        status.recording = header.recording;
      }
      changed();
    },
    hello: () => ({
      type: 'hello',
      reader,
      load: status.load === '' ? null : status.load,
      since: positions.of(status.load),
    }),
    status: () => ({ ...status, dropped: trace.dropped }),
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
    open(events) {
      trace.clear();
      ledger.clear();
      status = { ...status, rejected: 0, gaps: 0, lost: 0 };
      for (const event of events) record(JSON.stringify(event), event);
      changed();
    },
    clear() {
      trace.clear();
      ledger.clear();
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
