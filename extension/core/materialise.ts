import type { LiveEvent } from './events.ts';
import { createRecentlyUsed } from './recent.ts';
import type { Trace } from './trace.ts';

/** One model, as it was at some moment. */
export interface CollectionModel {
  cid: string;
  id: string | undefined;
  /** As `toJSON()` gave them; undefined when the trace has forgotten them, or the page did not tell. */
  attributes: unknown;
  /** The event that told of it last. */
  event: number;
}

/** Snapshots kept: one may tell of many thousand models. */
const SNAPSHOTS = 4;

/** Reads single models from the events that told of them. */
export interface ModelReader {
  read(cid: string, event: number): CollectionModel;
}

export function createModelReader(trace: Trace): ModelReader {
  /** A snapshot tells of many models: it is parsed once. */
  const snapshots = createRecentlyUsed<number, Map<string, unknown>>(SNAPSHOTS);
  return {
    read(cid, i) {
      const known = trace.has(i) ? snapshots.get(i) : undefined;
      if (known) return modelOf(cid, undefined, known.get(cid), i);
      const event = trace.has(i) ? trace.event(i) : undefined;
      if (event?.layer !== 'collection') return modelOf(cid, undefined, undefined, i);
      if (event.kind === 'change') return modelOf(cid, event.id, event.attributes, i);
      const models = modelsOf(event);
      snapshots.set(i, models);
      return modelOf(cid, undefined, models.get(cid), i);
    },
  };
}

/** Reads models from the events that told of them last. */
export function materialise(trace: Trace, told: ReadonlyMap<string, number>): CollectionModel[] {
  const reader = createModelReader(trace);
  return [...told].map(([cid, i]) => reader.read(cid, i));
}

function modelOf(cid: string, id: string | undefined, attributes: unknown, event: number): CollectionModel {
  return { cid, id: id ?? idOf(attributes), attributes, event };
}

function modelsOf(event: LiveEvent): Map<string, unknown> {
  const models = 'models' in event && Array.isArray(event.models) ? event.models : [];
  return new Map(
    models.flatMap((model): [string, unknown][] =>
      typeof model === 'object' && model !== null ? [[String(model.cid), model.attributes]] : [],
    ),
  );
}

function idOf(attributes: unknown): string | undefined {
  if (typeof attributes !== 'object' || attributes === null) return undefined;
  const { id, _id } = attributes as { id?: unknown; _id?: unknown };
  const found = id ?? _id;
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}
