import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFrame, splitFrame } from '../../../extension/core/bayeux/frames.ts';

const message = { channel: '/api/todos', data: { method: 'POST', body: { title: 'a "b" [c], {d}' } } };
const json = JSON.stringify(message);

describe('readFrame', () => {
  it.each([
    ['an array', `[${json}]`],
    ['an object', json],
    ['with space around it', ` \n[${json}]\n`],
    ['a form', `message=${encodeURIComponent(`[${json}]`)}`],
    ['a form with pluses for spaces', `message=${encodeURIComponent(`[${json}]`).replaceAll('%20', '+')}`],
    ['a query', `http://localhost/faye?jsonp=cb&message=${encodeURIComponent(`[${json}]`)}&x=1`],
    ['a callback', `jsonp1234_5([${json}]);`],
    ['a callback behind an empty comment', `/**/ jsonpcallback([${json}]);`],
    ['a line of an event stream', `data: [${json}]`],
    ['an event of an event stream', `event: x\r\ndata: [\r\ndata: ${json}]`.slice('event: x\r\n'.length)],
  ])('reads %s', (_, text) => {
    expect(readFrame(text)).toEqual([message]);
  });

  it.each([
    '',
    'hello',
    '[',
    '[]',
    '{}',
    'null',
    '[1,2]',
    `[${json},1]`,
    '{"channel":7}',
    'message=%E0%A4%A',
    'cb(',
    'cb)',
    'data:',
    `[{"channel":"/a","data":${'['.repeat(100)}${']'.repeat(100)}}]`,
  ])('finds no message in %.40s', (text) => {
    expect(readFrame(text)).toEqual([]);
  });

  it('keeps what a message calls __proto__ to itself', () => {
    const [read] = readFrame('{"channel":"/a","__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });

  it('never throws, and splits a frame into as many texts as it has messages, each as it stood', () => {
    const frame = fc
      .array(
        fc.record(
          { channel: fc.string({ unit: 'binary' }), data: fc.jsonValue({ maxDepth: 2 }) },
          { requiredKeys: ['channel'] },
        ),
        { minLength: 1, maxLength: 5 },
      )
      .map((messages) => ({ messages, text: JSON.stringify(messages, null, messages.length % 2) }));
    fc.assert(
      fc.property(frame, fc.string({ unit: 'binary' }), ({ messages, text }, noise) => {
        readFrame(noise);
        splitFrame(noise);
        expect(readFrame(text)).toEqual(JSON.parse(JSON.stringify(messages)));
        expect(splitFrame(text).map((part) => JSON.parse(part))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('does not spend a second on the largest hostile line', () => {
    const begun = performance.now();
    for (const text of [
      '['.repeat(1_048_576),
      '('.repeat(1_048_576),
      `message=${'%'.repeat(1_000_000)}`,
      'a.'.repeat(500_000),
    ])
      expect(readFrame(text)).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
