import { createReconciler, type Input, type Verdict } from '../../../devserver/live-collection/reconciler.ts';
import type { LiveEventOf } from '../events.ts';
import { createRecent } from '../recent.ts';
import { broken, type Deed, type Expectation, expectationOf, isMet, undone } from './expectation.ts';
import { envelopeOf, idIn, isObject, type Manner, requestInput, responseInput } from './inputs.ts';
import { createModels } from './models.ts';

type Kind = 'added' | 'message' | 'request' | 'response' | 'change';
type Told<K extends Kind> = K extends Kind ? LiveEventOf<'collection', K> : never;

/** What a source is told by. */
export type SourceEvent = Told<Kind>;

/** What was inferred: an event but for its number. */
export interface Inferred {
  input: number;
  decision: string;
  id: string | undefined;
  facts: Record<string, unknown>;
}

/** One foreign live collection: what it was told, what it should have made of it, and what it did. */
export interface ForeignSource {
  take(event: SourceEvent): Inferred[];
  /** The server may count anew. */
  reconnected(at: number): void;
  /** Something was not told. */
  lost(): void;
}

/** More models than this, or as much in flight, and nothing is inferred: a page may say anything. */
const MAX_MODELS = 20_000;
const MAX_IN_FLIGHT = 1_000;
/** Documents whose last verdict is remembered. */
const MAX_VERDICTS = 2_000;

/** After these, a document that appears anyway came back from the dead, or did not wait. */
const STILL: ReadonlyMap<string, string> = new Map([
  ['removed', 'ignored-tombstoned'],
  ['tombstoned', 'ignored-tombstoned'],
  ['ignored-tombstoned', 'ignored-tombstoned'],
  ['removed-by-tombstone', 'ignored-tombstoned'],
  ['held', 'held'],
  ['held-update', 'held-update'],
]);

export function createForeignSource(): ForeignSource {
  const manner: Manner = { idAttribute: 'id', versionAttribute: '_v', sendsCrids: false };
  let machine = createReconciler();
  let models = createModels(() => manner.versionAttribute);
  /** Are all its models known? */
  let isWhole = false;
  /** Models without an id that were there before us: whether a create of theirs was in flight nobody has told. */
  const drafts = new Set<string>();
  /** By id, of the inputs that are not concluded. */
  let open = new Map<string, Expectation[]>();
  const requests = createRecent<string, { cid?: string | undefined; crid?: string | undefined }>(MAX_IN_FLIGHT);
  let last = createRecent<string, string>(MAX_VERDICTS);

  function begin({ models: told, size, idAttribute, changesSeen }: Told<'added'>): void {
    if (idAttribute !== undefined) manner.idAttribute = idAttribute;
    const isKnown = isWhole;
    open = new Map();
    models = createModels(() => manner.versionAttribute);
    isWhole = changesSeen !== false && Array.isArray(told) && told.length === size && size <= MAX_MODELS;
    if (!isWhole || !Array.isArray(told)) return;
    for (const model of told) {
      if (!isObject(model) || typeof model.cid !== 'string') continue;
      const id = idIn(model.attributes, manner);
      models.put(model.cid, { id, attributes: model.attributes });
      if (id === undefined && !isKnown) drafts.add(model.cid);
    }
  }

  function step(input: Input): Verdict[] {
    if (machine.inFlight > 0) machine.step({ type: 'tick', at: input.at }, models);
    if (machine.inFlight > MAX_IN_FLIGHT || machine.held > MAX_IN_FLIGHT) machine = createReconciler();
    return machine.step(input, models);
  }

  /** The reconciler's verdicts on an input: told at once where the collection looks so already. */
  function weigh(input: Input, number: number): Inferred[] {
    const inferred = conclude();
    for (const verdict of step(input)) {
      const { id, facts } = verdict;
      // It may be the echo of a create that was not seen.
      if (drafts.size > 0 && isNew(verdict)) continue;
      const cid = typeof facts.token === 'string' ? requests.get(facts.token)?.cid : undefined;
      const expectation = expectationOf(verdict, number, models, cid);
      if (id !== undefined) {
        last.set(id, verdict.decision);
        const others = open.get(id);
        if (others) others.push(expectation);
        else open.set(id, [expectation]);
      }
      if (id === undefined || isSettledAtOnce(expectation)) inferred.push(meet(expectation));
    }
    return inferred;
  }

  /** A twin is there until it is absorbed, and what an answer brings is still to come: it may have to go again. */
  function isSettledAtOnce(expectation: Expectation): boolean {
    const { is } = expectation.want;
    return is !== 'single' && is !== 'absent' && isMet(expectation, models);
  }

  function meet(expectation: Expectation): Inferred {
    expectation.state = 'met';
    const { decision, id, facts } = expectation.verdict;
    return { input: expectation.input, decision, id, facts: { ...facts, expected: decision, did: decision } };
  }

  function breakWith(did: Deed, expectation: Expectation): Inferred {
    expectation.state = 'broken';
    const { decision, id, facts } = expectation.verdict;
    const cids = did === 'duplicated' && id !== undefined ? { cids: [...models.cids(id)] } : {};
    return { input: expectation.input, decision: did, id, facts: { ...facts, ...cids, id, expected: decision, did } };
  }

  /** The next input is here: what has not happened by now is left undone. */
  function conclude(): Inferred[] {
    const inferred: Inferred[] = [];
    for (const expectations of open.values())
      for (const expectation of expectations)
        if (expectation.state === 'open')
          inferred.push(isMet(expectation, models) ? meet(expectation) : breakWith(undone(expectation), expectation));
    open = new Map();
    return inferred;
  }

  function change(event: Told<'change'>): Inferred[] {
    const { op, cid, id, input } = event;
    const concerned = id ?? models.idOf(cid);
    const before = concerned === undefined ? undefined : models.attributes(concerned);
    const wasThere = concerned !== undefined && models.cids(concerned).length > 0;
    const wasTwice = concerned !== undefined && models.cids(concerned).length > 1;
    if (op === 'remove') models.take(cid);
    else if (op === 'add' || op === 'change') models.put(cid, event);
    if (models.size > MAX_MODELS) isWhole = false;
    if (op === 'remove' || id !== undefined) drafts.delete(cid);
    if (concerned === undefined) return [];

    const expectations = open.get(concerned) ?? [];
    const inferred: Inferred[] = [];
    /** What is wrong is told last: a row of several decisions shows the last one's sentence. */
    const wrong: Inferred[] = [];
    for (const expectation of expectations) {
      const did = expectation.input === input ? broken(expectation, event, models, before) : undefined;
      if (expectation.state !== 'broken' && did) wrong.push(breakWith(did, expectation));
      else if (isNewlyMet(expectation, op)) inferred.push(meet(expectation));
    }
    const cids = models.cids(concerned);
    if (cids.length > 1 && !wasTwice && expectations.every(({ want }) => want.is !== 'single'))
      wrong.push({
        input,
        decision: 'duplicated',
        id: concerned,
        facts: { id: concerned, cids: [...cids], expected: 'absorbed-twin', did: 'duplicated' },
      });
    const still = STILL.get(last.get(concerned) ?? '');
    const isUnasked = input > 0 && expectations.every((expectation) => expectation.input !== input);
    if (op === 'add' && !wasThere && isUnasked && still !== undefined)
      wrong.push({
        input,
        decision: 'inserted',
        id: concerned,
        facts: { id: concerned, expected: still, did: 'inserted' },
      });
    return [...inferred, ...wrong];
  }

  function isNewlyMet(expectation: Expectation, op: string): boolean {
    const { state, want } = expectation;
    if (state === 'met' || want.is === 'untouched') return false;
    return (want.is !== 'absent' || op === 'remove') && isMet(expectation, models);
  }

  return {
    take(event) {
      if (event.kind === 'added') {
        begin(event);
        return [];
      }
      if (!isWhole) return [];
      switch (event.kind) {
        case 'message': {
          const message = envelopeOf(event.message, manner);
          return weigh({ type: 'message', at: event.at, message }, event.input);
        }
        case 'request': {
          const { token, cid, crid } = event;
          if (crid !== undefined) manner.sendsCrids = true;
          requests.set(token, { cid, crid });
          if (cid !== undefined) drafts.delete(cid);
          const input = requestInput(event, models);
          if (input) step(input);
          return [];
        }
        case 'response': {
          const input = responseInput(event, requests.get(event.token), manner);
          const inferred = input ? weigh(input, event.input) : [];
          requests.delete(event.token);
          return inferred;
        }
        case 'change':
          return change(event);
      }
    },
    reconnected: (at) => void step({ type: 'reconnected', at }),
    lost() {
      isWhole = false;
      drafts.clear();
      machine = createReconciler();
      last = createRecent(MAX_VERDICTS);
    },
  };
}

/** Is it said to be of a document that nobody here had asked for? */
function isNew({ decision }: Verdict): boolean {
  return decision === 'inserted' || decision === 'upserted-unknown';
}
