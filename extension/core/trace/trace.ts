import type { BayeuxMessage } from '../bayeux/bayeux.ts';
import { messageOf } from '../bayeux/event-message.ts';
import type { LiveEvent } from '../protocol/events.ts';
import { type TextLine, wholeLine } from '../protocol/text-span.ts';
import { type Columns, readColumns } from './columns.ts';
import { DUPLICATE, ERROR, type Measures, readMeasures, UNSURE, WRONG } from './measures.ts';
import { laneOf } from './row-lane.ts';
import { CHUNK_MASK, CHUNK_SHIFT, createTraceChunk, type TraceChunk } from './trace-chunk.ts';

/** Columns, table of strings and the ledger's links, in bytes an event: an estimate that errs upwards. */
const BYTES_BESIDE_THE_LINE = 176;
/** V8 keeps a string at one byte a character until it holds one beyond Latin-1. */
const BEYOND_LATIN_1 = /[\u0100-\uffff]/;

/**
 * All that was recorded: append-only, columnar, bounded in bytes; the oldest events go first.
 *
 * An event's index never changes its meaning: it counts from 0 since the trace was made, through forgetting and clearing.
 * Readers of a column answer '' or NaN outside `first` … `end - 1`.
 */
export interface Trace {
  /** The oldest event still here. */
  readonly first: number;
  /** One after the newest. */
  readonly end: number;
  /** An estimate of the memory held. */
  readonly bytes: number;
  /** Events forgotten to stay under the bound. */
  readonly dropped: number;
  /**
   * Keeps an event with the line it came in, and returns its index. `event` must have passed `isLiveEvent`; `message` is
   * its Bayeux message, `channel` that of its collection or URL, where the event does not say it itself.
   */
  append(line: string | TextLine, event: LiveEvent, message?: BayeuxMessage, channel?: string): number;
  /** A later event disproved the decision `i`: nothing in it is wrong, or a duplicate, any more. */
  withdraw(i: number): void;
  has(i: number): boolean;
  /** Milliseconds since the epoch. */
  at(i: number): number;
  seq(i: number): number;
  load(i: number): string;
  layer(i: number): string;
  kind(i: number): string;
  channel(i: number): string;
  method(i: number): string;
  modelId(i: number): string;
  decision(i: number): string;
  /** The chunk that holds event `i`, at `i & CHUNK_MASK`: for who looks through whole columns. */
  chunk(i: number): TraceChunk | undefined;
  /** The event's own JSON. */
  line(i: number): string;
  /** The same of all events that are here now, whatever becomes of them later. */
  lines(): Lines;
  /** The event, parsed again from its line. Throws a RangeError when it is not here any more. */
  event(i: number): LiveEvent;
  /** The Bayeux message that went with the event, read again from its line. Throws as `event` does. */
  message(i: number): BayeuxMessage | undefined;
  clear(): void;
}

/** JSON of events, the oldest first. */
export interface Lines {
  readonly length: number;
  at(n: number): string;
}

type CodeColumn = 'load' | 'layer' | 'kind' | keyof Columns;

/** `maxBytes` bounds the memory held, as estimated by `bytes`. */
export function createTrace({ maxBytes }: { maxBytes: number }): Trace {
  /** By chunk number; forgotten ones leave a hole. */
  const chunks: (TraceChunk | undefined)[] = [];
  const columns: Columns = { channel: '', method: '', modelId: '', decision: '' };
  const measures: Measures = { ms: 0, status: 0, channelSeq: 0, v: 0, qualities: 0 };
  let first = 0;
  let end = 0;
  let bytes = 0;
  let dropped = 0;

  const added = createWidths();
  const forgotten = createWidths();
  const has = (i: number) => i >= first && i < end;
  const chunkOf = (i: number) => (has(i) ? chunks[i >> CHUNK_SHIFT] : undefined);
  const read = (column: CodeColumn, i: number) => {
    const chunk = chunkOf(i);
    return chunk ? chunk.text(chunk[column][i & CHUNK_MASK]) : '';
  };

  function lines(): Lines {
    const from = first;
    const firstChunk = first >> CHUNK_SHIFT;
    const kept = chunks.slice(firstChunk).map((chunk) => chunk?.lines());
    return {
      length: end - first,
      at: (n) => kept[((from + n) >> CHUNK_SHIFT) - firstChunk]?.((from + n) & CHUNK_MASK) ?? '',
    };
  }

  function forgetOldest(): void {
    const chunk = chunks[first >> CHUNK_SHIFT];
    if (chunk) {
      const offset = first & CHUNK_MASK;
      const length = (chunk.ends[offset] ?? 0) - (chunk.starts[offset] ?? 0);
      bytes -= BYTES_BESIDE_THE_LINE + length * forgotten.widthOf(chunk.texts[offset] ?? '');
      chunk.texts[offset] = '';
      chunk.starts[offset] = chunk.ends[offset] = 0;
    }
    first += 1;
    dropped += 1;
    if ((first & CHUNK_MASK) === 0) chunks[(first >> CHUNK_SHIFT) - 1] = undefined;
  }

  function eventAt(i: number): LiveEvent {
    const chunk = chunkOf(i);
    if (!chunk) throw new RangeError(`event ${i} is not in the trace, which holds ${first} to ${end - 1}`);
    return chunk.event(i & CHUNK_MASK);
  }

  return {
    get first() {
      return first;
    },
    get end() {
      return end;
    },
    get bytes() {
      return bytes;
    },
    get dropped() {
      return dropped;
    },
    append(from, event, message = messageOf(event), channel = '') {
      const line = typeof from === 'string' ? wholeLine(from) : from;
      const index = end;
      let chunk = chunks[index >> CHUNK_SHIFT];
      if (!chunk) {
        chunk = createTraceChunk((index >> CHUNK_SHIFT) << CHUNK_SHIFT);
        chunks[index >> CHUNK_SHIFT] = chunk;
      }
      readColumns(event, columns, message, channel);
      readMeasures(event, measures, message);
      chunk.write(index & CHUNK_MASK, line, event, columns, laneOf(event, message), measures);
      end += 1;
      bytes += BYTES_BESIDE_THE_LINE + (line.end - line.start) * added.widthOf(line.text);
      while (bytes > maxBytes && first < index) forgetOldest();
      return index;
    },
    withdraw(i) {
      const qualities = chunkOf(i)?.qualities;
      if (qualities)
        qualities[i & CHUNK_MASK] = (qualities[i & CHUNK_MASK] ?? 0) & ~(WRONG | ERROR | DUPLICATE | UNSURE);
    },
    has,
    at: (i) => chunkOf(i)?.at[i & CHUNK_MASK] ?? Number.NaN,
    seq: (i) => chunkOf(i)?.seq[i & CHUNK_MASK] ?? Number.NaN,
    load: (i) => read('load', i),
    layer: (i) => read('layer', i),
    kind: (i) => read('kind', i),
    channel: (i) => read('channel', i),
    method: (i) => read('method', i),
    modelId: (i) => read('modelId', i),
    decision: (i) => read('decision', i),
    chunk: chunkOf,
    line: (i) => chunkOf(i)?.line(i & CHUNK_MASK) ?? '',
    lines,
    event: eventAt,
    message: (i) => messageOf(eventAt(i)),
    clear() {
      chunks.fill(undefined);
      first = end;
      bytes = 0;
    },
  };
}

/** Bytes a character of a text. Many lines one after another stand in the same, which is looked through once. */
function createWidths() {
  let last = '';
  let width = 1;
  return {
    widthOf(text: string): number {
      if (text !== last) {
        last = text;
        width = BEYOND_LATIN_1.test(text) ? 2 : 1;
      }
      return width;
    },
  };
}
