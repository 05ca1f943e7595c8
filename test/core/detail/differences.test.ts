import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonEnds, differences, isSame } from '../../../extension/core/detail/differences.ts';

const told = (before: unknown, after: unknown) =>
  differences(before, after)
    .filter(({ kind }) => kind !== 'same')
    .map(({ path, kind, before, after }) => `${kind} ${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`);

describe('the differences of two models', () => {
  it('are the attributes that came, went and changed', () => {
    expect(told({ title: 'a', done: false, order: 1 }, { title: 'b', order: 1, due: null })).toEqual([
      'changed title: "a" → "b"',
      'removed done: false → undefined',
      'added due: undefined → null',
    ]);
  });

  it('tell what stayed, at the top', () => {
    expect(differences({ a: 1, b: { c: 2 } }, { a: 1, b: { c: 2 } }).map(({ kind }) => kind)).toEqual(['same', 'same']);
  });

  it('go into objects, and find what was put into an array', () => {
    expect(told({ owner: { name: 'Ann', age: 3 } }, { owner: { name: 'Bob', age: 3 } })).toEqual([
      'changed owner.name: "Ann" → "Bob"',
    ]);
    expect(told({ tags: ['a', 'b', 'c'] }, { tags: ['a', 'x', 'b', 'c'] })).toEqual(['added tags[1]: undefined → "x"']);
    expect(told({ tags: ['a', 'b', 'c'] }, { tags: ['a', 'c'] })).toEqual(['removed tags[1]: "b" → undefined']);
  });

  it('of a model that came or went are all of it', () => {
    expect(told(undefined, { a: 1, b: 2 })).toEqual(['added a: undefined → 1', 'added b: undefined → 2']);
    expect(told({ a: 1 }, undefined)).toEqual(['removed a: 1 → undefined']);
  });

  it('take names that mean something to JavaScript for names', () => {
    const before = JSON.parse('{"__proto__":{"a":1},"constructor":1}');
    const after = JSON.parse('{"__proto__":{"a":2}}');
    expect(told(before, after)).toEqual(['changed __proto__.a: 1 → 2', 'removed constructor: 1 → undefined']);
  });

  it('are none exactly where the values are the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const copy = JSON.parse(JSON.stringify(one));
        expect(told(one, copy)).toEqual([]);
        expect(told(copy, other).length === 0).toBe(isSame(copy, JSON.parse(JSON.stringify(other))));
      }),
    );
  });

  it('know one zero', () => {
    expect(told({ a: 0 }, JSON.parse('{"a":-0}'))).toEqual([]);
  });

  it('are bounded in number and depth', () => {
    const long = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`a${n}`, n]));
    expect(differences({}, long)).toHaveLength(1_000);
    const deep = (leaf: number) => Array.from({ length: 60 }).reduce<unknown>((inner) => ({ inner }), leaf);
    expect(told(deep(1), deep(2))).toHaveLength(1);
  });
});

describe('the common ends of two texts', () => {
  it('leave what differs', () => {
    expect(commonEnds('Buy milk', 'Buy oat milk')).toEqual({ start: 4, end: 4 });
    expect(commonEnds('aaa', 'aa')).toEqual({ start: 2, end: 0 });
  });

  it('never cut a character in two', () => {
    expect(commonEnds('a😀', 'a😁')).toEqual({ start: 1, end: 0 });
    expect(commonEnds('🐀', '😀')).toEqual({ start: 0, end: 0 });
  });
});
