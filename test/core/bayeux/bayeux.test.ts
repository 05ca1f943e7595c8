import { describe, expect, it } from 'vitest';
import { readEnvelope, readMessage } from '../../../extension/core/bayeux/bayeux.ts';

describe('readEnvelope', () => {
  it('takes the explicit id before the body’s, for parse() may rename it', () => {
    expect(readEnvelope({ method: 'PUT', id: 'a', body: { id: 'b' } })?.id).toBe('a');
  });

  it.each([
    [{ id: 0 }, '0'],
    [{ _id: 'x' }, 'x'],
    [{ title: 'milk' }, undefined],
    [null, undefined],
  ])('finds the id of a bare message’s body %j', (body, id) => {
    expect(readEnvelope({ method: 'POST', body })?.id).toBe(id);
  });

  it('reads an operation and its model, as Gitter’s server names them', () => {
    const model = { id: '7', title: 'milk' };
    expect(readEnvelope({ operation: 'create', model })).toEqual({ method: 'create', body: model, id: '7' });
  });

  it('leaves out what is of another type', () => {
    const odd = { method: 'PUT', body: 1, id: {}, seq: '4', v: null, crid: 7 };
    expect(readEnvelope(odd)).toEqual({ method: 'PUT', body: 1 });
  });

  it.each([undefined, null, 'POST', [], {}, { method: 7 }])('reads no envelope in %j', (data) => {
    expect(readEnvelope(data)).toBeUndefined();
  });
});

describe('readMessage', () => {
  it('reads a reply', () => {
    const reply = { channel: '/meta/subscribe', id: '3', subscription: ['/a', '/b'], successful: false, error: '403' };
    expect(readMessage(reply)).toEqual({
      ...reply,
      subscription: '/a',
      subscriptions: ['/a', '/b'],
      isMeta: true,
    });
  });

  it('reads the envelope of a data message, and none in a meta message', () => {
    const data = { method: 'POST', body: {} };
    expect(readMessage({ channel: '/a', data })).toEqual({ channel: '/a', isMeta: false, envelope: data, data });
    expect(readMessage({ channel: '/meta/connect', data })).toEqual({ channel: '/meta/connect', isMeta: true });
  });

  it.each([undefined, null, '/a', {}, { channel: 7 }])('reads no message in %j', (value) => {
    expect(readMessage(value)).toBeUndefined();
  });
});
