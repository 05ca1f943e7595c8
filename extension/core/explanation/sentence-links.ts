import type { Ledger } from '../ledger/ledger.ts';
import type { Trace } from '../trace/trace.ts';
import { CHUNK_MASK } from '../trace/trace-chunk.ts';
import type { Mention, Sentence } from './sentence.ts';

/** A piece of a sentence; with `event`, the index of what it names. */
export interface Segment {
  text: string;
  event?: number;
  /** What `text` is short for. */
  whole?: string;
}

/** Events looked through for one mention: a debugger names what is near. */
const REACH = 1 << 18;

/** Finds the events that a sentence about event `i` names; what is not there any more stays text. */
export function withEvents(sentence: Sentence, i: number, trace: Trace, ledger: Ledger): Segment[] {
  return sentence.map((part) => {
    if (typeof part === 'string') return { text: part };
    const { mention, ...said } = part;
    const event = mention && find(mention, i, trace, ledger);
    return event === undefined ? said : { ...said, event };
  });
}

function find(mention: Mention, i: number, trace: Trace, ledger: Ledger): number | undefined {
  const load = trace.load(i);
  const channel = trace.channel(i);
  const isNear = (at: number) => trace.channel(at) === channel && trace.load(at) === load;
  if (mention.of === 'message') {
    const seqOf = (at: number) => trace.chunk(at)?.channelSeq[at & CHUNK_MASK];
    const isMessage = (at: number) => ['message', 'received'].includes(trace.kind(at));
    return before(trace, i, (at) => seqOf(at) === mention.seq && isMessage(at) && isNear(at));
  }
  const source = sourceAt(trace, i);
  const requestAt = before(trace, i, (at) => {
    if (trace.kind(at) !== 'request' || trace.layer(at) !== 'collection' || !isNear(at)) return false;
    const event = trace.event(at);
    return 'token' in event && event.token === mention.token && 'source' in event && event.source === source;
  });
  return mention.of === 'request' || requestAt === undefined ? requestAt : ledger.related(requestAt).response;
}

/** The collection that event `i` reports. */
function sourceAt(trace: Trace, i: number): string | undefined {
  const event = trace.has(i) ? trace.event(i) : undefined;
  return event && 'source' in event ? event.source : undefined;
}

/** The last event up to `i` that is so. */
function before(trace: Trace, i: number, isIt: (at: number) => boolean): number | undefined {
  for (let at = i; at >= Math.max(trace.first, i - REACH); at -= 1) if (isIt(at)) return at;
  return undefined;
}
