import { counted } from '../explanation/format.ts';
import type { PageDocument } from '../ingest/documents.ts';
import type { LiveEvent } from '../protocol/events.ts';
import type { Trace } from '../trace/trace.ts';
import { CHUNK_MASK, type TraceChunk } from '../trace/trace-chunk.ts';
import type { CountsAt } from './counts-history.ts';

/**
 * What nobody can know of a collection as it was at event `cursor`, each in a sentence.
 *
 * @param told how many of its models were reported
 */
export function doubtsOf(
  { counts, isWhole }: CountsAt,
  document: PageDocument | undefined,
  load: string,
  cursor: number,
  trace: Trace,
  told: number,
): string[] {
  const doubts: string[] = [];
  if (!isWhole)
    doubts.push(
      'Events that led here were forgotten to stay within the memory limit: counts begin after them, and models may be missing.',
    );
  if (counts.size > told)
    doubts.push(
      `Of ${counted(counts.size, 'model')} ${told === 0 ? 'none' : `only ${told.toLocaleString('en')}`} ${told < 2 ? 'was' : 'were'} reported.`,
    );
  const { lost, pauses, without } = unseenBefore(load, cursor, trace);
  if (lost > 0)
    doubts.push(
      `${capital(counted(lost, 'event'))} of this document ${lost === 1 ? 'was' : 'were'} lost before this moment: what they changed is missing here.`,
    );
  if (without.length > 0)
    doubts.push(`Not recorded, by the settings: ${without.join('; ')}. What they changed is missing here.`);
  if (pauses > 0)
    doubts.push(
      `Recording was paused ${pauses === 1 ? 'once' : `${pauses.toLocaleString('en')} times`} before this moment: what happened meanwhile is missing here.`,
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

interface UnseenBefore {
  /** Events that did not come. */
  lost: number;
  pauses: number;
  /** Layers and channels that were left out, each list that was set. */
  without: string[];
}

/** Lists of what is left out that a sentence has room for. */
const NAMED = 3;
const LOOKED_FOR = new Set(['gap', 'recording']);

function unseenBefore(load: string, cursor: number, trace: Trace): UnseenBefore {
  const unseen: UnseenBefore = { lost: 0, pauses: 0, without: [] };
  let chunk: TraceChunk | undefined;
  /** Whether a kind is of interest, by its code in this chunk: texts are compared once, because there may be a million events. */
  let isLookedFor: (boolean | undefined)[] = [];
  for (let i = trace.first; i <= cursor; i += 1) {
    if ((i & CHUNK_MASK) === 0 || !chunk) {
      chunk = trace.chunk(i);
      isLookedFor = [];
    }
    const kind = chunk?.kind[i & CHUNK_MASK] ?? 0;
    isLookedFor[kind] ??= LOOKED_FOR.has(chunk?.text(kind) ?? '');
    if (isLookedFor[kind] && trace.load(i) === load) count(unseen, trace.event(i));
  }
  return unseen;
}

function count(unseen: UnseenBefore, event: LiveEvent): void {
  if (event.kind === 'gap') unseen.lost += event.count;
  else if (event.kind === 'recording') {
    if (!event.on) unseen.pauses += 1;
    const { without } = event;
    if (without && unseen.without.length < NAMED && !unseen.without.includes(without)) unseen.without.push(without);
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
