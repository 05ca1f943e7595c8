import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from '../../../extension/core/explanation/explanation.ts';

const DECISIONS = [
  'inserted',
  'upserted-unknown',
  'held',
  'held-update',
  'matched-own-create',
  'matched-own-create-despite-error',
  'inserted-after-hold',
  'inserted-beside',
  'merged',
  'ignored-duplicate',
  'ignored-stale',
  'ignored-stale-response',
  'removed',
  'tombstoned',
  'ignored-tombstoned',
  'removed-by-tombstone',
  'ignored-pending-delete',
  'restored-after-failed-delete',
  'reverted-failed-update',
  'absorbed-twin',
  'gap-detected',
  'resynced',
  'removed-by-snapshot',
  'kept-over-snapshot',
  'filtered-out',
  'released-by-timeout',
  'dropped-after-dispose',
  'unknown-method',
  'ignored-without-id',
];

describe('explain', () => {
  it.each([
    [
      'held',
      { waiting: ['c12', 'c15'], ages: [48, 3] },
      'Held: two creates were in flight, #12 and #15 (since 48 ms and 3 ms); this may be the echo of one of them.',
    ],
    [
      'held',
      { waiting: ['c12'], ages: [48] },
      'Held: one create was in flight, #12 (since 48 ms); this may be the echo of it.',
    ],
    [
      'matched-own-create',
      { token: 'c12', via: 'response', heldMs: 48 },
      'Matched: the response to our own create #12 brought this id; the message had been held for 48 ms.',
    ],
    ['matched-own-create', { token: 'c12', via: 'crid' }, 'Matched: it carries the request id of our own create #12.'],
    [
      'matched-own-create-despite-error',
      { token: 'c12', status: 0, via: 'crid' },
      'Matched: it carries the request id of our own create #12; the request had failed without an answer, but the server had saved it.',
    ],
    [
      'inserted-after-hold',
      { waited: ['c12', 'c15'], ms: 1234 },
      'Inserted after 1.2 s: #12 and #15 settled, and it was the echo of none, so somebody else made it.',
    ],
    ['merged', { vBefore: 1, v: 2, changed: ['title', 'done'] }, 'Merged: title and done changed (v 1 → 2).'],
    ['merged', { changed: [], via: 'response', v: 2 }, 'Merged: nothing in it differed, from the response (v 2).'],
    ['ignored-stale', { v: 2, against: { v: 3 } }, 'Ignored: something newer had already come (v 2 against v 3).'],
    [
      'ignored-tombstoned',
      { v: 2, tombstone: { v: 3, seq: 9 } },
      'Ignored: the document had already been deleted (tombstone at v 3, seq 9).',
    ],
    [
      'restored-after-failed-delete',
      { token: 'c3', status: 500 },
      'Restored: the own delete #3 failed with status 500.',
    ],
    [
      'gap-detected',
      { got: 9, missing: [4, 5, 6, 7, 8] },
      'Gap before seq 9; 4, 5, 6 and 2 more are missing, so the collection refetches.',
    ],
    [
      'resynced',
      { seq: 17, rows: 3, removed: 1, kept: 0 },
      'Resynced with the server up to seq 17: three documents read, one model removed.',
    ],
    [
      'inserted',
      { missing: ['seq', 'v'] },
      'Inserted: the id was not here, and no own create was in flight that it could be the echo of. The message had no seq and v, so this is the best that can be known.',
    ],
    [
      'ignored-stale',
      { v: 1, seq: 9, against: { v: 7, seq: 8 }, asks: true },
      'Ignored: its number and its version say opposite things (v 1, seq 9 against v 7, seq 8); what is right only the server can tell, so the collection asks it.',
    ],
    [
      'ignored-tombstoned',
      { v: 1, seq: 9, tombstone: { v: 2, seq: 8 }, asks: true },
      'Ignored: the document was deleted, and this may be late or about a new one with its id (tombstone at v 2, seq 8); what is right only the server can tell, so the collection asks it.',
    ],
    [
      'inserted-beside',
      { token: 'c12', via: 'response', beside: 'd3' },
      'Inserted beside another: our own create #12 made two documents, its model is d3, and this one has a model of its own.',
    ],
    [
      'removed-by-snapshot',
      { token: 'd4', status: 504, snapshotSeq: 2 },
      "Not restored: the own delete #4 failed with status 504, but the server's list up to seq 2 lacks it.",
    ],
    ['unknown-method', { method: 'MOVE' }, 'Ignored: “MOVE” is none of POST, PUT, PATCH and DELETE.'],
    ['a-newer-decision', {}, 'a-newer-decision.'],
  ])('says %s %j', (decision, facts, sentence) => {
    expect(explain(decision, facts)).toBe(sentence);
  });

  it('knows every decision, with no facts at all', () => {
    for (const decision of DECISIONS) {
      expect(explain(decision, {})).toMatch(/^[A-Z].{8,}\.$/);
      expect(explain(decision, {})).not.toMatch(/undefined|null|NaN|\(\)| {2}/);
    }
  });

  it('never throws, never grows beyond bounds and never says "undefined", whatever the facts are', () => {
    const names = [
      'waiting',
      'ages',
      'token',
      'via',
      'status',
      'waited',
      'ms',
      'changed',
      'against',
      'tombstone',
      'seq',
    ];
    const more = [
      'v',
      'missing',
      'tokens',
      'twin',
      'cid',
      'expected',
      'got',
      'rows',
      'removed',
      'kept',
      'ageMs',
      'method',
    ];
    const odd = fc.oneof(
      fc.anything(),
      fc.constantFrom('x'.repeat(100_000), new Array(100_000).fill('x'), Object.create(null), Symbol('x'), 10n),
    );
    const facts = fc.oneof(odd, fc.dictionary(fc.constantFrom(...names, ...more), odd));
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...DECISIONS, '__proto__', 'constructor'), fc.string()),
        facts,
        (name, given) => {
          const sentence = explain(name, given);
          expect(sentence.length).toBeLessThan(2_000);
        },
      ),
    );
  });
});
