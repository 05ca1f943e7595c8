import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../../extension/core/protocol/events.ts';
import { createFilter } from '../../../extension/core/query/filter.ts';
import { createLoads } from '../../../extension/core/query/loads.ts';
import { readQuery } from '../../../extension/core/query/read-query.ts';
import { createTrace } from '../../../extension/core/trace/trace.ts';

/** Of these, lines have much in common, and what stands between two of them too. */
const letter = fc.constantFrom('a', 'A', 'b', ',', '{', '}', '"', '\\', 'é', '緑');
const words = fc.string({ unit: letter, minLength: 1, maxLength: 5 });

const errorOf = (message: string, seq: number): LiveEvent => ({
  load: 'L1',
  seq,
  at: seq,
  layer: 'collection',
  kind: 'error',
  source: 's1',
  message,
});

/** One for all: its columns take a megabyte and more. */
const trace = createTrace({ maxBytes: 10_000_000 });

/** Which of the events hold the text, when their lines came in texts of so many. */
function found(events: readonly LiveEvent[], text: string, together: number): boolean[] {
  const from = trace.end;
  for (let n = 0; n < events.length; n += together) {
    const some = events.slice(n, n + together);
    const lines = some.map((event) => JSON.stringify(event));
    const whole = `header\n${lines.join(',\n')}\n]}\n`;
    let start = 'header\n'.length;
    for (const [k, event] of some.entries()) {
      const end = start + (lines[k]?.length ?? 0);
      trace.append({ text: whole, start, end }, event);
      start = end + 2;
    }
  }
  const read = readQuery(JSON.stringify(text));
  if ('error' in read) throw new Error(read.error.message);
  const filter = createFilter(read.query, { loads: createLoads(), changedBy: () => [] });
  const masks = new Uint32Array(trace.end);
  const chunk = trace.chunk(from);
  if (chunk) filter.scan(chunk, from, trace.end, masks);
  return Array.from(masks.subarray(from), (mask) => filter.passes(mask));
}

describe('text in lines', () => {
  it('is found in the same ones, be they texts of their own or parts of one', () => {
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 12 }), words, (messages, text) => {
        const events = messages.map((message, n) => errorOf(message, n + 1));
        const alone = found(events, text, 1);
        for (const together of [2, 5, 12]) expect(found(events, text, together)).toEqual(alone);
      }),
    );
  });

  it('is not found between two', () => {
    const events = [errorOf('a', 1), errorOf('b', 2)];
    expect(found(events, '},', 2)).toEqual([false, false]);
    expect(found(events, 'message":"b"', 2)).toEqual([false, true]);
  });
});
