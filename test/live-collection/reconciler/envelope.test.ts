import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gone, readEnvelope, wholeNumber } from '../../../devserver/live-collection/reconciler/envelope.ts';

const idIn = (body: unknown, named?: string) => named ?? (body as { _id?: unknown } | null)?._id;
const versionIn = (body: unknown) => wholeNumber((body as { _v?: unknown } | null)?._v);
const read = (message: unknown) => readEnvelope(message, idIn, versionIn);

describe('an envelope', () => {
  it('is read as it was written', () => {
    const message = { method: 'PUT', body: { _id: '7', _v: 3 }, id: '7', seq: 17, v: 3, crid: 'x1' };
    expect(read(message)).toEqual(message);
  });

  it('of 2013 has its id and version from the body', () => {
    expect(read({ method: 'POST', body: { _id: 7, _v: 1 } })).toEqual({
      method: 'POST',
      body: { _id: 7, _v: 1 },
      id: '7',
      v: 1,
    });
  });

  it.each([
    ['an explicit id over the body', { method: 'PUT', body: { _id: 'b' }, id: 'a' }, { id: 'a' }],
    ['0 as an id', { method: 'PUT', body: {}, id: 0 }, { id: '0' }],
    ['no empty id', { method: 'PUT', body: {}, id: '' }, {}],
    ['no object as an id', { method: 'PUT', body: { _id: {} } }, {}],
    ['no broken numbers', { method: 'PUT', body: {}, seq: 1.5, v: '3' }, {}],
    ['no empty request id', { method: 'PUT', body: {}, crid: '' }, {}],
  ])('takes %s', (_, message, fields) => {
    expect(read(message)).toEqual({ method: 'PUT', body: message.body, ...fields });
  });

  it('is made of anything whatever, without an exception', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        expect(typeof read(message).method).toBe('string');
      }),
      { seed: 2013 },
    );
  });
});

describe('what is gone', () => {
  it('are the keys that one body had and the next has not', () => {
    expect(gone({ a: 1, b: 2 }, { a: 2, c: 3 })).toEqual(['b']);
    expect(gone(undefined, { a: 1 })).toEqual([]);
    expect(gone({ a: 1 }, null)).toEqual([]);
  });
});
