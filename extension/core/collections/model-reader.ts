import { createRecentlyUsed } from '../bounded-map.ts';
import { type Mark, marksAt, marksOf } from '../marks/mark.ts';
import type { LiveEvent } from '../protocol/events.ts';
import type { Trace } from '../trace/trace.ts';

/** One model, as it was at some moment. */
export interface CollectionModel {
  cid: string;
  id: string | undefined;
  /** As `toJSON()` gave them; undefined when the trace has forgotten them, or the page did not tell. */
  attributes: unknown;
  /** What of `attributes` does not stand there as it was, with paths that begin there. */
  marks: readonly Mark[];
  /** The event that reported it last. */
  event: number;
}

/** Snapshots kept: one may report many thousand models. */
const SNAPSHOTS = 4;

/** Reads single models from the events that reported them. */
export interface ModelReader {
  read(cid: string, event: number): CollectionModel;
}

export function createModelReader(trace: Trace): ModelReader {
  /** A snapshot reports many models: it is parsed once. */
  const snapshots = createRecentlyUsed<number, Snapshot>(SNAPSHOTS);
  return {
    read(cid, i) {
      const known = trace.has(i) ? snapshots.get(i) : undefined;
      if (known) return modelIn(known, cid, i);
      const event = trace.has(i) ? trace.event(i) : undefined;
      if (event?.layer !== 'collection') return modelOf(cid, undefined, undefined, [], i);
      if (event.kind === 'change')
        return modelOf(cid, event.id, event.attributes, marksAt(marksOf(event), '/attributes'), i);
      const snapshot = snapshotOf(event);
      snapshots.set(i, snapshot);
      return modelIn(snapshot, cid, i);
    },
  };
}

/** Reads models from the events that reported them last. */
export function materialise(trace: Trace, told: ReadonlyMap<string, number>): CollectionModel[] {
  const reader = createModelReader(trace);
  return [...told].map(([cid, i]) => reader.read(cid, i));
}

/** Some of a collection's models, as one event reported them. */
interface Snapshot {
  models: Map<string, { attributes: unknown; path: string }>;
  marks: readonly Mark[];
}

function modelIn({ models, marks }: Snapshot, cid: string, event: number): CollectionModel {
  const found = models.get(cid);
  return modelOf(cid, undefined, found?.attributes, found ? marksAt(marks, found.path) : [], event);
}

/** In place of attributes that were told as something else stands nothing. */
function modelOf(
  cid: string,
  id: string | undefined,
  attributes: unknown,
  marks: readonly Mark[],
  event: number,
): CollectionModel {
  const isReplaced = marks.some((mark) => mark.path === '' && ('bytes' in mark || 'length' in mark));
  const known = isReplaced ? undefined : attributes;
  return { cid, id: id ?? idOf(known), attributes: known, marks, event };
}

function snapshotOf(event: LiveEvent): Snapshot {
  const models = 'models' in event && Array.isArray(event.models) ? event.models : [];
  return {
    models: new Map(
      models.flatMap((model, n): [string, { attributes: unknown; path: string }][] =>
        typeof model === 'object' && model !== null
          ? [[String(model.cid), { attributes: model.attributes, path: `/models/${n}/attributes` }]]
          : [],
      ),
    ),
    marks: marksOf(event),
  };
}

function idOf(attributes: unknown): string | undefined {
  if (typeof attributes !== 'object' || attributes === null) return undefined;
  const { id, _id } = attributes as { id?: unknown; _id?: unknown };
  const found = id ?? _id;
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}
