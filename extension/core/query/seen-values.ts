import type { Trace } from '../trace/trace.ts';
import { CHUNK_MASK } from '../trace/trace-chunk.ts';
import type { Field, PayloadRoot } from './fields.ts';
import { pathsOf } from './payload.ts';

/** How many of the newest events are looked at: as many as can be between two keys that are pressed. */
const LOOKED_AT = 50_000;
const MAX_VALUES = 200;

/** The same of events that must be read for it. */
const READ = 500;

/** The paths that the newest events have, the most frequent first. */
function seenPaths(trace: Trace, root: PayloadRoot): readonly string[] {
  const counts = new Map<string, number>();
  for (let i = trace.end - 1; i >= Math.max(trace.first, trace.end - READ); i -= 1)
    for (const path of pathsOf(trace.event(i), root)) counts.set(path, (counts.get(path) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_VALUES)
    .map(([path]) => path);
}

/** The values that the newest events have of a field, the most frequent first. None of a field that is no name. */
export function seenValues(trace: Trace, { type }: Field): readonly string[] {
  if (type.is === 'payload') return seenPaths(trace, type.root);
  if (type.is !== 'name' || type.column === 'load') return [];
  const { column } = type;
  const counts = new Map<string, number>();
  let chunk = trace.chunk(trace.end - 1);
  for (let i = trace.end - 1; chunk && i >= Math.max(trace.first, trace.end - LOOKED_AT); i -= 1) {
    const text = chunk.text(chunk[column][i & CHUNK_MASK]);
    if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1);
    if ((i & CHUNK_MASK) === 0) chunk = trace.chunk(i - 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_VALUES)
    .map(([value]) => value);
}
