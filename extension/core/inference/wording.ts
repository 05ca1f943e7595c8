import { type Facts, named, requestsPart } from '../facts.ts';
import { type Sentence, say } from '../sentence.ts';
import { listed, wordOf, wordsOf } from '../wording.ts';

/** What the collection did, as the beginning of a sentence. */
const DEEDS = new Map<unknown, string>([
  ['inserted', 'The collection added it'],
  ['merged', 'The collection changed it'],
  ['removed', 'The collection removed it'],
  ['ignored', 'The collection did nothing'],
  ['kept', 'The collection kept it'],
  ['duplicated', 'A duplicate row'],
]);

/** Where a collection did what the reconciler would not have done: what was expected, and why. */
const REASONS = new Map<unknown, (facts: Facts, id: string) => string | Sentence>([
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
  ['tombstoned', () => 'the document was deleted'],
  ['ignored-tombstoned', () => 'the document had already been deleted: it is back from the dead'],
  ['removed-by-tombstone', () => 'the document had been deleted before the response came: it is back from the dead'],
  ['ignored-pending-delete', () => 'an own delete of it is in flight'],
  [
    'restored-after-failed-delete',
    () => 'the own delete failed, so the document is still there, and only here it is gone',
  ],
  ['reverted-failed-update', () => 'the own update failed, so it shows what the server never took'],
  ['kept-over-snapshot', () => 'a message had told of it after the server’s list was made'],
]);

/**
 * Says an inferred decision that is not the expected one, in one sentence without its full stop. Nothing where the two
 * agree, or nothing is known of one of them: then the decision's own sentence says all.
 */
export function explainDisagreement(facts: Facts): Sentence | undefined {
  const { expected, did, id } = facts;
  const deed = DEEDS.get(did);
  if (deed === undefined || expected === did || typeof expected !== 'string') return undefined;
  const document = wordOf(id) ?? 'the same document';
  if (did === 'duplicated') {
    const cids = wordsOf(facts.cids);
    const models = cids.length > 1 ? `models ${listed(cids)} are both ${document}` : `two models are ${document}`;
    const why = say`the collection added it while its own create${named(facts.token)}, which got that id, was in flight`;
    return wordOf(facts.token) === undefined ? say`${deed}: ${models}` : say`${deed}: ${models}, for ${why}`;
  }
  const reason = REASONS.get(expected)?.(facts, document);
  const wanted = `expected was “${wordOf(expected) ?? ''}”`;
  return reason === undefined ? say`${deed}, where ${wanted}` : say`${deed}, but ${reason} (${wanted})`;
}

function creates(facts: Facts): Sentence {
  const waiting = wordsOf(facts.waiting);
  if (waiting.length === 0) return ['own creates were in flight'];
  const requests = requestsPart(facts.waiting);
  return waiting.length === 1
    ? say`its own create ${requests} was in flight`
    : say`its own creates ${requests} were in flight`;
}
