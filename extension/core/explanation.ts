import { explainDisagreement } from './inference/wording.ts';
import { counted, listed, spanOf, wordOf, wordsOf } from './wording.ts';

/** What justifies a decision. It comes out of a page: any fact may be missing, or be something else. */
type Facts = Readonly<Record<string, unknown>>;
type Explain = (facts: Facts) => string;

/** One sentence a decision; the names and facts are the reconciler's. */
const explanations = new Map<string, Explain>(
  Object.entries<Explain>({
    inserted: () => 'Inserted: the id was not here, and no own create was in flight that it could be the echo of',
    'upserted-unknown': () => 'Inserted: it updates a document that was not here, so the document is taken as new',
    held: (facts) => `Held: ${inFlight(facts)}; this may be the echo of ${several(facts) ? 'one of them' : 'it'}`,
    'held-update': (facts) => `Held: it updates a document that may be one of our own, for ${inFlight(facts)}`,
    'matched-own-create': (facts) => `Matched: ${match(facts)}${heldFor(facts)}`,
    'matched-own-create-despite-error': (facts) =>
      `Matched: ${match(facts)}; the request had ${failed(facts)}, but the server had saved it`,
    'inserted-after-hold': (facts) => {
      const waited = wordsOf(facts.waited);
      const whose = waited.length > 0 ? `${listed(waited)} settled` : 'the own creates settled';
      const held = spanOf(facts.ms);
      return `Inserted${held ? ` after ${held}` : ''}: ${whose}, and it was the echo of none, so somebody else made it`;
    },
    merged: (facts) => {
      const changed = wordsOf(facts.changed);
      const what = Array.isArray(facts.changed)
        ? changed.length > 0
          ? `${listed(changed)} changed`
          : 'nothing in it differed'
        : 'the newer body was taken over';
      const from = facts.via === 'response' ? ', from the response' : '';
      return `Merged: ${what}${from}${versions(facts.vBefore, facts.v)}`;
    },
    'ignored-duplicate': (facts) =>
      facts.via === 'response'
        ? `Ignored: the response${to(facts)} says what a message had already brought${measured(facts)}`
        : `Ignored: this message had already come${measured(facts)}`,
    'ignored-stale': (facts) => `Ignored: something newer had already come${measured(facts)}`,
    'ignored-stale-response': (facts) =>
      `Ignored: the response${to(facts)} was older than what a message had brought${measured(facts)}`,
    removed: (facts) => `Removed: the document was deleted${place(facts)}`,
    tombstoned: (facts) =>
      facts.cancelledHeld === true
        ? `Tombstoned: the document was deleted while its create was held, so that create was cancelled${place(facts)}`
        : `Tombstoned: the document was deleted, and whatever still comes of it is late${place(facts)}`,
    'ignored-tombstoned': (facts) => `Ignored: the document had already been deleted${tombstone(facts)}`,
    'removed-by-tombstone': (facts) =>
      `Removed: the response${to(facts)} brought a document that had been deleted meanwhile${tombstone(facts)}`,
    'ignored-pending-delete': (facts) => {
      const tokens = wordsOf(facts.tokens);
      const what = tokens.length > 0 ? `an own delete (${listed(tokens)})` : 'an own delete';
      return `Ignored for now: ${what} is in flight; the body is remembered in case it fails`;
    },
    'restored-after-failed-delete': (facts) => `Restored: the own delete${named(facts.token)} ${failed(facts)}`,
    'reverted-failed-update': (facts) =>
      `Reverted: the own update${named(facts.token)} ${failed(facts)}, so what the server last said is back`,
    'absorbed-twin': (facts) => {
      const twin = wordOf(facts.twin);
      const cid = wordOf(facts.cid);
      return `Absorbed: ${twin ? `model ${twin}` : 'another model'} had the same id${cid ? ` as ${cid}` : ''}, and was folded into it`;
    },
    'gap-detected': (facts) => {
      const missing = wordsOf(facts.missing);
      const got = wordOf(facts.got);
      const expected = wordOf(facts.expected);
      const jump = got && expected ? `: seq ${expected} was expected and ${got} came` : '';
      return `Gap${jump}${missing.length > 0 ? `; ${listed(missing)} ${missing.length > 1 ? 'are' : 'is'} missing` : ''}, so the collection asks the server anew`;
    },
    resynced: (facts) => {
      const rows = countOf(facts.rows, 'document');
      const removed = countOf(facts.removed, 'model');
      const kept = countOf(facts.kept, 'model');
      const parts = [
        rows && `${rows} read`,
        facts.removed !== 0 && removed && `${removed} removed`,
        facts.kept !== 0 && kept && `${kept} kept that the list lacked`,
      ];
      const said = parts.filter(Boolean).join(', ');
      return `Resynced with the server${upTo(facts.seq)}${said ? `: ${said}` : ''}`;
    },
    'removed-by-snapshot': (facts) => `Removed: the server's list${upTo(facts.snapshotSeq)} lacks it`,
    'kept-over-snapshot': (facts) => {
      const seq = wordOf(facts.seq);
      return `Kept: ${seq ? `seq ${seq}` : 'a message'} is newer than the server's list${upTo(facts.snapshotSeq)}`;
    },
    'filtered-out': (facts) =>
      facts.left === true
        ? 'Filtered out: the document no longer belongs in this collection, and left it'
        : 'Filtered out: the document does not belong in this collection',
    'released-by-timeout': (facts) => {
      const age = spanOf(facts.ageMs);
      const method = wordOf(facts.method) ?? 'request';
      return `Released: the own ${method}${named(facts.token)} had no answer${age ? ` for ${age}` : ''}, and nothing waits for it any longer`;
    },
    'dropped-after-dispose': () => 'Dropped: the collection had been disposed of',
    'unknown-method': (facts) => {
      const method = wordOf(facts.method);
      return `Ignored: ${method ? `“${method}”` : 'its method'} is none of POST, PUT, PATCH and DELETE`;
    },
    'ignored-without-id': (facts) => {
      const method = wordOf(facts.method);
      return `Ignored: the ${method ? `${method} ` : ''}message has no id, so nobody can say which document it is about`;
    },
  }),
);

/**
 * Says a decision in one plain sentence built from its facts. Never throws, whatever the facts are; a decision that is
 * not known is called by its name.
 */
export function explain(decision: string, facts: unknown): string {
  const known = typeof facts === 'object' && facts !== null ? (facts as Facts) : {};
  const disagreement = explainDisagreement(known);
  if (disagreement !== undefined) return `${disagreement}.`;
  const sentence = explanations.get(decision)?.(known) ?? (wordOf(decision) || 'A decision without a name');
  return `${sentence}.${lacking(decision, known)}`;
}

/** What a bare message lacked. A gap's `missing` are numbers of messages instead. */
function lacking(decision: string, facts: Facts): string {
  const missing = decision === 'gap-detected' ? [] : wordsOf(facts.missing);
  return missing.length > 0 ? ` The message had no ${listed(missing)}, so this is the best that can be known.` : '';
}

const several = (facts: Facts) => wordsOf(facts.waiting).length !== 1;

/** `two creates were in flight, c12 and c15 (48 ms and 3 ms)` */
function inFlight(facts: Facts): string {
  const waiting = wordsOf(facts.waiting);
  if (waiting.length === 0) return 'own creates were in flight';
  const ages = Array.isArray(facts.ages) ? facts.ages.map(spanOf).filter((age) => age !== undefined) : [];
  const since = ages.length > 0 ? ` (since ${listed(ages)})` : '';
  return `${counted(waiting.length, 'create')} ${waiting.length === 1 ? 'was' : 'were'} in flight, ${listed(waiting)}${since}`;
}

function match(facts: Facts): string {
  const token = wordOf(facts.token);
  const create = token ? `our own create ${token}` : 'our own create';
  if (facts.via === 'response') return `the response to ${create} brought this id`;
  return `it carries the request id of ${create}`;
}

function heldFor(facts: Facts): string {
  const held = spanOf(facts.heldMs);
  return held ? `; the message had been held for ${held}` : '';
}

function failed(facts: Facts): string {
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

/** `v 3, seq 17`, as far as known. */
function position(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  const { v, seq } = value as Facts;
  const parts = [wordOf(v) && `v ${wordOf(v)}`, wordOf(seq) && `seq ${wordOf(seq)}`];
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}

const place = (facts: Facts) => (position(facts) ? ` (${position(facts)})` : '');

/** ` (v 3 against v 4)`, in what both have. */
function measured(facts: Facts): string {
  const own = position(facts);
  const against = position(facts.against);
  if (own && against) return ` (${own} against ${against})`;
  return own || against ? ` (${own || `against ${against}`})` : '';
}

function tombstone(facts: Facts): string {
  const stands = position(facts.tombstone);
  return stands ? ` (tombstone at ${stands})` : '';
}

const named = (token: unknown) => (wordOf(token) ? ` ${wordOf(token)}` : '');
const to = (facts: Facts) => (wordOf(facts.token) ? ` to ${wordOf(facts.token)}` : '');
const upTo = (seq: unknown) => (wordOf(seq) ? ` up to seq ${wordOf(seq)}` : '');

/** A number, or the length of a list, of things. */
function countOf(value: unknown, noun: string): string | undefined {
  const count = Array.isArray(value) ? value.length : value;
  return typeof count === 'number' && Number.isFinite(count) ? counted(count, noun) : undefined;
}
