import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binaryText } from '../../../extension/core/detail/binary-text.ts';
import { jsonRows, RANGE } from '../../../extension/core/detail/json-rows.ts';

/** Any character, halves of pairs too. */
const ANY = fc.nat(0xffff).map((unit) => String.fromCharCode(unit));

const never = () => false;
const always = () => true;

describe('the rows of a JSON value', () => {
  it('put a hundred thousand entries into ranges of ranges', () => {
    const long = Array.from({ length: 100_000 }, (_, n) => n);
    const closed = jsonRows(long, never, never);
    expect(closed.map(({ name }) => name).slice(0, 2)).toEqual(['[0 … 9999]', '[10000 … 19999]']);
    expect(closed).toHaveLength(10);
    const paths = new Set(['/10000-20000', '/10100-10200']);
    const open = jsonRows(long, (path) => paths.has(path), never);
    expect(open).toHaveLength(10 + 100 + 100);
    expect(open.find(({ name }) => name === '10123')?.value).toBe(10_123);
  });

  it('go as deep as the value does', () => {
    const deep = Array.from({ length: 60 }).reduce<unknown>((a) => ({ a }), 'treasure');
    const rows = jsonRows(deep, always, never);
    expect(rows.at(-1)).toMatchObject({ level: 60, value: 'treasure' });
  });

  it('have a place each among their siblings, and a path of their own', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const rows = jsonRows(value, always, never);
        expect(new Set(rows.map(({ path }) => path)).size).toBe(rows.length);
        for (const { place, siblings } of rows) expect(place >= 1 && place <= siblings && siblings <= RANGE).toBe(true);
      }),
    );
  });

  it('show names that mean something to JavaScript as names', () => {
    const value: unknown = JSON.parse('{"__proto__":{"toString":1}}');
    expect(jsonRows(value, always, never).map(({ name }) => name)).toEqual(['__proto__', 'toString']);
  });

  it('say which can be opened', () => {
    const rows = jsonRows({ a: [], b: {}, c: [1], d: 'x', e: 1 }, never, (value) => typeof value === 'string');
    expect(rows.map(({ name, open }) => [name, open])).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['c', false],
      ['d', false],
      ['e', undefined],
    ]);
  });
});

describe('a text that stands for bytes', () => {
  const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, ...Array.from({ length: 200 }, (_, n) => (n * 37) % 256)]);

  it('is known by base64, in a data URL too', () => {
    const found = { encoding: 'base64', bytes: bytes.length, head: expect.stringMatching(/^89 50 4e 47 00 25/) };
    expect(binaryText(bytes.toString('base64'))).toEqual(found);
    expect(binaryText(bytes.toString('base64url'))).toEqual(found);
    expect(binaryText(`data:image/png;base64,${bytes.toString('base64')}`)).toEqual(found);
  });

  it('is known by its control characters', () => {
    expect(binaryText(bytes.toString('latin1'))).toMatchObject({ encoding: 'binary', head: /^89 50/ });
  });

  it.each([
    ['prose', 'The quick brown fox jumps over the lazy dog. '.repeat(9)],
    ['a hash', 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3'.repeat(3)],
    ['a short text', bytes.toString('base64').slice(0, 40)],
    ['a table', 'a\tb\nc\td\n'.repeat(40)],
    ['other writing', 'これは長い文章です。'.repeat(30)],
  ])('is not %s', (_, text) => {
    expect(binaryText(text)).toBeUndefined();
  });

  it('is looked for without throwing', () => {
    fc.assert(fc.property(fc.string({ unit: ANY, minLength: 60 }), (text) => void binaryText(text)));
    const code = fc.string({ unit: fc.constantFrom(...'aZ9+/-_='), minLength: 60 });
    fc.assert(fc.property(code, (text) => void binaryText(text)));
  });
});
