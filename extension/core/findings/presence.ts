import { createRecent, createRecentlyUsed, type Recent } from '../bounded-map.ts';
import { getOrMake } from '../ledger/pending-links.ts';
import type { LiveEvent } from '../protocol/events.ts';

/** Which models each collection has now, by document: two of one id are what should never be. */
export interface Presence {
  add(event: LiveEvent): void;
  /** The cids of a collection's models that have the id, in the order in which they came. */
  cids(load: string, source: string, id: string): readonly string[];
  /** Ids that two models of the collection have. */
  twice(load: string, source: string): Iterable<string>;
  clear(): void;
}

interface Models {
  ids: Map<string, string>;
  cids: Map<string, readonly string[]>;
  twice: Set<string>;
}

/** Bounds against pages that make up names. */
const LOADS = 16;
const SOURCES = 200;
const NONE: readonly string[] = [];

export function createPresence(): Presence {
  let loads = createRecentlyUsed<string, Recent<string, Models>>(LOADS);

  function modelsOf(load: string, source: string): Models {
    const sources = getOrMake(loads, load, () => createRecent<string, Models>(SOURCES));
    return getOrMake(sources, source, () => ({ ids: new Map(), cids: new Map(), twice: new Set<string>() }));
  }

  function take({ ids, cids, twice }: Models, cid: string): void {
    const id = ids.get(cid);
    if (id === undefined) return;
    ids.delete(cid);
    const rest = (cids.get(id) ?? NONE).filter((each) => each !== cid);
    if (rest.length > 0) cids.set(id, rest);
    else cids.delete(id);
    if (rest.length < 2) twice.delete(id);
  }

  function put(models: Models, cid: string, id: string | undefined): void {
    if (models.ids.get(cid) === id) return;
    take(models, cid);
    if (id === undefined) return;
    const all = [...(models.cids.get(id) ?? NONE), cid];
    models.ids.set(cid, id);
    models.cids.set(id, all);
    if (all.length > 1) models.twice.add(id);
  }

  return {
    add(event) {
      if (event.layer !== 'collection') return;
      if (event.kind === 'removed') loads.get(event.load)?.delete(event.source);
      else if (event.kind === 'change') {
        const models = modelsOf(event.load, event.source);
        if (event.op === 'remove') take(models, event.cid);
        else if (event.op === 'add' || event.id !== undefined) put(models, event.cid, event.id);
      } else if (event.kind === 'added') {
        loads.get(event.load)?.delete(event.source);
        const models = modelsOf(event.load, event.source);
        for (const [cid, id] of listed(event.models, event.idAttribute ?? 'id')) put(models, cid, id);
      }
    },
    cids: (load, source, id) => loads.get(load)?.get(source)?.cids.get(id) ?? NONE,
    twice: (load, source) => loads.get(load)?.get(source)?.twice ?? NONE,
    clear() {
      loads = createRecentlyUsed(LOADS);
    },
  };
}

/** What a page lists as a collection's models: anything may stand there. */
function* listed(models: unknown, idAttribute: string): Iterable<[cid: string, id: string | undefined]> {
  if (!Array.isArray(models)) return;
  for (const model of models) {
    if (typeof model !== 'object' || model === null) continue;
    const { cid, id, attributes } = model as { cid?: unknown; id?: unknown; attributes?: unknown };
    if (typeof cid !== 'string') continue;
    const inBody = typeof attributes === 'object' && attributes !== null ? Reflect.get(attributes, idAttribute) : id;
    yield [cid, typeof inBody === 'string' || typeof inBody === 'number' ? String(inBody) : undefined];
  }
}
