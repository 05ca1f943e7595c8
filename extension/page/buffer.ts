import type { BatchHeader, Command } from '../core/protocol/commands.ts';
import { fitsFrameLine, frameLine } from '../core/protocol/compact-frame.ts';
import { type EventNumber, eventLine, isWithin, MAX_EVENT } from './event-line.ts';
import { jsonOf } from './json/json-of.ts';
import { quote } from './json/native-json.ts';
import { ownProperty } from './own-property.ts';
import { createRing } from './ring.ts';
import type { TapReport } from './taps/tap.ts';
import { createWholeTexts } from './whole-texts.ts';

/** The ring's default bound, in bytes. */
export const MAX_BYTES = 8 * 1024 * 1024;
/** The most events of a batch, and the most characters before its last event: below `channel/channel.ts`'s `MAX_TEXT`. */
export const MAX_BATCH = 1024;
const MAX_BATCH_TEXT = 256 * 1024;
/**
 * The most characters that wait for the end of the page's own task, as a part of the ring's bytes: to send them costs the
 * page more than to keep them, and the ring must not forget what nobody was given.
 */
const WAITING = 1 / 4;
/**
 * The longest that an event waits for company, ms: most of what a batch costs a page is the same however small it is. The
 * first one after a quiet time does not wait.
 */
export const BATCH_EVERY = 200;
/** The most characters of the texts that events have only the beginning of, and of a piece of one that is asked for. */
const MAX_WHOLE = 32 * 1024 * 1024;
const PIECE = 128 * 1024;
/** Panels that read one page at a time; the one that said hello first is forgotten first. */
const MAX_READERS = 8;

/** A document's events on their way: a ring, read by several readers, each from its own place, in batches. */
export interface Buffer {
  /** Numbers and keeps one event. */
  append(report: TapReport): void;
  /**
   * The same for a frame that came over a lasting connection, of which a busy page has most (`core/frame-line.ts`).
   * Refuses one that must be told as a report, because it is cut or in several lines.
   */
  appendFrame(connection: string, text: string): boolean;
  /** A reader says from where it wants to go on; it gets one batch at least, be it empty, and all that follows. */
  hello(command: Extract<Command, { type: 'hello' }>): void;
  /** Puts what `change` makes of every line that is kept in its place; '' takes it away, and is no loss. */
  rewrite(change: (line: string) => string): void;
  /** Of an event that is longer, texts are shortened; bytes. */
  setBound(bytes: number): void;
  /** A reader asks for a piece of a text that an event has only the beginning of; it is told when the page has it no more. */
  tellWhole(question: Extract<Command, { type: 'whole' }>): void;
  /** Nobody reads until somebody says hello again. */
  forgetReaders(): void;
  /** Hands out everything now: the document may be about to end. */
  flush(): void;
}

export interface BufferOptions {
  load: string;
  /** What a batch says about the document now. */
  describe(): Pick<BatchHeader, 'url' | 'recording'>;
  /** Takes one batch. */
  send(text: string): void;
  clock: BatchClock;
  maxBytes?: number;
}

export interface BatchClock {
  /** ms since the epoch, fractional */
  now(): number;
  /** Calls back once, `ms` later. */
  after(ms: number, callback: () => void): void;
}

export function createBuffer({ load, describe, send, clock, maxBytes = MAX_BYTES }: BufferOptions): Buffer {
  const ring = createRing(maxBytes);
  const wholeTexts = createWholeTexts(MAX_WHOLE);
  let bound = MAX_EVENT;
  /** Reader → the number of the last event it was given. */
  const readers = new Map<string, number>();
  let scheduled = false;
  let lastBatch = Number.NEGATIVE_INFINITY;
  /** Characters of the lines that were kept since every reader had all. */
  let waiting = 0;

  const numbered = (seq: number): EventNumber => ({ load, seq, at: clock.now() });

  /** Gives a reader its next batch. Says whether there is more. */
  function sendBatch(reader: string, given: number): boolean {
    const header: BatchHeader = { load, reader, ...describe() };
    const batch = [jsonOf(header)];
    let next = given + 1;
    if (next < ring.first) {
      // It bears the number of the last event that it stands for, so that the numbers go on after it without a hole.
      const lost = { layer: 'page', kind: 'gap', from: next, count: ring.first - next } as const;
      batch.push(eventLine(numbered(ring.first - 1), lost).line);
      next = ring.first;
    }
    for (let length = 0; next < ring.next && batch.length <= MAX_BATCH && length < MAX_BATCH_TEXT; next += 1) {
      let line = ring.line(next);
      if (line === '') {
        const from = next;
        while (next + 1 < ring.next && ring.line(next + 1) === '') next += 1;
        const gap = { layer: 'page', kind: 'gap', from, count: next + 1 - from, unrecorded: true } as const;
        line = eventLine(numbered(next), gap).line;
      }
      batch.push(line);
      length += line.length;
    }
    readers.set(reader, next - 1);
    send(batch.join('\n'));
    return next < ring.next;
  }

  /** One batch for every reader that lacks something: a long backlog goes out in slices, so that the page is not held up. */
  function sendBatches(): boolean {
    lastBatch = clock.now();
    let more = false;
    for (const [reader, given] of readers) if (given + 1 < ring.next) more = sendBatch(reader, given) || more;
    if (!more) waiting = 0;
    return more;
  }

  function schedule(ms: number): void {
    if (scheduled) return;
    scheduled = true;
    clock.after(ms, () => {
      scheduled = false;
      if (sendBatches()) schedule(0);
    });
  }

  function flush(): void {
    while (sendBatches());
  }

  function keep(line: string): void {
    ring.push(line);
    if (readers.size === 0) return;
    waiting += line.length;
    if (waiting >= maxBytes * WAITING) flush();
    else if (!scheduled) schedule(Math.max(0, Math.min(BATCH_EVERY, lastBatch + BATCH_EVERY - clock.now())));
  }

  return {
    append(report) {
      const { line, whole } = eventLine(numbered(ring.next), report, bound);
      if (whole) wholeTexts.keep(ring.next, whole.texts, whole.size);
      keep(line);
    },
    appendFrame(connection, text) {
      if (text.length > bound || !fitsFrameLine(text)) return false;
      const line = frameLine(ring.next, clock.now(), connection, text);
      const isWhole = isWithin(bound, line);
      if (isWhole) keep(line);
      return isWhole;
    },
    hello({ reader, positions }) {
      readers.delete(reader);
      for (const oldest of readers.keys()) {
        if (readers.size < MAX_READERS) break;
        readers.delete(oldest);
      }
      const since = Number(ownProperty(positions, load)?.value ?? 0);
      const given = Math.min(Math.max(0, since), ring.next - 1);
      if (sendBatch(reader, given)) schedule(0);
    },
    rewrite: ring.rewrite,
    setBound(bytes) {
      bound = bytes;
    },
    tellWhole({ reader, seq, path, from }) {
      const text = wholeTexts.read(seq, path);
      const header: BatchHeader = {
        load,
        reader,
        ...describe(),
        whole: { seq, path, from, length: text?.length ?? -1 },
      };
      send(`${jsonOf(header)}\n${quote(text?.slice(from, from + PIECE) ?? '')}`);
    },
    forgetReaders() {
      readers.clear();
    },
    flush,
  };
}
