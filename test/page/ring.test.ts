import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, createRing } from '../../extension/page/ring.ts';

describe('the ring', () => {
  it('numbers lines from 1 without holes, and keeps the newest that fit', () => {
    const ring = createRing(30);
    for (const line of ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc', 'dddddddddd']) ring.push(line);
    expect([ring.first, ring.next, ring.bytes]).toEqual([2, 5, 30]);
    expect([1, 2, 4, 5].map(ring.line)).toEqual(['', 'bbbbbbbbbb', 'dddddddddd', '']);
  });

  it('counts two bytes a character where an engine does', () => {
    expect(['', 'abc', 'é', 'a→', '😀'].map(bytesOf)).toEqual([0, 3, 1, 4, 4]);
  });

  it('never holds more than its bound, and always a run without holes', () => {
    /** Of one byte a character or of two; told over and over, so that there is more than once much to cut off. */
    const someLines = fc.array(fc.nat({ max: 40 }), { maxLength: 200 }).map((lengths) => {
      const lines = lengths.map((length) => (length % 2 ? 'x' : '→').repeat(length >> 1));
      return Array.from({ length: 12 }, () => lines).flat();
    });
    fc.assert(
      fc.property(someLines, (lines) => {
        const ring = createRing(100);
        const states = lines.map((line) => {
          ring.push(line);
          return [ring.bytes <= 100, ring.next];
        });
        expect(states).toEqual(lines.map((_line, index) => [true, index + 2]));
        const kept = lines.slice(ring.first - 1);
        expect(kept).toEqual(kept.map((_, index) => ring.line(ring.first + index)));
        expect(ring.bytes).toBe(kept.reduce((sum, line) => sum + bytesOf(line), 0));
      }),
      { numRuns: 20 },
    );
  });

  it('keeps the numbers of lines that are rewritten, also to nothing', () => {
    const ring = createRing(30);
    for (const line of ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc', 'dddddddddd']) ring.push(line);
    ring.rewrite((line) => (line.startsWith('c') ? '' : line.slice(5)));
    expect([ring.first, ring.next, ring.bytes]).toEqual([2, 5, 10]);
    expect([2, 3, 4].map(ring.line)).toEqual(['bbbbb', '', 'ddddd']);
  });

  it('cuts off what it forgot without losing count', () => {
    const ring = createRing(1_000);
    for (let number = 1; number <= 20_000; number += 1) ring.push(`line ${number}`);
    expect(ring.line(20_000)).toBe('line 20000');
    expect(ring.line(ring.first)).toBe(`line ${ring.first}`);
  });
});
