import { counted } from '../explanation/format.ts';
import type { PageDocument } from '../ingest/documents.ts';
import type { Trace } from '../trace/trace.ts';
import { CHUNK_MASK, type TraceChunk } from '../trace/trace-chunk.ts';
import type { CountsAt } from './counts-history.ts';

/** What nobody can know of a collection as it was at event `cursor`, each in a sentence. */
export function doubtsOf(
  { counts, isWhole }: CountsAt,
  document: PageDocument | undefined,
  load: string,
  cursor: number,
  trace: Trace,
): string[] {
  const doubts: string[] = [];
  if (!isWhole)
    doubts.push(
      'Events that led here were forgotten to stay within the memory limit: counts begin after them, and models may be missing.',
    );
  const lost = lostBefore(load, cursor, trace);
  if (lost > 0)
    doubts.push(
      `${capital(counted(lost, 'event'))} of this document ${lost === 1 ? 'was' : 'were'} lost before this moment: what they changed is missing here.`,
    );
  if (document?.early === false)
    doubts.push(
      'The capture began when the page was already running: of what happened to the collection before, only its state at that time is known.',
    );
  if (!counts.changesSeen)
    doubts.push(
      'The page has put another trigger in the place of Backbone’s: its changes cannot be seen, so nothing is said about what it does, and its models are those of the last time it was read.',
    );
  if (counts.foreign)
    doubts.push(
      'This is not a LiveCollection that reports by itself: what is held and deleted is inferred from what was seen.',
    );
  if (counts.heldBefore > 0)
    doubts.push(
      `${capital(counted(counts.heldBefore, 'message'))} had been held before the capture began; of which documents was not reported.`,
    );
  return doubts;
}

function lostBefore(load: string, cursor: number, trace: Trace): number {
  let lost = 0;
  let chunk: TraceChunk | undefined;
  /** Whether a kind is a gap, by its code in this chunk: texts are compared once, for there may be a million events. */
  let isGap: (boolean | undefined)[] = [];
  for (let i = trace.first; i <= cursor; i += 1) {
    if ((i & CHUNK_MASK) === 0 || !chunk) {
      chunk = trace.chunk(i);
      isGap = [];
    }
    const kind = chunk?.kind[i & CHUNK_MASK] ?? 0;
    isGap[kind] ??= chunk?.text(kind) === 'gap';
    if (!isGap[kind] || trace.load(i) !== load) continue;
    const event = trace.event(i);
    if (event.kind === 'gap') lost += event.count;
  }
  return lost;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
