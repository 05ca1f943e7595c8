import { type CheckedFacts, idPart, named, readFacts, requestsPart } from './facts.ts';
import { listed, spanOf, wordOf, wordsOf } from './format.ts';
import { type Sentence, type SentencePart, say } from './sentence.ts';

/** What the collection did, as the beginning of a sentence. */
const DEEDS = new Map<unknown, string>([
  ['inserted', 'The collection added it'],
  ['merged', 'The collection changed it'],
  ['removed', 'The collection removed it'],
  ['ignored', 'The collection did nothing'],
  ['kept', 'The collection kept it'],
  ['duplicated', 'A duplicate row'],
]);

/** Expectations of a document that is not here yet. */
const NEW: ReadonlySet<string> = new Set(['inserted', 'upserted-unknown']);

/** Where a collection did what the reconciler would not have done: what was expected, and why. */
const REASONS = new Map<unknown, (facts: CheckedFacts, id: SentencePart) => string | Sentence>([
  ['inserted', () => 'it is a document nobody here knew, and no own create was in flight'],
  ['upserted-unknown', () => 'it updates a document nobody here knew, which is then taken as new'],
  [
    'held',
    (facts) =>
      say`${creates(facts)}, and this may be the echo of ${wordsOf(facts.waiting).length === 1 ? 'it' : 'one'}: it should wait`,
  ],
  [
    'held-update',
    (facts) =>
      say`${creates(facts)}, and this document may be what ${wordsOf(facts.waiting).length === 1 ? 'it' : 'one'} makes: it should wait`,
  ],
  [
    'matched-own-create',
    (facts, id) =>
      say`its own create${named(facts.token)} got ${id}, and the model that was created should be here with that id`,
  ],
  [
    'inserted-after-hold',
    () => 'the creates that it waited for settled as something else: it is somebody else’s, and due now',
  ],
  ['merged', () => 'the document is here, and this is newer'],
  ['ignored-duplicate', () => 'this had already come'],
  ['ignored-stale', () => 'something newer had already come'],
  ['ignored-stale-response', () => 'the response was older than what a message had brought'],
  ['removed', () => 'the document was deleted'],
  [
    'tombstoned',
    ({ did }) =>
      did === 'inserted' ? 'the document had been deleted: it is back from the dead' : 'the document was deleted',
  ],
  ['ignored-tombstoned', () => 'the document had already been deleted: it is back from the dead'],
  ['removed-by-tombstone', () => 'the document had been deleted before the response came: it is back from the dead'],
  ['removed-by-snapshot', () => 'the server’s list lacked the document: it is back from the dead'],
  ['ignored-pending-delete', () => 'an own delete of it is in flight'],
  [
    'restored-after-failed-delete',
    () => 'the own delete failed, so the document is still there, and only here it is gone',
  ],
  ['reverted-failed-update', () => 'the own update failed, so it shows what the server never took'],
  ['kept-over-snapshot', () => 'a message about it came after the server’s list was made'],
]);

/**
 * Says, without its full stop, what was inferred of a collection that does not report: that something is expected and not
 * known yet, that nothing was to be done, or that it did not do what was expected. Nothing where it did: then the
 * decision's own sentence says all.
 */
export function explainInferred(decision: string, facts: CheckedFacts): Sentence | undefined {
  const sentence =
    decision === 'expected'
      ? explainExpectation(facts)
      : decision === 'not-known'
        ? explainUnknown(facts)
        : (explainUnchanged(facts) ?? explainLeftAlone(facts) ?? explainDisagreement(facts));
  const { decision: before } = readFacts(facts.withdraws);
  if (typeof before !== 'string') return sentence;
  const when = say`after the moment of its input was over. That it was “${wordOf(before) ?? ''}” is withdrawn`;
  const what = sentence ?? say`${DEEDS_WHEN_LATE.get(facts.did) ?? 'The collection did as expected'}`;
  return say`${what}, ${when}`;
}

/** Nobody can tell what the collection did, or was to do: why, and what would show it. */
function explainUnknown({ expected, missing, asks, isBlurred, withdraws }: CheckedFacts): Sentence {
  const wanted = `a LiveCollection would say “${wordOf(expected) ?? ''}”`;
  const numbers = wordsOf(missing).map((name) => `“${name}”`);
  if (asks === true && numbers.length > 0)
    return [
      `Not known: ${wanted}, and ask the server. Without ${listed(numbers)} in the channel’s messages only that can tell what is newer`,
    ];
  if (asks === true) return [`Not known: ${wanted}, and ask the server, which alone can tell`];
  if (isBlurred !== true && withdraws === undefined)
    return [`Not known: ${wanted}; whether this one did the same cannot be seen`];
  if (withdraws !== undefined)
    return [
      'Not known: the collection changed the document later, and a newer message had come by then. Which of them led to it cannot be seen',
    ];
  return [
    'Not known: something else happened to the document meanwhile, and what this led to cannot be told apart from it',
  ];
}

/** What it did in the end, where that was expected all along. */
const DEEDS_WHEN_LATE = new Map<unknown, string>([
  ['inserted', 'The collection added it'],
  ['upserted-unknown', 'The collection added it'],
  ['inserted-after-hold', 'The collection added it'],
  ['restored-after-failed-delete', 'The collection added it'],
  ['merged', 'The collection changed it'],
  ['removed', 'The collection removed it'],
]);

/** Until its own create is answered, nobody can say whether a collection waits or has dropped a message. */
function explainExpectation(facts: CheckedFacts): Sentence {
  const { expected, asked } = facts;
  if (wordsOf(asked).length > 0)
    return say`Expected: “${wordOf(expected) ?? ''}”. The collection asked the server while it handled this${named(wordsOf(asked)[0])}; what it does shows when that is answered`;
  if (expected === 'held' || expected === 'held-update')
    return say`Expected: ${creates(facts)}, and this may be the echo of ${wordsOf(facts.waiting).length === 1 ? 'it' : 'one'}, so it should wait; so far the collection has not added it`;
  if (expected === 'tombstoned')
    return [
      'Expected: the document was deleted while its create may be waiting; whether it stays away is not known yet',
    ];
  if (expected === 'matched-own-create' && facts.via !== 'response')
    return say`Expected: it is the echo of its own create${named(facts.token)}, which is not answered yet`;
  return say`Expected: a LiveCollection would say “${wordOf(expected) ?? ''}”; whether this one did is not to be seen`;
}

/** Nothing happened, and nothing had to. */
function explainUnchanged({ did }: CheckedFacts): Sentence | undefined {
  return did === 'unchanged' ? ['Unchanged: the collection looked like this already'] : undefined;
}

/** Where a LiveCollection leaves a document alone and this one did: why that is right. How it came to it is not to be seen. */
const LEFT_ALONE = new Map<unknown, (facts: CheckedFacts) => string | Sentence>([
  ['held', (facts) => notAdded(facts, 'Not added')],
  ['held-update', (facts) => notAdded(facts, 'Left alone')],
  [
    'tombstoned',
    () => 'Not here: the document was deleted. Whether the collection keeps in mind that it was cannot be seen',
  ],
  ...['ignored-duplicate', 'ignored-stale', 'ignored-stale-response', 'ignored-pending-delete'].map(
    (decision): [string, (facts: CheckedFacts) => Sentence] => [
      decision,
      (facts) => say`Left alone: ${REASONS.get(decision)?.(facts, '') ?? ''}`,
    ],
  ),
  ['ignored-tombstoned', () => 'Left alone: the document had already been deleted'],
]);

/** It did what was expected by doing nothing, which looks the same whatever the reason. */
function explainLeftAlone({ expected, did, ...facts }: CheckedFacts): Sentence | undefined {
  return expected === did && facts.asks !== true ? asSentence(LEFT_ALONE.get(did)?.(facts)) : undefined;
}

const asSentence = (said: string | Sentence | undefined): Sentence | undefined =>
  typeof said === 'string' ? [said] : said;

function notAdded(facts: CheckedFacts, beginning: string): Sentence {
  const span = spanOf(facts.heldMs);
  return say`${beginning}${span ? ` for ${span}` : ''}: ${creates(facts)}, and this may be the echo of ${wordsOf(facts.waiting).length === 1 ? 'it' : 'one'}. Whether the collection held the message or dropped it cannot be seen`;
}

/**
 * Says an inferred decision that is not the expected one, in one sentence without its full stop. Nothing where the two
 * agree, or nothing is known of one of them: then the decision's own sentence says all.
 */
export function explainDisagreement(facts: CheckedFacts): Sentence | undefined {
  const { expected, did, id } = facts;
  const deed = DEEDS.get(did);
  if (deed === undefined || expected === did || typeof expected !== 'string') return undefined;
  const known = wordOf(id);
  const document = known === undefined ? 'the same document' : idPart(known);
  if (did === 'kept' && expected === 'matched-own-create')
    return say`The collection has ${document} in another model than the one that its own create${named(facts.token)} made (expected was “${expected}”)`;
  if (did === 'duplicated') {
    const cids = wordsOf(facts.cids);
    const models = cids.length > 1 ? say`models ${listed(cids)} are both ${document}` : say`two models are ${document}`;
    const why = say`the collection added it while its own create${named(facts.token)}, which got that id, was in flight`;
    return wordOf(facts.token) === undefined ? say`${deed}: ${models}` : say`${deed}: ${models}, because ${why}`;
  }
  const wanted = `expected was “${wordOf(expected) ?? ''}”`;
  const reason = REASONS.get(expected)?.(facts, document);
  // A collection that filters what it shows looks just so.
  if (did === 'ignored' && reason !== undefined && NEW.has(expected))
    return say`${deed}, but ${reason} (${wanted}). Whether it lost the document or chose not to show it cannot be seen`;
  if (did === 'ignored' && expected === 'matched-own-create' && facts.asks === true && reason !== undefined)
    return say`${deed}, but ${reason} (${wanted}). Whether the document was deleted meanwhile cannot be seen`;
  return reason === undefined ? say`${deed}, where ${wanted}` : say`${deed}, but ${reason} (${wanted})`;
}

function creates(facts: CheckedFacts): Sentence {
  const waiting = wordsOf(facts.waiting);
  if (waiting.length === 0) return ['own creates were in flight'];
  const requests = requestsPart(facts.waiting);
  return waiting.length === 1
    ? say`its own create ${requests} was in flight`
    : say`its own creates ${requests} were in flight`;
}
