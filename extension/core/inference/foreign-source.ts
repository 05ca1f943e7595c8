import type { Input, Verdict, View } from '../../../devserver/live-collection/reconciler/reconciler.ts';
import { createRecent } from '../bounded-map.ts';
import type { LiveEventOf } from '../protocol/events.ts';
import { createComparison } from './comparison.ts';
import type { Inferred } from './inferred.ts';
import { envelopeOf, idIn, isObject, type Manner, requestInput, responseInput } from './inputs.ts';
import { createModels } from './models.ts';
import { createReconciling, MAX_IN_FLIGHT } from './reconciling.ts';

type Kind = 'added' | 'message' | 'request' | 'response' | 'change' | 'ended';
type Told<K extends Kind> = K extends Kind ? LiveEventOf<'collection', K> : never;

/** What a source is told by. */
export type SourceEvent = Told<Kind>;

/** A list that came, and what the collection made of it. */
interface List {
  facts: Verdict['facts'];
  /** It is older than what is known: none of it should be taken. */
  isStale: boolean;
  added: number;
  /** The documents that it has. */
  ids: ReadonlySet<string>;
  /** Documents that it removed, and how many models without an id. */
  removed: Set<string>;
  drafts: number;
}

/** A change as it was told, or as it is seen from the difference of two descriptions. */
type ModelChange = Pick<Told<'change'>, 'op' | 'cid' | 'input' | 'seq'> & {
  id?: string | undefined;
  attributes?: unknown;
};

/** One foreign live collection: what it was told, what it should have made of it, and what it was seen to do. */
export interface ForeignSource {
  take(event: SourceEvent): Inferred[];
  /** The server may count from the start. */
  reconnected(at: number): void;
  /** Something was not told. */
  lost(): void;
}

/** With more models than this nothing is inferred: a page may say anything. */
const MAX_MODELS = 20_000;
/** Gaps that may still lead to a request. */
const MAX_GAPS = 100;

/** Documents of which it is remembered since when they are here. */
const MAX_ARRIVALS = 2_000;

/** What is about messages and requests alone, whatever the collection does with them. */
const GAP = 'gap-detected';

export function createForeignSource(): ForeignSource {
  const manner: Manner = { idAttribute: 'id', versionAttribute: '_v', sendsCrids: false };
  let models = createModels(() => manner.versionAttribute);
  /** Are all its models known? */
  let isWhole = false;
  /** Are its changes tapped? Where they are not, nothing is said of what it did. */
  let isSeen = true;
  /** Models without an id that were there before us: whether a create of theirs was in flight nobody has told. */
  const drafts = new Set<string>();
  /** By token; `seq`: the number of the event that reported it. */
  const requests = createRecent<string, { cid?: string | undefined; crid?: string | undefined; seq: number }>(
    MAX_IN_FLIGHT,
  );
  /** Documents that are here → the number of the event by which they came. */
  const arrivals = createRecent<string, number>(MAX_ARRIVALS);
  /** Requests that were given up with the input under way. */
  let released: { token: string; at: number }[] = [];
  const newReconciling = () => createReconciling((token, at) => released.push({ token, at }));
  let reconciling = newReconciling();
  let comparison = createComparison(() => models);
  /** By input: what is told when its moment ends, because a request may belong to it. */
  const gaps = createRecent<number, { facts: Verdict['facts']; refetch?: string }[]>(MAX_GAPS);
  const lists = createRecent<number, List>(MAX_GAPS);

  /** What the reconciler sees. Of a document that did not wait it is to believe the message, not the model. */
  const view: View = {
    cid: (id) => models.cid(id),
    ids: () => models.ids(),
    version: (id) => (comparison.wasHeld(id) === false ? undefined : models.version(id)),
  };

  function begin(event: Told<'added'>): Inferred[] {
    const { models: told, size, idAttribute, changesSeen = true } = event;
    if (idAttribute !== undefined) manner.idAttribute = idAttribute;
    const isKnown = isWhole;
    isSeen = changesSeen;
    isWhole = isSeen && Array.isArray(told) && told.length === size && size <= MAX_MODELS;
    if (!isWhole || !Array.isArray(told)) {
      models = createModels(() => manner.versionAttribute);
      return [];
    }
    const rows: { cid: string; attributes: unknown }[] = [];
    for (const model of told)
      if (isObject(model) && typeof model.cid === 'string') rows.push({ cid: model.cid, attributes: model.attributes });
    const inferred = isKnown ? differences(event, rows) : [];
    models = createModels(() => manner.versionAttribute);
    for (const { cid, attributes } of rows) {
      const id = idIn(attributes, manner);
      models.put(cid, { id, attributes });
      if (id === undefined && !isKnown) drafts.add(cid);
    }
    return inferred;
  }

  /** A reset, or what was done without an event: the difference is what it did. */
  function differences({ seq }: Told<'added'>, rows: readonly { cid: string; attributes: unknown }[]): Inferred[] {
    // A fetch may reset the collection.
    const [input = 0] = [...lists.entries()].at(-1) ?? [];
    // A document that has another model now is where it was.
    const ids = new Set(rows.map(({ attributes }) => idIn(attributes, manner)));
    const present = new Set(rows.map(({ cid }) => cid));
    const before = new Set(models.ids());
    const gone = [...models.all()].filter((cid) => !present.has(cid) && !ids.has(models.idOf(cid)));
    const inferred = gone.flatMap((cid) => change({ op: 'remove', cid, input, seq }));
    for (const { cid, attributes } of rows) {
      const id = idIn(attributes, manner);
      if (id === undefined) continue;
      if (before.has(id)) inferred.push(...replaced({ cid, id, attributes, input, seq }));
      else inferred.push(...change({ op: models.has(cid) ? 'change' : 'add', cid, id, attributes, input, seq }));
    }
    return inferred;
  }

  /** A document that stays may have another model now, and another body. */
  function replaced(event: Omit<ModelChange, 'op'> & { id: string }): Inferred[] {
    const { cid, id, attributes, seq } = event;
    if (!comparison.concerns(id)) return [];
    const isKnown = models.has(cid);
    const was = isKnown ? models.attributesOf(cid) : models.attributes(id);
    const isSame = JSON.stringify(was) === JSON.stringify(attributes);
    if (isSame && models.cids(id).length === 1) return [];
    const input = isKnown ? event.input : 0;
    const isListed = lists.get(event.input)?.ids.has(id) === true;
    const [before, after] = [
      { cids: [cid], attributes: was },
      { cids: [cid], attributes },
    ];
    return comparison.change({ op: isSame ? 'stay' : 'change', cid, id, input, isListed, before, after }, seq);
  }

  /** Gives up what a request that nobody waits for any longer had held. */
  function step(input: Input, seq: number, number: number): { verdicts: Verdict[]; inferred: Inferred[] } {
    const verdicts = reconciling.step(input, view);
    const inferred = released.flatMap(({ token, at }) =>
      comparison.settled({ token, id: undefined, input: number, at }, seq),
    );
    released = [];
    return { verdicts, inferred };
  }

  /** What the reconciler decides about an input is what is expected of the collection. */
  function weigh(input: Input, number: number, seq: number): Inferred[] {
    const { verdicts, inferred } = step(input, seq, number);
    if (input.type === 'snapshot' && verdicts.every(({ decision }) => decision !== GAP)) {
      const missing = reconciling.missingAfterList();
      if (missing.length > 0) noteGap(number, { missing });
    }
    for (const verdict of verdicts) {
      const { decision, id, facts } = verdict;
      if (decision === GAP) noteGap(number, facts);
      else if (!isSeen) continue;
      else if (input.type === 'snapshot' && id === undefined)
        lists.set(number, {
          facts,
          isStale: decision !== 'resynced',
          ids: new Set(input.rows.flatMap((row) => row.id ?? [])),
          added: 0,
          removed: new Set(),
          drafts: 0,
        });
      // Of a document that has no id to the collection, nothing can be followed.
      else if (decision === 'released-by-timeout' || decision === 'ignored-without-id') continue;
      // It may be the echo of a create that was not seen.
      else if (drafts.size > 0 && isNew(verdict)) continue;
      else {
        if (mayBeOlder(input, id)) verdict.facts.mayBeOlder = true;
        expect(verdict, number, input);
      }
    }
    return inferred;
  }

  /** Without numbers nobody can say whether a list that lacks a document is older than it, where it was asked for before. */
  function mayBeOlder(input: Input, id: string | undefined): boolean {
    if (input.type !== 'snapshot' || input.token === undefined || input.seq !== undefined || id === undefined)
      return false;
    const asked = requests.get(input.token)?.seq;
    const arrived = arrivals.get(id);
    return asked !== undefined && arrived !== undefined && arrived > asked;
  }

  function expect(verdict: Verdict, number: number, input: Input): void {
    const { decision, facts, id } = verdict;
    const wasHeld = id === undefined ? undefined : comparison.wasHeld(id);
    if (wasHeld === false) {
      // It did not wait, so there is nothing that has come of the waiting.
      if ('waited' in facts && decision !== 'inserted-after-hold') return;
      delete facts.heldMs;
    }
    const token = typeof facts.token === 'string' ? facts.token : undefined;
    const cid = token === undefined ? undefined : requests.get(token)?.cid;
    const body = input.type === 'response' && input.ok ? input.body : undefined;
    comparison.expect(verdict, number, input.at, waitingOf(verdict), { cid, body });
  }

  /** The own requests until whose answers the collection may not have done it yet. */
  function waitingOf({ decision, id, facts }: Verdict): string[] {
    if (decision === 'held' || decision === 'held-update')
      return Array.isArray(facts.waiting) ? facts.waiting.filter((token) => typeof token === 'string') : [];
    if (facts.cancelledHeld === true && id !== undefined) return comparison.waitedFor(id);
    return facts.via === 'crid' && typeof facts.token === 'string' ? [facts.token] : [];
  }

  function noteGap(number: number, facts: Verdict['facts']): void {
    gaps.set(number, [...(gaps.get(number) ?? []), { facts }]);
  }

  /** A list that it asks for while the moment of a gap lasts is asked for because of it. */
  function asksForList(token: string): void {
    for (const [, noted] of gaps.entries()) for (const gap of noted) gap.refetch ??= token;
  }

  function change(event: ModelChange): Inferred[] {
    const { op, cid, id, attributes, input, seq } = event;
    // Backbone hears a model that it has let go of, and, where two have one id, tells the removal of one that stays.
    if (op !== 'add' && isWhole && !models.has(cid)) return [];
    const ids = [...new Set([models.idOf(cid), id])].filter((each) => each !== undefined);
    const before = ids.map((each) => ({ cids: models.cids(each), attributes: models.attributesOf(cid) }));
    const list = lists.get(input);
    if (list && op === 'add') list.added += 1;
    if (list && op === 'remove') {
      const gone = id ?? models.idOf(cid);
      if (gone === undefined) list.drafts += 1;
      else list.removed.add(gone);
    }
    if (op === 'remove') models.take(cid);
    else if (op === 'add' || op === 'change') models.put(cid, event);
    for (const [n, each] of ids.entries())
      if (before[n]?.cids.length === 0 && models.cids(each).length > 0) arrivals.set(each, seq);
    if (models.size > MAX_MODELS) isWhole = false;
    if (op === 'remove' || id !== undefined) drafts.delete(cid);
    return ids.flatMap((each, n) => {
      const was = before[n] ?? { cids: [], attributes: undefined };
      const after = { cids: models.cids(each), attributes: op === 'remove' ? undefined : attributes };
      return comparison.change(
        { op, cid, id: each, input, isListed: list?.ids.has(each) === true, before: was, after },
        seq,
      );
    });
  }

  function ended({ input, seq }: Told<'ended'>): Inferred[] {
    const inferred: Inferred[] = (gaps.get(input) ?? []).map(({ facts, refetch }) => ({
      ...{ input, decision: GAP, id: undefined },
      facts: { ...facts, expected: GAP, refetch: refetch ?? false },
    }));
    gaps.delete(input);
    const list = lists.get(input);
    if (list) {
      const { facts, isStale, added, removed, drafts } = list;
      lists.delete(input);
      if (isStale) return [...inferred, ...lostBy(list, input), ...comparison.ended(input, seq)];
      const { kept: _, ...rest } = facts;
      inferred.push({
        input,
        decision: 'resynced',
        id: undefined,
        facts: { ...rest, added, removed: removed.size + drafts, expected: 'resynced' },
      });
    }
    return [...inferred, ...(isSeen ? comparison.ended(input, seq) : [])];
  }

  /** Documents that are gone by a list from before they were seen. */
  function lostBy({ facts, removed }: List, input: number): Inferred[] {
    const gone = [...removed].filter((id) => models.cids(id).length === 0);
    return gone.map((id) => ({
      ...{ input, decision: 'removed', id },
      facts: { snapshotSeq: facts.seq, id, expected: 'kept-over-snapshot', did: 'removed' },
    }));
  }

  return {
    take(event) {
      if (event.kind === 'added') return begin(event);
      if (!isWhole && isSeen) return [];
      const { seq } = event;
      switch (event.kind) {
        case 'message': {
          const message = envelopeOf(event.message, manner);
          return weigh({ type: 'message', at: event.at, message }, event.input, seq);
        }
        case 'request': {
          const { token, cid, crid, method } = event;
          if (crid !== undefined) manner.sendsCrids = true;
          requests.set(token, { cid, crid, seq });
          if (cid !== undefined) drafts.delete(cid);
          if (method === 'read') comparison.asked(token, cid === undefined ? undefined : event.id);
          if (method === 'read' && cid === undefined) asksForList(token);
          const input = requestInput(event, models);
          return input ? step(input, seq, event.input).inferred : [];
        }
        case 'response': {
          const { token, at } = event;
          const request = requests.get(token);
          const input = responseInput(event, request, manner);
          const id = input?.type === 'response' && input.method === 'create' ? input.id : undefined;
          const settled = comparison.settled({ token, id, input: event.input, at }, seq);
          const inferred = input ? weigh(input, event.input, seq) : [];
          requests.delete(token);
          return [...settled, ...inferred];
        }
        case 'change':
          return isSeen ? change(event) : [];
        case 'ended':
          return ended(event);
      }
    },
    reconnected: (at) => void reconciling.step({ type: 'reconnected', at }, view),
    lost() {
      isWhole = false;
      drafts.clear();
      reconciling = newReconciling();
      comparison = createComparison(() => models);
    },
  };
}

/** Is it said to be of a document that nobody here had asked for? */
function isNew({ decision }: Verdict): boolean {
  return decision === 'inserted' || decision === 'upserted-unknown';
}
