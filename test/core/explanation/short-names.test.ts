import { describe, expect, it } from 'vitest';
import { explainInParts } from '../../../extension/core/explanation/explanation.ts';
import { requestName, shortId, shortSeq } from '../../../extension/core/explanation/short-names.ts';
import { summarise } from '../../../extension/core/explanation/summary.ts';
import { eventsOf } from '../../support/trace-language.ts';

describe('a name that is read', () => {
  it.each([
    ['c12', '#12'],
    ['r1', '#1'],
    ['c', 'c'],
    ['my-token', 'my-token'],
    ['c12x', 'c12x'],
  ])('does not look like a cid of Backbone: request %s is %s', (token, name) => {
    expect(requestName(token)).toBe(name);
  });

  it.each([
    ['7', '7'],
    ['john.doe', 'john.doe'],
    ['664f1a2b3c4d5e6f7a9602a9', '…9602a9'],
  ])('keeps the end of a long id: %s is %s', (id, short) => {
    expect(shortId(id)).toBe(short);
  });

  it.each([
    ['17', '17'],
    ['1796069119376', '…19376'],
    ['not-a-number', 'not-a-number'],
  ])('keeps the end of a long sequence number: %s is %s', (seq, short) => {
    expect(shortSeq(seq)).toBe(short);
  });

  it('is whole where a sentence is followed or copied', () => {
    const held = explainInParts('ignored-stale', { against: { v: 2, seq: 1796069119376 } });
    expect(held.find((part) => typeof part !== 'string')).toEqual({
      text: 'seq …19376',
      mention: { of: 'message', seq: 1796069119376 },
      whole: 'seq 1796069119376',
    });
  });

  it('is short in the summary of a row', () => {
    const [event] = eventsOf('received POST 664f1a2b3c4d5e6f7a9602a9 seq=1796069119376');
    if (!event) throw new Error('No event');
    expect(summarise(event).detail).toContain('id …9602a9 · seq …19376');
  });
});
