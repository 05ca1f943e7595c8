import type { Deed, Expectation } from './expectation.ts';

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
