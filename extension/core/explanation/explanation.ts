import { explainInferred } from './disagreement.ts';
import {
  type CheckedFacts,
  idPart,
  named,
  position,
  readFacts,
  requestPart,
  requestsPart,
  responsePart,
  seqPart,
} from './facts.ts';
import { counted, listed, spanOf, wordOf, wordsOf } from './format.ts';
import { type Sentence, say, textOf } from './sentence.ts';
import { shortSeq } from './short-names.ts';

type Explain = (facts: CheckedFacts) => Sentence;

/** One sentence a decision; the names and facts are the reconciler's. */
const explanations = new Map<string, Explain>(
  Object.entries<Explain>({
    inserted: () => ['Inserted: the id was not here, and no own create was in flight that it could be the echo of'],
    'upserted-unknown': (facts) =>
      // Of one that does not report, only that it added the document was seen.
      facts.part === true && facts.expected === undefined
        ? [
            'Asked for: it changes a part of a document that was not here, so the collection asks the server for the whole',
          ]
        : ['Inserted: it updates a document that was not here, so the document is taken as new'],
    held: (facts) => say`Held: ${inFlight(facts)}; this may be the echo of ${several(facts) ? 'one of them' : 'it'}`,
    'held-update': (facts) => say`Held: it updates a document that may be one of our own, for ${inFlight(facts)}`,
    'matched-own-create': (facts) => say`Matched: ${match(facts)}${heldFor(facts)}`,
    'matched-own-create-despite-error': (facts) =>
      say`Matched: ${match(facts)}; the request had ${failed(facts)}, but the server had saved it`,
    'inserted-after-hold': (facts) => {
      const waited = requestsPart(facts.waited);
      const held = spanOf(facts.ms);
      const whose = textOf(waited) === '' ? ['the own creates'] : waited;
      return say`Inserted${held ? ` after ${held}` : ''}: ${whose} settled, and it was the echo of none, so somebody else made it`;
    },
    merged: (facts) => {
      const changed = wordsOf(facts.changed);
      const what = Array.isArray(facts.changed)
        ? changed.length > 0
          ? `${listed(changed)} changed`
          : 'nothing in it differed'
        : 'the newer body was taken over';
      const from = facts.via === 'response' ? say`, from ${responsePart(facts.token)}` : [];
      return say`Merged: ${what}${from}${versions(facts.vBefore, facts.v)}`;
    },
    'ignored-duplicate': (facts) =>
      facts.via === 'response'
        ? say`Ignored: ${response(facts)} says what a message had already brought${measured(facts)}`
        : say`Ignored: this message had already come${measured(facts)}`,
    'ignored-stale': (facts) =>
      facts.asks === true && facts.v !== undefined
        ? say`Ignored: its number and its version say opposite things${measured(facts)}`
        : say`Ignored: something newer had already come${measured(facts)}`,
    'ignored-stale-response': (facts) =>
      say`Ignored: ${response(facts)} was older than what a message had brought${measured(facts)}`,
    removed: (facts) => say`Removed: the document was deleted${place(facts)}`,
    tombstoned: (facts) =>
      facts.cancelledHeld === true
        ? say`Tombstoned: the document was deleted while its create was held, so that create was cancelled${place(facts)}`
        : say`Tombstoned: the document was deleted, and whatever still comes of it is late${place(facts)}`,
    'ignored-tombstoned': (facts) =>
      facts.asks === true
        ? say`Ignored: the document was deleted, and this may be late or about a new one with its id${tombstone(facts)}`
        : say`Ignored: the document had already been deleted${tombstone(facts)}`,
    'removed-by-tombstone': (facts) =>
      say`Removed: ${response(facts)} brought a document that had been deleted meanwhile${tombstone(facts)}`,
    'ignored-pending-delete': (facts) => {
      const tokens = requestsPart(facts.tokens);
      const which = textOf(tokens) === '' ? [] : say` (${tokens})`;
      return say`Ignored for now: an own delete${which} is in flight; the body is remembered in case it fails`;
    },
    'restored-after-failed-delete': (facts) => say`Restored: the own delete${named(facts.token)} ${failed(facts)}`,
    'reverted-failed-update': (facts) =>
      say`Reverted: the own update${named(facts.token)} ${failed(facts)}, so ${facts.body === undefined ? 'the collection refetches' : 'what the server last said is back'}`,
    'absorbed-twin': (facts) => {
      const twin = wordOf(facts.twin);
      const cid = wordOf(facts.cid);
      return say`Absorbed: ${twin ? `model ${twin}` : 'another model'} had the same id${cid ? ` as ${cid}` : ''}, and was folded into it`;
    },
    'gap-detected': (facts) => {
      const missing = wordsOf(facts.missing);
      const got = seqPart(facts.got);
      const jump = got ? say` before ${got}` : [];
      return say`Gap${jump}${missing.length > 0 ? `; ${listed(missing.map(shortSeq))} ${missing.length > 1 ? 'are' : 'is'} missing` : ''}${refetch(facts)}`;
    },
    resynced: (facts) => {
      const rows = countOf(facts.rows, 'document');
      const removed = countOf(facts.removed, 'model');
      const kept = countOf(facts.kept, 'model');
      const added = countOf(facts.added, 'model');
      const parts = [
        rows && `${rows} read`,
        facts.added !== 0 && added && `${added} added`,
        facts.removed !== 0 && removed && `${removed} removed`,
        facts.kept !== 0 && kept && `${kept} kept that the list lacked`,
      ];
      const said = parts.filter(Boolean).join(', ');
      return say`Resynced with the server${upTo(facts.seq)}${said ? `: ${said}` : ''}`;
    },
    'inserted-beside': (facts) => {
      const beside = wordOf(facts.beside);
      const one = beside ? `its model is ${beside}` : 'its model is the other one';
      return say`Inserted beside another: our own create${named(facts.token)} made two documents, ${one}, and this one has a model of its own`;
    },
    'removed-by-snapshot': (facts) =>
      facts.token === undefined
        ? say`Removed: the server's list${upTo(facts.snapshotSeq)} lacks it${facts.mayBeOlder === true ? '. It was asked for before the document came, so it may be older: without numbers this cannot be seen' : ''}`
        : say`Not restored: ${request(facts)}, but the server's list${upTo(facts.snapshotSeq)} lacks it`,
    'kept-over-snapshot': (facts) =>
      facts.asks === true
        ? say`Kept: a message about it may have come since the server's list${upTo(facts.snapshotSeq)} was read, which is forgotten by now`
        : say`Kept: ${seqPart(facts.seq) ?? 'a message'} is newer than the server's list${upTo(facts.snapshotSeq)}`,
    'filtered-out': (facts) =>
      facts.left === true
        ? ['Filtered out: the document no longer belongs in this collection, and left it']
        : ['Filtered out: the document does not belong in this collection'],
    'released-by-timeout': (facts) => {
      const age = spanOf(facts.ageMs);
      const method = wordOf(facts.method) ?? 'request';
      return say`Released: the own ${method}${named(facts.token)} had no answer${age ? ` for ${age}` : ''}, and nothing waits for it any longer`;
    },
    'dropped-after-dispose': () => ['Dropped: the collection had been disposed of'],
    'unknown-method': (facts) => {
      const method = wordOf(facts.method);
      return say`Ignored: ${method ? `“${method}”` : 'its method'} is none of POST, PUT, PATCH and DELETE`;
    },
    'ignored-without-id': (facts) => {
      const method = wordOf(facts.method);
      const what = facts.token === undefined ? `the ${method ? `${method} ` : ''}message` : response(facts);
      return say`Ignored: ${what} has no id, so nobody can say which document it is about`;
    },
  }),
);

/**
 * Says a decision in one plain sentence built from its facts, which names events where it can. Never throws, whatever the
 * facts are; a decision that is not known is called by its name.
 */
export function explainInParts(decision: string, facts: unknown): Sentence {
  const known = readFacts(facts);
  const inferred = explainInferred(decision, known);
  if (inferred !== undefined) return say`${inferred}.`;
  const sentence = explanations.get(decision)?.(known) ?? [wordOf(decision) || 'A decision without a name'];
  return say`${sentence}${asking(known)}.${lacking(decision, known)}`;
}

/** The same, as text. */
export const explain = (decision: string, facts: unknown): string => textOf(explainInParts(decision, facts));

/**
 * Says a hold from its beginning to its end in one breath; nothing when one of the two is none.
 *
 * @param id the document that the decisions are about
 */
export function explainHold(held: unknown, decision: string, outcome: unknown, id: string): Sentence | undefined {
  const began = readFacts(held);
  const ended = readFacts(outcome);
  const span = spanOf(ended.heldMs ?? ended.ms);
  // Of one that does not report, it is seen only where the message has come to effect.
  const isSeen = began.did === undefined || decision === 'inserted-after-hold';
  const since = span ? `${isSeen ? '' : ' for'} ${span}` : '';
  const begin = say`${isSeen ? 'Held' : 'Not added'}${since}: ${creates(began)}. `;
  if (decision === 'inserted-after-hold') {
    const settled = several(began) ? 'They settled, none as this document' : 'It settled, but not as this document';
    return say`${begin}${settled}, so somebody else made this one, and it was inserted.`;
  }
  const token = wordOf(ended.token);
  if (decision !== 'matched-own-create' || ended.via !== 'response' || !token) return undefined;
  return say`${begin}${responsePart(ended.token, 'The response')} to ${requestPart(token)} brought id ${idPart(wordOf(id) ?? '')}, so this message was its echo, and made no second model.`;
}

/** What nobody but the server can tell. */
const asking = ({ asks }: CheckedFacts) =>
  asks === true ? '; what is right only the server can tell, so the collection asks it' : '';

/** What a bare message lacked. A gap's `missing` are numbers of messages instead. */
function lacking(decision: string, facts: CheckedFacts): string {
  const missing = decision === 'gap-detected' ? [] : wordsOf(facts.missing);
  return missing.length > 0 ? ` The message had no ${listed(missing)}, so this is the best that can be known.` : '';
}

/** What came of a gap. One that does not report refetches only where its request was seen. */
function refetch({ refetch, expected }: CheckedFacts): Sentence {
  if (expected === undefined) return [', so the collection refetches'];
  const token = wordOf(refetch);
  if (typeof refetch !== 'string' || token === undefined) return ['. The collection did not refetch'];
  return say`, and the collection refetches: ${requestPart(token)}`;
}

const several = (facts: CheckedFacts) => wordsOf(facts.waiting).length !== 1;

/** `two creates were in flight, c12 and c15` */
function creates(facts: CheckedFacts): Sentence {
  const count = wordsOf(facts.waiting).length;
  if (count === 0) return ['own creates were in flight'];
  return say`${counted(count, 'create')} ${count === 1 ? 'was' : 'were'} in flight, ${requestsPart(facts.waiting)}`;
}

/** The same, with how long each was: ` (since 48 ms and 3 ms)` */
function inFlight(facts: CheckedFacts): Sentence {
  const ages = Array.isArray(facts.ages) ? facts.ages.map(spanOf).filter((age) => age !== undefined) : [];
  const isKnown = ages.length > 0 && wordsOf(facts.waiting).length > 0;
  return say`${creates(facts)}${isKnown ? ` (since ${listed(ages)})` : ''}`;
}

function match(facts: CheckedFacts): Sentence {
  const token = wordOf(facts.token);
  const create = token ? say`our own create ${requestPart(token)}` : ['our own create'];
  if (facts.via === 'response') return say`${responsePart(facts.token)} to ${create} brought this id`;
  return say`it carries the request id of ${create}`;
}

function heldFor(facts: CheckedFacts): string {
  const held = spanOf(facts.heldMs);
  return held ? `; the message had been held for ${held}` : '';
}

function failed(facts: CheckedFacts): string {
  const status = wordOf(facts.status);
  if (status === '0') return 'failed without an answer';
  return status ? `failed with status ${status}` : 'failed';
}

/** ` (v 3 → 4)` */
function versions(before: unknown, after: unknown): string {
  const from = wordOf(before);
  const to = wordOf(after);
  if (from && to) return ` (v ${from} → ${to})`;
  return to ? ` (v ${to})` : '';
}

const inBrackets = (sentence: Sentence): Sentence => (sentence.length > 0 ? say` (${sentence})` : []);
const place = (facts: CheckedFacts) => inBrackets(position(facts));

/** ` (v 3 against v 4)`, in what both have. */
function measured(facts: CheckedFacts): Sentence {
  const own = position(facts);
  const against = position(facts.against);
  if (own.length > 0 && against.length > 0) return say` (${own} against ${against})`;
  return inBrackets(own.length > 0 ? own : against.length > 0 ? say`against ${against}` : []);
}

function tombstone(facts: CheckedFacts): Sentence {
  const stands = position(facts.tombstone);
  return stands.length > 0 ? say` (tombstone at ${stands})` : [];
}

/** `the own delete d3 failed with status 504`, or what else brought it. */
const request = (facts: CheckedFacts) =>
  facts.via === 'response'
    ? say`${response(facts)} brought it`
    : say`the own delete${named(facts.token)} ${failed(facts)}`;

/** `the response to c12` */
const response = (facts: CheckedFacts) =>
  wordOf(facts.token) ? say`${responsePart(facts.token)} to${named(facts.token)}` : ['the response'];
const upTo = (seq: unknown): Sentence => say`${seqPart(seq) ? ' up to ' : ''}${seqPart(seq) ?? ''}`;

/** A number, or the length of a list, of things. */
function countOf(value: unknown, noun: string): string | undefined {
  const count = Array.isArray(value) ? value.length : value;
  return typeof count === 'number' && Number.isFinite(count) ? counted(count, noun) : undefined;
}
