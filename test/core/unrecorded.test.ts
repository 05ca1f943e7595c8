import { describe, expect, it } from 'vitest';
import { isUnrecorded, patternCovers, readUnrecorded, unrecordedWords } from '../../extension/core/unrecorded.ts';

describe('the setting of what is not recorded', () => {
  it('reads layers and channels, each once, and leaves out what is neither', () => {
    expect(readUnrecorded(' http,/chat/** /a, /a page nonsense ')).toEqual(['http', '/chat/**', '/a']);
    expect(readUnrecorded('')).toEqual([]);
  });

  it('has a bound on entries and on their length', () => {
    const many = Array.from({ length: 60 }, (_, i) => `/c/${i}`);
    expect(readUnrecorded(many.join(' '))).toHaveLength(50);
    expect(isUnrecorded(many)).toBe(false);
    expect(isUnrecorded([`/${'x'.repeat(300)}`])).toBe(false);
  });

  it.each([[undefined], ['http'], [[1]], [['page']], [['/a b']], [['/a,b']], [{}]])('refuses %j', (value) => {
    expect(isUnrecorded(value)).toBe(false);
  });

  it('is said with the layers called layers', () => {
    expect(unrecordedWords(['http', '/chat/**'])).toBe('layer http, /chat/**');
  });

  it.each([
    ['/a', '/a', true],
    ['/a', '/a/b', false],
    ['/a/*', '/a', false],
    ['/a/*', '/a/b', true],
    ['/a/*', '/a/b/c', false],
    ['/a/**', '/a/b/c', true],
    ['/a/**', '/a', false],
    ['/a/**', '/ab', false],
    ['/**', '/a', true],
  ])('%s covers %s: %s', (pattern, channel, covers) => expect(patternCovers(pattern, channel)).toBe(covers));
});
