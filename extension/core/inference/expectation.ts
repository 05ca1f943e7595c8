import type { Decision, Verdict } from '../../../devserver/live-collection/reconciler.ts';
import type { LiveEventOf } from '../events.ts';
import { isObject } from './inputs.ts';
import type { Models } from './models.ts';

/** What a collection that decides as the reconciler does would look like after an input, as far as one document goes. */
export interface Expectation {
  readonly input: number;
  readonly verdict: Verdict;
  readonly want: Want;
  /** `met`: it looks so. `broken`: the collection did something else. */
  state: 'open' | 'met' | 'broken';
}

/**
 *   nothing    no claim is made: it is told, and that is all
 *   untouched  the input leaves the document as it is, or away
 *   present    a model has the id
 *   absent     no model has it
 *   alike      its model has this body
 *   bound      this very model has it
 *   single     no two models have it
 */
export type Want =
  | { is: 'nothing' }
  | { is: 'untouched'; by?: string | undefined }
  | { is: 'present' | 'absent' | 'single' }
  | { is: 'alike'; body: unknown }
  | { is: 'bound'; cid: string | undefined };

/** What it did instead: the reconciler's words where they say it, and three of their own. */
export type Deed = 'inserted' | 'merged' | 'removed' | 'ignored' | 'kept' | 'duplicated';

/**
 * What each decision leaves a collection as. Those that are not here are told without a claim: whether a list was meant to
 * be all there is, or a document to be shown at all, only the application knows.
 */
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

/** @param cid of the model whose request the verdict names */
export function expectationOf(verdict: Verdict, input: number, models: Models, cid: string | undefined): Expectation {
  return { input, verdict, want: wantOf(verdict, models, cid), state: 'open' };
}

function wantOf({ decision, id, facts, effect }: Verdict, models: Models, cid: string | undefined): Want {
  if (id === undefined) return NOTHING;
  const isPresent = models.cid(id) !== undefined;
  const is = WANTS.get(decision) ?? 'nothing';
  switch (is) {
    case 'alike':
      return effect && 'body' in effect ? { is, body: effect.body } : NOTHING;
    case 'bound':
      // A message that names the request may as well be waited with.
      return facts.via === 'response' ? { is, cid } : { is: 'untouched', by: cid };
    case 'present':
      return decision === 'kept-over-snapshot' && !isPresent ? NOTHING : { is };
    case 'untouched':
      if (effect?.type === 'remove' && isPresent) return { is: 'absent' };
      // What an answer says again, Backbone sets again.
      return facts.via === 'response' ? NOTHING : { is };
    default:
      return { is };
  }
}

/** Does the collection look as it should? */
export function isMet({ want, verdict: { id = '' } }: Expectation, models: Models): boolean {
  const cids = models.cids(id);
  switch (want.is) {
    case 'nothing':
    case 'untouched':
      return true;
    case 'present':
      return cids.length > 0;
    case 'absent':
      return cids.length === 0;
    case 'single':
      return cids.length < 2;
    case 'alike':
      // A model that is gone has nothing to be compared.
      return cids.length === 0 || isAlike(want.body, models.attributes(id));
    case 'bound':
      return want.cid === undefined ? cids.length > 0 : cids.includes(want.cid);
  }
}

/** What a change that this very input led to did, against what was wanted; nothing when it is no contradiction. */
export function broken(
  expectation: Expectation,
  change: LiveEventOf<'collection', 'change'>,
  models: Models,
  before: unknown,
): Deed | undefined {
  const { want, state } = expectation;
  if (want.is === 'untouched') {
    if (change.op === 'add') return change.cid === want.by ? undefined : 'inserted';
    if (change.op === 'remove') return want.by === undefined ? 'removed' : undefined;
    return want.by === undefined && before !== undefined && !isAlike(change.attributes, before) ? 'merged' : undefined;
  }
  if (isMet(expectation, models)) return undefined;
  if (want.is === 'single') return 'duplicated';
  if (state !== 'met') return undefined;
  if (want.is === 'alike') return 'merged';
  return want.is === 'present' ? 'removed' : undefined;
}

/** What it comes to when nothing more happened. */
export function undone({ want }: Expectation): Deed {
  if (want.is === 'single') return 'duplicated';
  return want.is === 'absent' ? 'kept' : 'ignored';
}

/** Has the model what the body says? What only one of them has is none of our business: `parse` may rename it. */
function isAlike(body: unknown, attributes: unknown): boolean {
  if (!isObject(body) || !isObject(attributes)) return true;
  return Object.keys(body).every(
    (key) => !Object.hasOwn(attributes, key) || JSON.stringify(body[key]) === JSON.stringify(attributes[key]),
  );
}
