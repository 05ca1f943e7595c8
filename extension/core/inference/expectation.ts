import type { Decision, Verdict } from '../../../devserver/live-collection/reconciler/reconciler.ts';
import { isObject } from './inputs.ts';
import type { Models } from './models.ts';

/**
 * What a collection that decides as the reconciler does would look like after an input, as far as one document goes, and
 * what was seen of it so far. It says nothing of what the collection did until it is concluded.
 */
export interface Expectation {
  readonly input: number;
  /** When the input came; ms. */
  readonly at: number;
  readonly verdict: Verdict;
  readonly want: Want;
  /** Tokens of the own requests that the collection would wait for. */
  readonly waiting: Set<string>;
  /** Tokens of requests that were made while the moment of a message lasted, and may bring what it leads to. */
  readonly asked: Set<string>;
  /** It is concluded when the moment of this input ends, once it waits for nothing. */
  until: number;
  readonly seen: Seen;
  /** It was said to be expected, when the moment of its input was over and it still waited. */
  isSaid: boolean;
}

/** What happened to the document since, as the collection's own events tell it. */
export interface Seen {
  added: boolean;
  /** The same by this input: where a model is here already, it is one too many. */
  inserted: boolean;
  removed: boolean;
  /** By this input: what the application does meanwhile is its own. */
  changed: boolean;
  /** It had the body that is wanted, if only until the next input. */
  alike: boolean;
  /** The model that is wanted had the id. */
  bound: boolean;
  /** Something happened meanwhile of which nobody can say whether this input led to it. */
  doubt: boolean;
}

/**
 *   nothing    no claim is made
 *   untouched  the input leaves the document as it is, or away
 *   present    a model has the id
 *   absent     no model has it
 *   alike      its models have this body
 *   bound      this very model has it
 *   single     no two models have it
 */
export type Want =
  | { is: 'nothing' }
  | { is: 'untouched'; by?: string | undefined }
  | { is: 'present' | 'absent' | 'single' }
  /** `isAnswer`: Backbone sets it by itself, as far as the model's `parse` and the application let it. */
  | { is: 'alike'; body: unknown; isAnswer?: boolean }
  | { is: 'bound'; cid: string | undefined };

/** What it did instead: the reconciler's words where they say it, and some of their own. */
export type Deed = 'inserted' | 'merged' | 'removed' | 'ignored' | 'kept' | 'duplicated';

/**
 * How an expectation ended.
 *
 *   met        it was seen to do what was expected
 *   unchanged  it looked as expected before, and nothing was seen to happen
 *   unclaimed  only the application knows what it should do
 *   silent     nothing is to be said
 *   a deed     it was seen to do something else, or to leave undone what was expected
 */
export type Conclusion = 'met' | 'unchanged' | 'unclaimed' | 'silent' | Deed;

/** What each decision leaves a collection as. Of those that are not here only the application knows what they should do. */
const WANTS: ReadonlyMap<string, Want['is']> = new Map<Decision, Want['is']>([
  ['inserted', 'present'],
  ['upserted-unknown', 'present'],
  ['inserted-after-hold', 'present'],
  ['restored-after-failed-delete', 'present'],
  ['kept-over-snapshot', 'present'],
  ['merged', 'alike'],
  ['ignored-stale-response', 'alike'],
  ['reverted-failed-update', 'alike'],
  ['removed', 'absent'],
  ['removed-by-tombstone', 'absent'],
  ['removed-by-snapshot', 'absent'],
  ['absorbed-twin', 'single'],
  ['matched-own-create', 'bound'],
  ['held', 'untouched'],
  ['held-update', 'untouched'],
  ['ignored-duplicate', 'untouched'],
  ['ignored-stale', 'untouched'],
  ['ignored-pending-delete', 'untouched'],
  ['ignored-tombstoned', 'untouched'],
  ['tombstoned', 'untouched'],
]);

const NOTHING: Want = { is: 'nothing' };

/** What is known of a verdict's input beyond the verdict. */
export interface Cause {
  /** Of the model whose request the verdict names. */
  cid?: string | undefined;
  /** What an answer brought, which Backbone sets by itself. */
  body?: unknown;
}

export function wantOf({ decision, id, facts, effect }: Verdict, models: Models, { cid, body }: Cause): Want {
  if (id === undefined) return NOTHING;
  const isPresent = models.cid(id) !== undefined;
  const is = WANTS.get(decision) ?? 'nothing';
  switch (is) {
    case 'alike': {
      // A message may name its document, and leave the body to be fetched.
      if (effect && 'body' in effect) return isObject(effect.body) ? { is, body: effect.body } : NOTHING;
      return decision === 'merged' && isObject(body) ? { is, body, isAnswer: true } : NOTHING;
    }
    case 'bound':
      // A message that names the request may as well be waited with.
      return facts.via === 'response' ? { is, cid } : { is: 'untouched', by: cid };
    case 'present':
      return decision === 'kept-over-snapshot' && !isPresent ? NOTHING : { is };
    case 'untouched':
      if (effect?.type === 'remove' && isPresent) return { is: 'absent' };
      if (facts.asks === true) return NOTHING;
      // What an answer says again, Backbone sets again.
      return facts.via === 'response' ? NOTHING : { is };
    default:
      return { is };
  }
}

/**
 * What it comes to when the moment is over.
 *
 * @param isSuperseded another input about the document came before the moment was over: what this one left undone is no fault
 */
export function conclusionOf(expectation: Expectation, models: Models, isSuperseded: boolean): Conclusion {
  const conclusion = compare(expectation, models);
  if (conclusion !== 'met' && isUnsure(expectation)) return 'unclaimed';
  const { want, seen } = expectation;
  if (want.is === 'alike' && want.isAnswer === true && conclusion === 'ignored') return 'unclaimed';
  const isOfNothing = conclusion === 'unchanged' || conclusion === 'ignored' || expectation.want.is === 'untouched';
  if (expectation.seen.doubt && isOfNothing) return 'silent';
  const isSeen = conclusion === 'met' || conclusion === 'unchanged' || conclusion === 'unclaimed';
  if (isSeen || conclusion === 'duplicated' || !isSuperseded) return conclusion;
  const wasMet =
    (want.is === 'present' && seen.added) ||
    (want.is === 'absent' && seen.removed) ||
    (want.is === 'alike' && seen.changed && seen.alike);
  return wasMet ? 'met' : 'silent';
}

/** Only the server can tell what is right: no claim is made, but that an own create's document is here or is not. */
const isUnsure = ({ verdict: { decision, facts } }: Expectation) =>
  facts.asks === true && !(decision === 'matched-own-create' && facts.via === 'response');

function compare({ want, verdict: { id = '', decision, facts }, seen }: Expectation, models: Models): Conclusion {
  const cids = models.cids(id);
  const isPresent = cids.length > 0;
  switch (want.is) {
    case 'nothing':
      return 'unclaimed';
    case 'untouched':
      // It is there, by an answer that should have taken it away: that is said of the answer.
      if (facts.cancelledHeld === true && isPresent) return 'silent';
      return want.by === undefined || seen.bound || cids.includes(want.by) ? 'met' : 'ignored';
    case 'present':
      if (isPresent) return seen.added || decision === 'kept-over-snapshot' ? 'met' : 'unchanged';
      return seen.removed ? 'removed' : 'ignored';
    case 'absent':
      if (!isPresent) return seen.removed ? 'met' : 'unchanged';
      // A list that is not to remove anything is the application's own choice.
      return decision === 'removed-by-snapshot' && facts.via !== 'response' ? 'silent' : 'kept';
    case 'single':
      if (cids.length > 1) return 'duplicated';
      return seen.removed ? 'met' : 'silent';
    case 'alike':
      if (!isPresent) return seen.removed ? 'removed' : 'unchanged';
      return compareBodies(want.body, seen, cids, models);
    case 'bound':
      if (seen.bound || (want.cid === undefined ? isPresent : cids.includes(want.cid))) return 'met';
      if (!isPresent) return 'ignored';
      return facts.asks === true ? 'unclaimed' : 'kept';
  }
}

/** A handler may as well put another model in the place of the one that was here. */
function compareBodies(body: unknown, seen: Seen, cids: readonly string[], models: Models): Conclusion {
  const isReplaced = seen.inserted && seen.removed && cids.length === 1;
  if (seen.inserted && !isReplaced) return 'inserted';
  const isChanged = seen.changed || isReplaced;
  if (cids.every((each) => isAlike(body, models.attributesOf(each)))) return isChanged ? 'met' : 'unchanged';
  return isChanged ? 'merged' : 'ignored';
}

/** Has the model what the body says? What only one of them has is none of our business: `parse` may rename it. */
export function isAlike(body: unknown, attributes: unknown): boolean {
  if (!isObject(body) || !isObject(attributes)) return true;
  return Object.keys(body).every(
    (key) => !Object.hasOwn(attributes, key) || JSON.stringify(body[key]) === JSON.stringify(attributes[key]),
  );
}
