import type { Ledger } from '../ledger/ledger.ts';
import { type Mark, marksAt, marksOf } from '../marks/mark.ts';
import type { LiveEvent, LiveEventOf } from '../protocol/events.ts';
import type { Trace } from '../trace/trace.ts';
import type { Collections } from './collections.ts';
import { materialise } from './model-reader.ts';

/** What became of one model. */
export interface ModelChange {
  /** The event that reported it. */
  index: number;
  load: string;
  source: string;
  op: string;
  cid: string;
  id: string | undefined;
  /** Attributes; undefined where there was no model, or nobody knows. */
  before: unknown;
  after: unknown;
  /** What of them does not stand there whole. */
  marks: { before: readonly Mark[]; after: readonly Mark[] };
  /** It was there, but what it was has been forgotten, or was never told. */
  isBeforeUnknown: boolean;
}

export interface ModelChanges {
  changes: ModelChange[];
  /** There are more of them. */
  isCut: boolean;
}

type Input = { input: number; source: string; load: string };
type Change = LiveEventOf<'collection', 'change'>;

/** A resync may change thousands of models: more are not looked at one by one. */
const MAX_CHANGES = 100;
/** Events between an input and the last of its changes, or between a change by the application and its request. */
const REACH = 10_000;
const NEAR = 64;
/** A request leaves in the turn of the change that it saves; ms. */
const SAME_TURN = 50;

/**
 * What the event on row `i`, and what was decided about it, changed in the collections' models: the changes of its inputs;
 * of the answer that ended a hold, those of the document that was held; and before a request, the change that it saves.
 */
export function changesOf(i: number, trace: Trace, ledger: Ledger, collections: Collections): ModelChanges {
  const found = new Map<number, Change>();
  const take = (index: number, change: Change) => found.size <= MAX_CHANGES && found.set(index, change);
  const { exchange = i } = ledger.related(i);
  const own = new Set(ledger.rowOf(exchange) === i ? [i, exchange] : [i]);
  const inputs = new Map<number, string | undefined>();
  for (const decision of ledger.decisionsOf(i)) {
    const cause = ledger.causeOf(decision);
    if (cause === undefined) continue;
    if (ledger.rowOf(cause) === ledger.rowOf(i)) own.add(cause);
    else inputs.set(cause, trace.modelId(decision));
  }
  for (const index of own) inputs.set(index, undefined);

  for (const [index, id] of inputs) {
    const event = trace.event(index);
    if (event.layer !== 'collection') continue;
    if (event.kind === 'change') take(index, event);
    if (event.kind === 'request') savedBy(index, event, trace, take);
    if ('input' in event && event.kind !== 'change')
      changesBy(index, event, trace, (at, change) => (id === undefined || change.id === id) && take(at, change));
  }
  const all = [...found].sort(([one], [other]) => one - other).slice(0, MAX_CHANGES);
  return {
    changes: all.map(([index, change]) => readChange(index, change, trace, collections)),
    isCut: found.size > MAX_CHANGES,
  };
}

type Take = (index: number, change: Change) => unknown;

/** The changes that follow an input: also those that were made when the next one had come. */
function changesBy(from: number, { load, source, input }: Input, trace: Trace, take: Take): void {
  for (let i = from + 1; i < Math.min(trace.end, from + REACH); i += 1) {
    const event = reportAt(i, load, source, trace);
    if (!event || !('input' in event) || event.input !== input) continue;
    if (event.kind === 'change') take(i, event);
    else if (event.kind === 'ended') return;
  }
}

/** The application changed the model, and then saved it. */
function savedBy(from: number, request: LiveEventOf<'collection', 'request'>, trace: Trace, take: Take): void {
  for (let i = from - 1; i >= Math.max(trace.first, from - NEAR); i -= 1) {
    if (trace.at(i) < request.at - SAME_TURN) return;
    const event = reportAt(i, request.load, request.source, trace);
    if (!event) continue;
    if (event.kind !== 'change' || event.cid !== request.cid || event.input !== 0) return;
    take(i, event);
    return;
  }
}

function reportAt(i: number, load: string, source: string, trace: Trace) {
  if (trace.layer(i) !== 'collection' || trace.load(i) !== load) return undefined;
  const event: LiveEvent = trace.event(i);
  return event.layer === 'collection' && event.source === source ? event : undefined;
}

function readChange(index: number, change: Change, trace: Trace, collections: Collections): ModelChange {
  const { load, source, op, cid, id, attributes } = change;
  const told = collections.of(load, source)?.history.toldAt(index - 1, cid);
  const [before] = told === undefined ? [] : materialise(trace, new Map([[cid, told]]));
  return {
    ...{ index, load, source, op, cid, id: id ?? before?.id },
    before: before?.attributes,
    after: op === 'remove' ? undefined : attributes,
    marks: { before: before?.marks ?? [], after: marksAt(marksOf(change), '/attributes') },
    isBeforeUnknown: op !== 'add' && before?.attributes === undefined,
  };
}
