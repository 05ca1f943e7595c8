import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marksOf } from '../../extension/core/marks/mark.ts';
import { shortenText } from '../../extension/page/json/shorten-text.ts';
import type { Shortening, Written } from '../../extension/page/json/shortening.ts';
import { writeValue } from '../../extension/page/json/write-value.ts';

const whole: Shortening = { text: Number.POSITIVE_INFINITY, ids: false, room: 1_000_000, leavesOut: false };
const ofTexts = { ...whole, text: 10 };
const ofIds = { ...ofTexts, ids: true, leavesOut: true };
const ofLittle = { ...ofIds, room: 300 };

const name = fc.oneof(
  fc.constantFrom('id', '_id', 'method', 'channel', 'data', 'body', 'attributes', 'text', 'a/b', '~'),
  fc.string({ maxLength: 12 }),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fc.string({ maxLength: 40, unit: 'binary' }),
    fc.string({ maxLength: 40 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 8 }),
    fc.dictionary(name, tie('value'), { maxKeys: 8 }),
  ),
}));
const root = fc.dictionary(name, value, { maxKeys: 8 });

/** What is written, as a reader gets it. */
const read = (written: Written | 'no JSON' | undefined) =>
  written === undefined || written === 'no JSON'
    ? written
    : { value: JSON.parse(written.json) as unknown, marks: new Set(written.marks.map((mark) => JSON.stringify(mark))) };

describe('what is too long', () => {
  it('is shortened in the text of a frame as it would be once parsed', () => {
    fc.assert(
      fc.property(root, fc.constantFrom(whole, ofTexts, ofIds, ofLittle), (message, shortening) => {
        const text = JSON.stringify(message);
        const parsed: unknown = JSON.parse(text);
        expect(read(shortenText(text, shortening, ''))).toEqual(read(writeValue(parsed, shortening)));
      }),
      { numRuns: 600 },
    );
  });

  it('gives every shortened text whole, by the path of its mark', () => {
    fc.assert(
      fc.property(root, (message) => {
        const written = shortenText(JSON.stringify(message), ofTexts, '/text');
        if (written === undefined || written === 'no JSON') throw new Error('not written');
        for (const mark of written.marks) {
          if (!('length' in mark)) continue;
          const text = written.whole.get(mark.path)?.();
          expect(text).toHaveLength(mark.length);
          expect(text).toBe(at(message, mark.path.slice('/text'.length)));
          expect(text?.startsWith(String(at(JSON.parse(written.json), mark.path.slice('/text'.length))))).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps every part that no mark is about', () => {
    fc.assert(
      fc.property(root, (message) => {
        const parsed: unknown = JSON.parse(JSON.stringify(message));
        const written = writeValue(parsed, ofTexts);
        expect(marksOf({ marks: written?.marks })).toEqual(written?.marks);
        if (written?.marks.length === 0) expect(JSON.parse(written.json)).toEqual(parsed);
      }),
      { numRuns: 200 },
    );
  });

  it('does not make JSON of a text that is none', () => {
    for (const text of ['[{"a":1}', '{"a":}', '[1,]', '{"a" 1}', '["a"', '[]]', '[01x]', '{"a":"b}', 'text', ''])
      expect(shortenText(text, ofTexts, '')).toBe('no JSON');
  });

  it('passes over a long frame in a part of the time that parsing it takes', () => {
    const rows = Array.from({ length: 20_000 }, (_, id) => ({ id, title: `todo ${id}`, done: false }));
    const text = JSON.stringify([
      { channel: '/a', data: rows },
      { channel: '/meta/connect', id: '7', successful: true },
    ]);
    const written = shortenText(text, ofLittle, '');
    if (written === undefined || written === 'no JSON') throw new Error('not written');
    expect(JSON.parse(written.json)[1]).toEqual({ channel: '/meta/connect', id: '7', successful: true });
    expect(written.marks).toContainEqual({ path: '/0/data', entries: 20_000, ids: true });
  });
});

function at(value: unknown, path: string): unknown {
  return path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((found, step) => Reflect.get(found as object, step), value);
}
