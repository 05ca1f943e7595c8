import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complete } from '../../../extension/core/query/complete.ts';
import { readQuery } from '../../../extension/core/query/read-query.ts';

/** What is wrong, with the place in brackets: `id:7 [latency]:…`. */
function fault(query: string): string | undefined {
  const read = readQuery(query);
  if (!('error' in read)) return undefined;
  const { from, to, message } = read.error;
  return `${query.slice(0, from)}[${query.slice(from, to)}]${query.slice(to)} — ${message}`;
}

describe('a query that cannot be read', () => {
  it.each([
    ['id:7 latency:>soon', 'id:7 latency:[>soon] — “>soon” is no number.'],
    ['chanel:/a', '[chanel]:/a — There is no field “chanel”.'],
    ['id:', '[id:] — id: has no value.'],
    ['"not closed', '["not closed] — This quote is not closed.'],
    ['(id:7', '[(]id:7 — This parenthesis is not closed.'],
    ['id:7)', 'id:7[)] — This closes no parenthesis.'],
    ['id:7 OR', 'id:7 [OR] — Something is missing behind this.'],
    ['OR id:7', '[OR] id:7 — OR has nothing before it.'],
    ['is:lost', 'is:[lost] — “lost” is nothing that is: knows.'],
    ['after:noon', 'after:[noon] — “noon” is no time of day.'],
  ])('says where and why: %s', (query, expected) => {
    expect(fault(query)).toBe(expected);
  });

  it('says what was perhaps meant', () => {
    const read = readQuery('chanel:/a');
    expect('error' in read && read.error.advice).toContain('Did you mean channel:?'.slice(0, 20));
  });
});

describe('reading a query', () => {
  it('never throws, and names a place within the query', () => {
    const words = fc.constantFrom(
      'id:',
      '-',
      '(',
      ')',
      '"',
      'OR',
      'AND',
      'NOT',
      'latency:>',
      '5',
      '..',
      ' ',
      '\\',
      '*',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((parts) => parts.join('')),
        ),
        (query) => {
          const read = readQuery(query);
          if (!('error' in read)) return;
          expect(read.error.from).toBeGreaterThanOrEqual(0);
          expect(read.error.to).toBeLessThanOrEqual(query.length);
          expect(read.error.from).toBeLessThanOrEqual(read.error.to);
          expect(read.error.message).toMatch(/\.$/);
        },
      ),
    );
  });

  it('takes a slash, a colon and a star of a value for what they are', () => {
    for (const query of ['channel:/api/todos', 'http://localhost/', 'channel:/api/*', 'text: with a colon'])
      expect(fault(query)).toBeUndefined();
  });
});

describe('completing a query', () => {
  const texts = (query: string, caret = query.length) =>
    complete(query, caret, () => ['/api/todos', 'two words']).items.map(({ text }) => text);

  it('offers fields by how they begin', () => {
    expect(texts('chann')).toEqual(['channel:']);
    expect(texts('id:7 -dec')).toEqual(['-decision:']);
  });

  it('offers the values that were seen, in quotes where they need them', () => {
    expect(texts('channel:')).toEqual(['channel:/api/todos ', 'channel:"two words" ']);
    expect(texts('channel:tod')).toEqual(['channel:/api/todos ']);
  });

  it('completes the word at the caret, wherever that is', () => {
    const { from, to } = complete('dec id:7', 3, () => []);
    expect([from, to]).toEqual([0, 3]);
  });
});
