import type { Verdict } from '../../../devserver/live-collection/reconciler/reconciler.ts';
import type { Deed, Expectation } from './expectation.ts';
import { isObject } from './inputs.ts';

/** After these, a document that appears anyway came back from the dead. */
export const DEAD: ReadonlySet<string> = new Set([
  'removed',
  'tombstoned',
  'ignored-tombstoned',
  'removed-by-tombstone',
  'removed-by-snapshot',
]);
/** What a collection may do with a document that it was to leave alone. */
export const DEEDS: ReadonlySet<string> = new Set<Deed>(['inserted', 'removed', 'merged']);
/** The document is not to be added yet. */
export const HELD: ReadonlySet<string> = new Set(['held', 'held-update']);

/** Does it say how the document is to be, rather than leave it to what came before? */
export const decides = ({ want, verdict }: Expectation): boolean =>
  want.is === 'untouched' ? DEAD.has(verdict.decision) : want.is !== 'nothing';

/** Is it for this input to do something with the document? */
export const isOwn = ({ want, until }: Expectation, input: number): boolean =>
  until === input && want.is !== 'untouched' && want.is !== 'nothing';

/**
 * Is it said to have come already because the model has the version that it names, though no message brought that one? Where
 * the body is another, the server counts versions from the start again, or the application had changed the model.
 */
export function isByVersionAlone({ decision, facts }: Verdict): boolean {
  const { seq, against } = facts;
  return decision === 'ignored-duplicate' && seq !== undefined && isObject(against) && against.seq === undefined;
}
