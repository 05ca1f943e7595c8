import type { Verdict } from '../../../devserver/live-collection/reconciler/reconciler.ts';
import { createRecent } from '../bounded-map.ts';
import { DEAD, DEEDS, decides, HELD, isByVersionAlone, isOwn } from './decision-kinds.ts';
import { type Cause, type Conclusion, conclusionOf, type Expectation, wantOf } from './expectation.ts';
import { expected, type Inferred, NOT_KNOWN, withdrawn } from './inferred.ts';
import type { Models } from './models.ts';
import { type Change, type ChangedKeys, changedKeys, deedAgainst, explains, noteChange } from './seen-change.ts';
import { createUndone } from './undone.ts';

/** The answer to an own request is here. */
export interface Answer {
  token: string;
  /** The document that it brought, or was about. */
  id: string | undefined;
  input: number;
  at: number;
}

/**
 * Holds what a foreign collection does against what is expected of it.
 *
 *   a change          breaks what was to stay untouched, and is told at once
 *   an answer         ends the waiting for its request
 *   the moment's end  concludes the rest: done, done otherwise, or left undone
 *   what comes later  is still matched by the document's id; what it disproves is withdrawn
 */
export interface Comparison {
  /**
   * @param waiting tokens of the own requests that the collection would wait for with this
   */
  expect(verdict: Verdict, input: number, at: number, waiting?: readonly string[], cause?: Cause): void;
  change(change: Change, seq: number): Inferred[];
  /**
   * A list is asked for, or the document of this id: what the inputs under way lead to may come with the answer.
   */
  asked(token: string, id: string | undefined): void;
  /** Ends the waiting for a request. */
  settled(answer: Answer, seq: number): Inferred[];
  /** The moment of an input is over. */
  ended(input: number, seq: number): Inferred[];
  /** Was anything expected of the document lately? Else a change of it tells nothing. */
  concerns(id: string): boolean;
  /** Was the last message about the document that should be held seen to be held? Nothing when there was none. */
  wasHeld(id: string): boolean | undefined;
  /** Requests that are waited for with what was to be held for the document. */
  waitedFor(id: string): string[];
}

/** The last word on a document. */
interface Last {
  decision: string;
  input: number;
  at: number;
  conclusion: Conclusion | undefined;
  /** As it was told: by what name, on which event. */
  told: { decision: string; seq: number } | undefined;
  expectation: Expectation;
  /** It was said to be deleted, and nothing since says that it is not. */
  isDead: boolean;
}

/** Documents whose last verdict is remembered. */
const MAX_VERDICTS = 2_000;

export function createComparison(models: () => Models): Comparison {
  /** By id, of what is not concluded. */
  const open = new Map<string, Expectation[]>();
  const last = createRecent<string, Last>(MAX_VERDICTS);
  /** Was the document's message, the last that was to be held, seen to be held? */
  const holds = createRecent<string, boolean>(MAX_VERDICTS);
  const undone = createUndone();
  /** Documents that are there twice, and were said to be; and those that are still to be said. */
  const twice = new Set<string>();
  const twins = new Map<string, number>();
  /** Documents that are there, and were said to be back from the dead. */
  const back = new Set<string>();

  function close(expectation: Expectation): void {
    const { id = '' } = expectation.verdict;
    const rest = (open.get(id) ?? []).filter((each) => each !== expectation);
    if (rest.length > 0) open.set(id, rest);
    else open.delete(id);
  }

  /** Says how an expectation ended, on the row of its own input. */
  function conclude(expectation: Expectation, as: Conclusion, seq: number, changed?: ChangedKeys): Inferred[] {
    close(expectation);
    const { verdict, input } = expectation;
    const { decision: expected, id, facts } = verdict;
    if (HELD.has(expected) && id !== undefined) holds.set(id, as === 'met');
    const before = id === undefined ? undefined : last.get(id);
    // An answer is about no other death: where the document is back from it, that was said when it came.
    const isByAnswer = expected === 'removed-by-tombstone' || (DEAD.has(expected) && typeof facts.token === 'string');
    const isSaid = as === 'kept' && isByAnswer && back.has(id ?? '');
    // It did remove the document, and that this is back is said of the input that brought it.
    const isRemoved = as === 'kept' && expectation.seen.removed && back.has(id ?? '');
    const conclusion = isRemoved ? 'met' : isSaid ? 'silent' : as;
    const isTold = conclusion !== 'silent' && conclusion !== 'unclaimed';
    const did = conclusion === 'met' ? expected : conclusion;
    const isRevival = DEAD.has(expected) ? did === 'kept' || did === 'inserted' : did === 'inserted' && before?.isDead;
    if (id !== undefined && isRevival) back.add(id);
    if (before?.expectation === expectation)
      Object.assign(before, { conclusion, told: isTold ? { decision: did, seq } : undefined });
    if (id !== undefined && isTold) {
      if (conclusion === 'ignored' || conclusion === 'kept')
        undone.add(id, { expectation, told: { decision: did, seq } });
      else if (conclusion === 'met' && decides(expectation)) undone.settle(id);
    }
    const what = { input, id };
    // That it was expected is not left standing.
    if (conclusion === 'silent')
      return expectation.isSaid
        ? [{ ...what, decision: NOT_KNOWN, facts: { ...facts, isBlurred: true, expected } }]
        : [];
    if (conclusion === 'unclaimed') return [{ ...what, decision: NOT_KNOWN, facts: { ...facts, expected } }];
    if (did === 'duplicated' && id !== undefined) {
      if (twice.has(id)) return [];
      twice.add(id);
      return [{ ...what, decision: did, facts: { ...facts, id, cids: [...models().cids(id)], expected, did } }];
    }
    // It was set again, and differs in nothing that was there: to ignore it would have been as good.
    const isHarmless = expected === 'ignored-duplicate' && changed?.isOnlyNew === true;
    const more = { ...(conclusion !== 'met' && { id }), ...(changed && { changed: changed.keys }) };
    return [{ ...what, decision: did, facts: { ...facts, ...more, ...(!isHarmless && { expected }), did } }];
  }

  /** What comes after the moment is over, and is what had been expected, or should never have come. */
  function late(change: Change, seq: number): Inferred[] {
    const { id, before, after } = change;
    const known = last.get(id);
    if (!known?.conclusion || (open.get(id)?.length ?? 0) > 0) return [];
    const { decision, input, conclusion, told, expectation, isDead } = known;
    const { facts } = expectation.verdict;
    const hasAppeared = before.cids.length === 0 && after.cids.length > 0;
    // A deed that was seen stays one, whatever becomes of the document.
    const withdraws = told && !DEEDS.has(told.decision) && { withdraws: told };
    const say = (did: string, more: object): Inferred[] => {
      Object.assign(known, { conclusion: did, told: { decision: did, seq } });
      return [{ input, decision: did, id, facts: { ...facts, ...more, expected: decision, did } }];
    };
    if (hasAppeared && isDead && change.isListed) {
      // Of what a list has that is older than the death, something is expected: this one is no older.
      known.isDead = false;
      return [];
    }
    if (hasAppeared && isDead) {
      back.add(id);
      const isDisproved = told !== undefined && told.decision !== 'removed' && told.decision !== 'inserted';
      return say('inserted', { id, ...(isDisproved && withdraws) });
    }
    const leftAlone = (conclusion === 'met' || DEEDS.has(conclusion)) && leavesAlone(known);
    const hasDoubled = before.cids.length > 0 && after.cids.length > before.cids.length;
    // No input under way is about the document: a handler came to an earlier one only now.
    const isByEarlier = change.input !== input && !change.isListed;
    if (hasDoubled && (leftAlone || conclusion === 'unchanged') && isByEarlier && !twice.has(id)) {
      twice.add(id);
      return say('duplicated', { id, cids: [...after.cids], ...withdraws });
    }
    if (hasAppeared && (leftAlone || conclusion === 'unchanged') && isByEarlier)
      return say('inserted', { id, ...withdraws });
    return [];
  }

  /** The collection does late what it was said to have left undone. */
  function madeUp(change: Change, seq: number): Inferred[] {
    // What an input that is about the document does is its own, and a list is about all documents.
    if (change.isListed || open.has(change.id)) return [];
    const made = undone.madeUpFor(change);
    if (!made) return [];
    const known = last.get(change.id);
    const { decision } = made.done.expectation.verdict;
    if (known?.expectation === made.done.expectation)
      Object.assign(known, { conclusion: decision, told: { decision, seq } });
    return [...made.older.map((left) => withdrawn(left, false)), withdrawn(made.done, true)];
  }

  /** Did another input about the document come before the moment was over? */
  function isSuperseded({ input, verdict }: Expectation, concurrent: readonly Expectation[]): boolean {
    const known = last.get(verdict.id ?? '')?.expectation;
    return [...concurrent, ...(known ? [known] : [])].some((each) => each.input > input && decides(each));
  }

  function duplicated(id: string, input: number): Inferred[] {
    const cids = models().cids(id);
    if (twice.has(id) || cids.length < 2) return [];
    twice.add(id);
    const facts = { id, cids: [...cids], expected: 'absorbed-twin', did: 'duplicated' };
    return [{ input, decision: 'duplicated', id, facts }];
  }

  /** What was to be held is concluded where its waiting ends: until then it was seen to be. */
  function release(expectation: Expectation, at: number, seq: number): Inferred[] {
    if (!HELD.has(expectation.verdict.decision)) return [];
    const told = conclude(expectation, expectation.seen.doubt ? 'silent' : 'met', seq);
    for (const { facts } of told) facts.heldMs = at - expectation.at;
    return told;
  }

  return {
    expect(verdict, input, at, waiting = [], cause = {}) {
      const { id = '', decision } = verdict;
      const want = wantOf(verdict, models(), cause);
      const seen = {
        added: false,
        inserted: false,
        removed: false,
        changed: false,
        alike: false,
        bound: false,
        doubt: false,
      };
      const waits = { waiting: new Set(waiting), asked: new Set<string>(), until: input };
      const expectation = { input, at, verdict, want, ...waits, seen, isSaid: false };
      // Only a page that makes up inputs without ever ending them comes so far.
      if (open.size > MAX_VERDICTS) open.clear();
      open.set(id, [...(open.get(id) ?? []), expectation]);
      if (id === '') return;
      const leavesAlone = want.is === 'untouched' || want.is === 'nothing';
      const isDead = DEAD.has(decision) || (leavesAlone && last.get(id)?.isDead === true);
      last.set(id, { decision, input, at, conclusion: undefined, told: undefined, expectation, isDead });
    },

    change(change, seq) {
      const { id, input, after } = change;
      const told: Inferred[] = [];
      let isBroken = false;
      // The input that led to it comes first: it is the culprit.
      const concerned = [...(open.get(id) ?? [])].sort((a, b) => Number(b.input === input) - Number(a.input === input));
      /** Where another input may do something with the document, those that leave it alone are not broken by that. */
      const isIts = concerned.some((each) => (input === 0 ? explains(each, change) : isOwn(each, input)));
      for (const expectation of concerned) {
        noteChange(expectation, change);
        const isOthers = isIts && expectation.input !== input;
        const by = deedAgainst(expectation, change);
        // Another input may have done it, or this one against what is expected of it: nobody can tell.
        if (by && isOthers && input === 0) expectation.seen.doubt = true;
        const did = isOthers ? undefined : by;
        // One deed is told once, on the row of the input that should have kept it from happening.
        if (!did || isBroken) {
          if (did) conclude(expectation, 'silent', seq);
          continue;
        }
        isBroken = true;
        const isUnclear = did === 'merged' && isByVersionAlone(expectation.verdict);
        const deeds = conclude(
          expectation,
          isUnclear ? 'unclaimed' : did,
          seq,
          did === 'merged' ? changedKeys(change) : undefined,
        );
        // A later message was said to leave the document alone: that may have been its handler as well.
        const other = input === 0 && did === 'inserted' ? last.get(id) : undefined;
        if (other?.told && other.conclusion === 'met' && leavesAlone(other)) {
          for (const { facts } of deeds) facts.withdraws = other.told;
          other.told = undefined;
        }
        told.push(...deeds);
      }
      if (!isBroken) {
        const isLate = late(change, seq);
        told.push(...isLate, ...(isLate.length === 0 ? madeUp(change, seq) : []));
      }
      if (after.cids.length === 0) back.delete(id);
      if (after.cids.length < 2) {
        twice.delete(id);
        twins.delete(id);
      } else if (input > 0) twins.set(id, input);
      // It may be the input whose moment is not over yet that is to be named.
      else if (!twins.has(id)) told.push(...duplicated(id, last.get(id)?.input ?? input));
      return told;
    },

    asked(token, id) {
      for (const [document, expectations] of open)
        for (const { verdict, waiting, asked, until, input } of expectations)
          if (!('token' in verdict.facts) && waiting.size === 0 && until === input && (id ?? document) === document)
            asked.add(token);
    },

    settled({ token, id, input, at }, seq) {
      const told: Inferred[] = [];
      for (const expectations of [...open.values()])
        for (const expectation of expectations) {
          if (expectation.asked.delete(token) && expectation.asked.size === 0) expectation.until = input;
          const isIts = expectation.verdict.id === id && expectation.waiting.size > 0;
          if (!expectation.waiting.delete(token) && !isIts) continue;
          if (isIts) expectation.waiting.clear();
          if (expectation.waiting.size > 0) continue;
          expectation.until = input;
          told.push(...release(expectation, at, seq));
        }
      return told;
    },

    ended(input, seq) {
      const told: Inferred[] = [];
      for (const expectations of [...open.values()])
        for (const expectation of expectations) {
          if (expectation.until !== input) continue;
          if (expectation.waiting.size > 0) {
            if (expectation.input === input && !expectation.seen.doubt) told.push(expected(expectation));
            continue;
          }
          const conclusion = conclusionOf(expectation, models(), isSuperseded(expectation, expectations));
          const isOpen = expectation.asked.size > 0 && (conclusion === 'ignored' || conclusion === 'kept');
          if (!isOpen) told.push(...conclude(expectation, conclusion, seq));
          else if (!expectation.isSaid) told.push(expected(expectation));
        }
      for (const [id, by] of [...twins]) {
        if (by !== input) continue;
        twins.delete(id);
        told.push(...duplicated(id, input));
      }
      return told;
    },

    concerns: (id) => open.has(id) || last.get(id) !== undefined,

    wasHeld: (id) => holds.get(id),

    waitedFor: (id) =>
      (open.get(id) ?? []).flatMap(({ verdict, waiting }) => (HELD.has(verdict.decision) ? [...waiting] : [])),
  };
}

/** Was the document to be left as it is, for good? */
const leavesAlone = ({ decision, expectation }: Last) => expectation.want.is === 'untouched' && !HELD.has(decision);
