import { describe, expect, it } from 'vitest';
import { explain } from '../../extension/core/explanation/explanation.ts';

describe('the sentence of an inferred decision', () => {
  it('is the decision’s own where the collection did as expected', () => {
    const facts = { waiting: ['c1'], ages: [12], expected: 'held', did: 'held' };
    expect(explain('held', facts)).toBe(explain('held', { waiting: ['c1'], ages: [12] }));
  });

  it('says what the collection did, and what should have kept it from it', () => {
    const facts = { id: '7', waiting: ['c1'], ages: [12], expected: 'held', did: 'inserted' };
    expect(explain('inserted', facts)).toBe(
      'The collection added it, but its own create c1 was in flight, and this may be the echo of it: it should wait (expected was “held”).',
    );
  });

  it('makes a duplicate row plain', () => {
    const facts = { id: '7', token: 'c1', cid: 'c5', twin: 'c6', cids: ['c6', 'c5'] };
    expect(explain('duplicated', { ...facts, expected: 'absorbed-twin', did: 'duplicated' })).toBe(
      'A duplicate row: models c6 and c5 are both 7, because the collection added it while its own create c1, which got that id, was in flight.',
    );
    expect(explain('duplicated', { id: '7', cids: ['c6', 'c5'], expected: 'absorbed-twin', did: 'duplicated' })).toBe(
      'A duplicate row: models c6 and c5 are both 7.',
    );
  });

  it.each([
    ['inserted', 'ignored-tombstoned', 'The collection added it, but the document had already been deleted'],
    [
      'kept',
      'removed-by-tombstone',
      'The collection kept it, but the document had been deleted before the response came',
    ],
    ['ignored', 'restored-after-failed-delete', 'The collection did nothing, but the own delete failed'],
    ['removed', 'kept-over-snapshot', 'The collection removed it, but a message had told of it after'],
  ])('says of %s instead of %s: %s', (did, expected, sentence) => {
    expect(explain(did, { id: '7', expected, did })).toContain(sentence);
  });

  it('names both where it has no reason', () => {
    expect(explain('ignored', { id: '7', expected: 'something-new', did: 'ignored' })).toBe(
      'The collection did nothing, where expected was “something-new”.',
    );
  });
});
