import { changedNames } from '../detail/differences.ts';
import { marksAt, marksOf } from '../marks/mark.ts';
import type { Trace } from '../trace/trace.ts';
import type { Collections } from './collections.ts';
import { createModelReader } from './model-reader.ts';

/** The names of the attributes that event `i` changed of a model, as far as the model was seen before and after; else none. */
export type ChangedAttributes = (i: number) => readonly string[];

/** Compares each change with what the event before it reported of the same model. */
export function createChangedAttributes(trace: Trace, collections: Pick<Collections, 'of'>): ChangedAttributes {
  const reader = createModelReader(trace);
  return (i) => {
    const change = trace.has(i) ? trace.event(i) : undefined;
    if (change?.layer !== 'collection' || change.kind !== 'change' || change.op !== 'change') return [];
    const told = collections.of(change.load, change.source)?.history.before(i);
    if (told === undefined) return [];
    const before = reader.read(change.cid, told);
    const marks = { before: before.marks, after: marksAt(marksOf(change), '/attributes') };
    return changedNames(before.attributes, change.attributes, marks);
  };
}
