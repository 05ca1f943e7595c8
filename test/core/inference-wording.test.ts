import { describe, expect, it } from 'vitest';
import { explain, explainHold } from '../../extension/core/explanation/explanation.ts';
import { judge } from '../../extension/core/explanation/judgement.ts';
import { textOf } from '../../extension/core/explanation/sentence.ts';

describe('the sentence of an inferred decision', () => {
  it('is the decision’s own where the collection was seen to do as expected', () => {
    const facts = { via: 'response', token: 'c1', expected: 'matched-own-create', did: 'matched-own-create' };
    expect(explain('matched-own-create', facts)).toBe(explain('matched-own-create', { via: 'response', token: 'c1' }));
  });

  it('says of a message that came to nothing what was seen, not what the collection does with it inside', () => {
    const facts = { waiting: ['c1'], ages: [12], heldMs: 40, expected: 'held', did: 'held' };
    expect(explain('held', facts)).toBe(
      'Not added for 40 ms: its own create #1 was in flight, and this may be the echo of it. Whether the collection held the message or dropped it cannot be seen.',
    );
    expect(judge('held', facts)).toMatchObject({ decision: 'not added', family: 'held' });
    const deleted = { expected: 'tombstoned', did: 'tombstoned' };
    expect(explain('tombstoned', deleted)).toBe(
      'Not here: the document was deleted. Whether the collection keeps in mind that it was cannot be seen.',
    );
    expect(judge('tombstoned', deleted).decision).toBe('not here');
  });

  it('says “held” of a collection that reports so, and of one whose message came to effect after the wait', () => {
    const held = { waiting: ['c1'], ages: [12], expected: 'held', did: 'held' };
    expect(judge('held', { waiting: ['c1'] }).decision).toBe('held');
    const inserted = { waited: ['c1'], ms: 10, expected: 'inserted-after-hold', did: 'inserted-after-hold' };
    expect(textOf(explainHold(held, 'inserted-after-hold', inserted, '7') ?? [])).toMatch(/^Held 10 ms: /);
    const matched = {
      token: 'c1',
      via: 'response',
      heldMs: 10,
      expected: 'matched-own-create',
      did: 'matched-own-create',
    };
    expect(textOf(explainHold(held, 'matched-own-create', matched, '7') ?? [])).toMatch(/^Not added for 10 ms: /);
  });

  it('says what the collection did, and what should have kept it from it', () => {
    const facts = { id: '7', waiting: ['c1'], ages: [12], expected: 'held', did: 'inserted' };
    expect(explain('inserted', facts)).toBe(
      'The collection added it, but its own create #1 was in flight, and this may be the echo of it: it should wait (expected was “held”).',
    );
  });

  it('makes a duplicate row plain', () => {
    const facts = { id: '7', token: 'c1', cid: 'c5', twin: 'c6', cids: ['c6', 'c5'] };
    expect(explain('duplicated', { ...facts, expected: 'absorbed-twin', did: 'duplicated' })).toBe(
      'A duplicate row: models c6 and c5 are both 7, because the collection added it while its own create #1, which got that id, was in flight.',
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
    ['removed', 'kept-over-snapshot', 'The collection removed it, but a message about it came after'],
  ])('says of %s instead of %s: %s', (did, expected, sentence) => {
    expect(explain(did, { id: '7', expected, did })).toContain(sentence);
  });

  it('leaves open whether a document that was not added is lost or filtered out by choice', () => {
    expect(explain('ignored', { id: '7', expected: 'inserted', did: 'ignored' })).toBe(
      'The collection did nothing, but it is a document nobody here knew, and no own create was in flight (expected was “inserted”). Whether it lost the document or chose not to show it cannot be seen.',
    );
  });

  it('names both where it has no reason', () => {
    expect(explain('ignored', { id: '7', expected: 'something-new', did: 'ignored' })).toBe(
      'The collection did nothing, where expected was “something-new”.',
    );
  });
});
