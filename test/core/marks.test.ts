import { describe, expect, it } from 'vitest';
import { differences } from '../../extension/core/detail/differences.ts';
import { withoutNotes } from '../../extension/core/marks/former-notes.ts';
import { type Mark, marksAt, marksOf } from '../../extension/core/marks/mark.ts';
import { Words, withWords } from '../../extension/core/marks/words.ts';
import type { LiveEvent } from '../../extension/core/protocol/events.ts';

describe('marks', () => {
  it('are read from anywhere, and what is none is passed over', () => {
    const good = [
      { path: '', length: 1 },
      { path: '/a~1b', was: '1n' },
    ];
    const bad = [
      null,
      7,
      {},
      { path: 'a', length: 1 },
      { path: '/a', length: -1 },
      { path: '/a', was: 7 },
      { length: 1 },
    ];
    expect(marksOf({ marks: [...bad, ...good] })).toEqual(good);
    for (const marks of [undefined, null, 'x', {}, { length: 3 }]) expect(marksOf({ marks })).toEqual([]);
  });

  it('of a part are those within it, and of a list of ids, around it', () => {
    const marks: Mark[] = [
      { path: '/a', length: 1 },
      { path: '/ab', length: 2 },
      { path: '/l', entries: 9, ids: true },
    ];
    expect(marksAt(marks, '/a')).toEqual([{ path: '', length: 1 }]);
    expect(marksAt(marks, '/l/3/attributes')).toEqual([{ path: '', entries: 9, ids: true }]);
  });

  it('are not data: a value that calls itself one is shown as it is', () => {
    const value = { was: '12n', path: '/x', marks: [{ path: '/was', was: 'no' }] };
    expect(withWords(value, marksOf({ message: value }))).toBe(value);
  });
});

describe('a value to be shown', () => {
  it('has words where there was no JSON, also where nothing is left', () => {
    const shown = withWords({ n: '1n', list: [null] }, [
      { path: '/n', was: '1n' },
      { path: '/gone', is: 'undefined' },
      { path: '/list/0', is: 'function' },
      { path: '/nowhere/at/all', was: 'x' },
    ]);
    expect(shown).toEqual({ n: new Words('1n'), gone: new Words('undefined'), list: [new Words('function')] });
  });
});

describe('a difference between values that are not whole', () => {
  const cut = (length: number): Mark => ({ path: '/t', length });
  const kinds = (before: unknown, after: unknown, marks: Parameters<typeof differences>[2]) =>
    differences(before, after, marks).map(({ path, kind }) => `${path} ${kind}`);

  it('is told where their lengths or beginnings differ, and else not known', () => {
    const one = { t: 'abc', u: 1 };
    expect(kinds(one, one, { before: [cut(9)], after: [cut(9)] })).toEqual(['t unseen', 'u same']);
    expect(kinds(one, one, { before: [cut(9)], after: [cut(8)] })).toEqual(['t changed', 'u same']);
    expect(kinds(one, { ...one, t: 'abd' }, { before: [cut(9)], after: [cut(9)] })).toEqual(['t changed', 'u same']);
    expect(kinds(one, { ...one, t: 'abcdefghi' }, { before: [cut(9)] })).toEqual(['t unseen', 'u same']);
    expect(kinds(one, { u: 1 }, { before: [cut(9)] })).toEqual(['t removed', 'u same']);
  });

  it('is not claimed of what only ids are known of', () => {
    const ids: Mark[] = [{ path: '', entries: 9, ids: true }];
    expect(kinds({ id: 1 }, { id: 1, title: 'a' }, { before: ids })).toEqual(['id same', 'title unseen', ' unseen']);
    expect(kinds({ id: 1, title: 'a' }, { id: 1 }, { after: ids })).toEqual(['id same', 'title unseen', ' unseen']);
  });

  it('compares what was no JSON by what it was', () => {
    const was = (words: string): Mark[] => [{ path: '/t', was: words }];
    const value = (words: string) => ({ t: words });
    expect(kinds(value('1n'), value('1n'), { before: was('1n'), after: was('1n') })).toEqual(['t same']);
    expect(kinds(value('1n'), value('2n'), { before: was('1n'), after: was('2n') })).toEqual(['t changed']);
    expect(kinds(value('1n'), value('1n'), { after: was('1n') })).toEqual(['t changed']);
    expect(kinds(value('Map(1)'), value('Map(1)'), { before: was('Map(1)'), after: was('Map(1)') })).toEqual([
      't unseen',
    ]);
  });
});

describe('a note that a former probe left in place of a value', () => {
  it('becomes a mark, and its beginning a text', () => {
    const note = { cut: true, bytes: 100_040, head: '{"id":"big"' };
    const event = {
      ...{ load: 'a', seq: 1, at: 0, layer: 'collection', kind: 'change', source: 's', input: 0, op: 'add', cid: 'c' },
      attributes: note,
    } as LiveEvent;
    expect(withoutNotes(event)).toEqual({
      ...event,
      attributes: note.head,
      marks: [{ path: '/attributes', bytes: 100_040 }],
    });
    const other = { ...event, attributes: { cut: true, bytes: 1, head: 'x', id: 1 } } as LiveEvent;
    expect(withoutNotes(other)).toBe(other);
  });
});
