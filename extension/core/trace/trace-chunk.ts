import type { RowLane } from '../explanation/summary.ts';
import { eventIn, jsonIn } from '../protocol/compact-frame.ts';
import type { LiveEvent } from '../protocol/events.ts';
import type { TextLine } from '../protocol/text-span.ts';
import type { Columns } from './columns.ts';
import type { Measures } from './measures.ts';

/** Events a chunk; a power of two, so that an index splits by a shift and a mask. */
export const CHUNK_SHIFT = 14;
export const CHUNK_SIZE = 1 << CHUNK_SHIFT;
export const CHUNK_MASK = CHUNK_SIZE - 1;

/** A column's text is cut here, in characters: the whole of it stays in the event's line. */
const MAX_COLUMN_TEXT = 256;

/**
 * 16,384 events as columns. Each chunk has its own table of strings, so that ids of forgotten events are forgotten with
 * them; memory stays bounded however many different ids a page makes up.
 */
export interface TraceChunk {
  /** The index in the trace of the event at offset 0. */
  readonly first: number;
  readonly at: Float64Array;
  readonly seq: Float64Array;
  /** Each event's line: a text, which it may share with its neighbours, and from where to where it stands in it. */
  readonly texts: string[];
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Codes into `strings`. */
  readonly load: Uint32Array;
  readonly layer: Uint32Array;
  readonly kind: Uint32Array;
  readonly channel: Uint32Array;
  readonly method: Uint32Array;
  readonly modelId: Uint32Array;
  readonly decision: Uint32Array;
  readonly lane: Uint32Array;
  readonly ms: Float64Array;
  readonly status: Float64Array;
  readonly channelSeq: Float64Array;
  readonly v: Float64Array;
  readonly qualities: Uint8Array;
  text(code: number | undefined): string;
  /** The JSON of the event at `offset`. */
  line(offset: number): string;
  /** The same of the events that are here now, whatever is forgotten later. Cuts nothing out before it is asked for. */
  lines(): (offset: number) => string;
  /** The event at `offset`, parsed again. */
  event(offset: number): LiveEvent;
  /** Writes the event at `offset`, 0 to 16,383, each offset once and in order. */
  write(offset: number, line: TextLine, event: LiveEvent, columns: Columns, lane: RowLane, measures: Measures): void;
}

export function createTraceChunk(first: number): TraceChunk {
  const strings = [''];
  let codes = new Map<string, number>([['', 0]]);
  const codeOf = (text: string): number => {
    if (text === '') return 0;
    const known = codes.get(text);
    if (known !== undefined) return known;
    const kept = text.length > MAX_COLUMN_TEXT ? `${text.slice(0, MAX_COLUMN_TEXT)}…` : text;
    const code = strings.push(kept) - 1;
    if (kept === text) codes.set(text, code);
    return code;
  };
  /** Most events are of the document, channel and model of the one before: that is seen without a look-up. */
  const codeAfter = (before: Uint32Array, offset: number, text: string): number => {
    const code = offset > 0 ? (before[offset - 1] ?? 0) : 0;
    return strings[code] === text ? code : codeOf(text);
  };
  const codeColumn = () => new Uint32Array(CHUNK_SIZE);
  const numberColumn = () => new Float64Array(CHUNK_SIZE);

  const loadAt = (offset: number) => chunk.text(chunk.load[offset]);
  const chunk: TraceChunk = {
    first,
    at: numberColumn(),
    seq: numberColumn(),
    texts: new Array<string>(CHUNK_SIZE),
    starts: codeColumn(),
    ends: codeColumn(),
    load: codeColumn(),
    layer: codeColumn(),
    kind: codeColumn(),
    channel: codeColumn(),
    method: codeColumn(),
    modelId: codeColumn(),
    decision: codeColumn(),
    lane: codeColumn(),
    ms: numberColumn(),
    status: numberColumn(),
    channelSeq: numberColumn(),
    v: numberColumn(),
    qualities: new Uint8Array(CHUNK_SIZE),
    text: (code) => strings[code ?? 0] ?? '',
    line: (offset) => jsonIn(lineAt(chunk, offset), loadAt(offset)),
    lines() {
      const kept = { texts: chunk.texts.slice(), starts: chunk.starts.slice(), ends: chunk.ends.slice() };
      return (offset) => jsonIn(lineAt(kept, offset), loadAt(offset));
    },
    event: (offset) => eventIn(lineAt(chunk, offset), loadAt(offset)),
    write(offset, line, event, columns, lane, measures) {
      chunk.at[offset] = event.at;
      chunk.seq[offset] = event.seq;
      chunk.texts[offset] = line.text;
      chunk.starts[offset] = line.start;
      chunk.ends[offset] = line.end;
      chunk.load[offset] = codeAfter(chunk.load, offset, event.load);
      chunk.layer[offset] = codeAfter(chunk.layer, offset, event.layer);
      chunk.kind[offset] = codeAfter(chunk.kind, offset, event.kind);
      chunk.channel[offset] = codeAfter(chunk.channel, offset, columns.channel);
      chunk.method[offset] = codeAfter(chunk.method, offset, columns.method);
      chunk.modelId[offset] = codeAfter(chunk.modelId, offset, columns.modelId);
      chunk.decision[offset] = codeOf(columns.decision);
      chunk.lane[offset] = codeAfter(chunk.lane, offset, lane);
      chunk.ms[offset] = measures.ms;
      chunk.status[offset] = measures.status;
      chunk.channelSeq[offset] = measures.channelSeq;
      chunk.v[offset] = measures.v;
      chunk.qualities[offset] = measures.qualities;
      // The way from text to code serves writing only, and is larger than the texts themselves.
      if (offset === CHUNK_MASK) codes = new Map();
    },
  };
  return chunk;
}

function lineAt({ texts, starts, ends }: Pick<TraceChunk, 'texts' | 'starts' | 'ends'>, offset: number): TextLine {
  return { text: texts[offset] ?? '', start: starts[offset] ?? 0, end: ends[offset] ?? 0 };
}
