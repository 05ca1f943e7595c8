/** What a reconciler's saved state says of a collection: the parts that a debugger counts. */
export interface SavedCounts {
  /** Ids of held events, tokens of requests in flight, ids of deleted documents. */
  held: string[];
  flights: string[];
  tombstones: string[];
  lastSeq: number | undefined;
  /** Numbers missing below the highest one heard; 100 at most. */
  missing: number[];
}

const MAX_MISSING = 100;

/** Reads the state of an `added` event, or nothing when it is not of this reconciler. Never throws. */
export function readSavedState(value: unknown): SavedCounts | undefined {
  if (!isRecord(value)) return undefined;
  const { held, flights, tombs, sequence } = value;
  if (!Array.isArray(held) || !Array.isArray(tombs)) return undefined;
  const { low, ahead } = isRecord(sequence) ? sequence : {};
  const numbers = (Array.isArray(ahead) ? ahead : []).filter((seq): seq is number => Number.isSafeInteger(seq));
  const first = typeof low === 'number' ? low : undefined;
  const highest = numbers.reduce((most, seq) => Math.max(most, seq), first ?? 0);
  const heard = new Set(numbers);
  const missing: number[] = [];
  if (first !== undefined)
    for (let seq = first + 1; seq < highest && missing.length < MAX_MISSING; seq += 1)
      if (!heard.has(seq)) missing.push(seq);
  return {
    held: keysOf(held),
    flights: keysOf(flights),
    tombstones: keysOf(tombs),
    lastSeq: first === undefined && numbers.length === 0 ? undefined : highest,
    missing,
  };
}

/** The keys of a map that is saved as a list of pairs. */
function keysOf(pairs: unknown): string[] {
  if (!Array.isArray(pairs)) return [];
  return pairs.flatMap((pair) => (Array.isArray(pair) && typeof pair[0] === 'string' ? [pair[0]] : []));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
