import { describe, expect, it } from 'vitest';
import type { Mark } from '../../extension/core/marks/mark.ts';
import { seenPart } from '../../extension/core/marks/seen-part.ts';
import type { LiveEvent } from '../../extension/core/protocol/events.ts';

const event = (kind: string, fields: object, marks?: Mark[]) =>
  ({
    load: 'a',
    seq: 1,
    at: 0,
    layer: 'collection',
    kind,
    source: 's',
    input: 1,
    ...fields,
    ...(marks && { marks }),
  }) as LiveEvent;

describe('what an event says of documents, as far as it was seen', () => {
  it('is the event itself where nothing is marked', () => {
    const whole = event('change', { op: 'add', cid: 'c1', attributes: { id: '1' } });
    expect(seenPart(whole)).toBe(whole);
  });

  it('leaves out attributes that are shortened, or are no JSON, wherever documents stand', () => {
    const cut = (path: string): Mark => ({ path, length: 100 });
    expect(
      seenPart(
        event('change', { attributes: { id: '1', text: 'x', n: '1n' } }, [
          cut('/attributes/text'),
          { path: '/attributes/n', was: '1n' },
        ]),
      ),
    ).toMatchObject({ attributes: { id: '1' } });
    expect(
      seenPart(
        event('message', { message: { method: 'POST', body: { id: '1', deep: { text: 'x' } } } }, [
          cut('/message/body/deep/text'),
        ]),
      ),
    ).toHaveProperty('message', { method: 'POST', body: { id: '1' } });
    expect(
      seenPart(event('response', { body: [{ id: '1', text: 'x' }, { id: '2' }] }, [cut('/body/0/text')])),
    ).toHaveProperty('body', [{ id: '1' }, { id: '2' }]);
    expect(seenPart(event('response', { body: { id: '1', text: 'x' } }, [cut('/body/text')]))).toHaveProperty('body', {
      id: '1',
    });
    expect(
      seenPart(
        event('added', { models: [{ cid: 'c', attributes: { id: '1', text: 'x' } }] }, [
          cut('/models/0/attributes/text'),
        ]),
      ),
    ).toHaveProperty('models', [{ cid: 'c', attributes: { id: '1' } }]);
  });

  it('takes a list of ids for a list, and one with an end that is missing for none', () => {
    const body = [{ id: '1' }, { id: '2' }];
    expect(seenPart(event('response', { body }, [{ path: '/body', entries: 2, ids: true }]))).toHaveProperty(
      'body',
      body,
    );
    expect(seenPart(event('response', { body }, [{ path: '/body', entries: 3, ids: true }]))).toBeUndefined();
    expect(seenPart(event('response', { body }, [{ path: '', entries: 0 }]))).toBeUndefined();
  });

  it('says nothing of what stands in place of a message', () => {
    expect(
      seenPart(event('message', { message: '{"method"' }, [{ path: '/message', bytes: 100_000 }])),
    ).toBeUndefined();
    expect(
      seenPart(event('change', { attributes: '[throws]' }, [{ path: '/attributes', was: '[throws]' }])),
    ).toBeUndefined();
  });
});
