import { type Deed, type Expectation, isAlike, type Want } from './expectation.ts';
import { isObject } from './inputs.ts';

/** A change of one model, and what it did to its document. */
export interface Change {
  op: string;
  cid: string;
  id: string;
  input: number;
  /** The input is a list, and the document is in it. */
  isListed: boolean;
  /** Before and after it. */
  before: { cids: readonly string[]; attributes: unknown };
  after: { cids: readonly string[]; attributes: unknown };
}

/** What a change, while it is expected that the input leaves the document alone, did against that. */
export function deedAgainst({ want, input, until }: Expectation, change: Change): Deed | undefined {
  if (want.is !== 'untouched') return undefined;
  const { op, cid, before, after } = change;
  if (after.cids.includes(cid) && !before.cids.includes(cid)) return cid === want.by ? undefined : 'inserted';
  // What the application does meanwhile is its own.
  if (want.by !== undefined || (change.input !== input && change.input !== until)) return undefined;
  if (op === 'remove') return 'removed';
  return op === 'change' ? 'merged' : undefined;
}

/** Takes down what an expectation is concluded by. */
export function noteChange({ want, input, until, waiting, seen }: Expectation, change: Change): void {
  const { op, cid, before, after } = change;
  if (change.input === 0 && waiting.size === 0) seen.doubt = true;
  if (after.cids.includes(cid) && !before.cids.includes(cid)) {
    seen.added = true;
    if (op === 'add' && change.input === input) seen.inserted = true;
  }
  if (op === 'remove') seen.removed = true;
  if (op === 'change' && (change.input === input || change.input === until)) seen.changed = true;
  const wanted = want.is === 'bound' ? want.cid : want.is === 'untouched' ? want.by : undefined;
  if (wanted !== undefined && after.cids.includes(wanted)) seen.bound = true;
  if (want.is !== 'alike' || !isAlike(want.body, after.attributes)) return;
  seen.alike = true;
  // Where several inputs about one document are under way, the page cannot tell whose handler it was; the body does.
  if (op === 'change' && !isAlike(want.body, before.attributes)) seen.changed = true;
}

/** Does it bring about what was left undone until now? */
export function fulfils({ op, before, after }: Change, want: Want): boolean {
  if (want.is === 'present') return before.cids.length === 0 && after.cids.length > 0;
  if (want.is === 'absent') return before.cids.length > 0 && after.cids.length === 0;
  if (want.is !== 'alike' || op !== 'change') return false;
  return isAlike(want.body, after.attributes) && !isAlike(want.body, before.attributes);
}

/** Is the change, of which nobody can say who did it, what is expected here? */
export function explains({ want, seen }: Expectation, { before, after }: Change): boolean {
  // What was inserted once is not inserted by the same input again.
  if (want.is === 'present') return !seen.added && before.cids.length === 0 && after.cids.length > 0;
  if (want.is === 'absent') return before.cids.length > 0 && after.cids.length === 0;
  return want.is === 'alike' && isAlike(want.body, after.attributes);
}

/** What a change changed of a model's attributes; `isOnlyNew`: nothing that it had before. */
export interface ChangedKeys {
  keys: string[];
  isOnlyNew: boolean;
}

/** @returns nothing where the attributes are not known */
export function changedKeys({ before, after }: Change): ChangedKeys | undefined {
  if (!isObject(before.attributes) || !isObject(after.attributes)) return undefined;
  const was = before.attributes;
  const is = after.attributes;
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]),
  );
  return { keys, isOnlyNew: keys.every((key) => !Object.hasOwn(was, key)) };
}
