import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../../extension/core/protocol/events.ts';
import { read, write, writing } from '../../../extension/core/recording/recording.ts';
import { createTrace } from '../../../extension/core/trace/trace.ts';
import { eventsOf } from '../../support/trace-language.ts';

const META = { createdAt: '2026-01-02T03:04:05.000Z', page: 'http://localhost:3000/', browser: 'Firefox 153' };

function traceOf(events: readonly LiveEvent[]) {
  const trace = createTrace({ maxBytes: 10_000_000 });
  for (const event of events) trace.append(JSON.stringify(event), event);
  return trace;
}

/** The parsed file, to be broken. */
const fileOf = (events: readonly LiveEvent[]) => JSON.parse(write(traceOf(events), META)) as Record<string, unknown>;

const refusal = (text: string) => {
  const result = read(text);
  return result.ok ? 'no error' : result.error;
};

const someEvents = fc
  .array(
    fc.record({
      id: fc.string({ unit: 'binary' }),
      facts: fc.jsonValue({ maxDepth: 5 }),
      at: fc.double({ noNaN: true, noDefaultInfinity: true }),
    }),
    { maxLength: 20 },
  )
  .map((drawn) =>
    drawn.map(({ id, facts, at }, k): LiveEvent => {
      const of = { load: 'L1', seq: k + 1, at, source: 's1', input: k };
      return { ...of, layer: 'collection', kind: 'decision', decision: 'held', id, facts };
    }),
  );

describe('a recording', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        // -0 is 0 in JSON.
        const expected = JSON.parse(JSON.stringify(events)) as unknown;
        expect(read(write(traceOf(events), META))).toEqual({
          ok: true,
          recording: { ...META, omitted: 0, events: expected },
        });
      }),
    );
  });

  it('writes the format that is published', () => {
    const file = fileOf(eventsOf('change add 7'));
    expect(file).toMatchObject({ format: 'livecollection-recording', version: 1, ...META });
    expect(file.events).toHaveLength(1);
  });

  it('leaves out what is nested too deep, and counts it', () => {
    const deep = JSON.parse(`${'['.repeat(70)}${']'.repeat(70)}`) as unknown;
    const [good, bad] = eventsOf('decision held 7\ndecision held 8') as [LiveEvent, LiveEvent];
    const text = write(traceOf([good, { ...bad, facts: deep } as LiveEvent]), META);
    expect(read(text)).toEqual({ ok: true, recording: { ...META, omitted: 1, events: [good] } });
  });

  it('leaves out the oldest where not all fit, and counts them', () => {
    const events = eventsOf(Array.from({ length: 100 }, (_, k) => `change add ${k}`).join('\n'));
    const text = write(traceOf(events), META, 2_000);
    expect(text.length).toBeLessThanOrEqual(2_000);
    const result = read(text);
    if (!result.ok) throw new Error(result.error);
    const { recording } = result;
    expect(recording.events).toEqual(events.slice(-recording.events.length));
    expect(recording.omitted).toBe(100 - recording.events.length);
    expect(recording.events.length).toBeGreaterThan(3);
  });

  it('is the same text as its lines in one, though it is written in pieces, the last first', () => {
    const deep = JSON.parse(`${'['.repeat(70)}${']'.repeat(70)}`) as unknown;
    const events = eventsOf(Array.from({ length: 9_000 }, (_, k) => `change add ${k}`).join('\n'));
    const trace = traceOf(
      events.map((event, k) => (k % 1_000 === 5 ? ({ ...event, facts: deep } as LiveEvent) : event)),
    );
    expect([...writing(trace, META)].length).toBeGreaterThan(3);
    const kept = events.filter((_, k) => k % 1_000 !== 5).map((event) => JSON.stringify(event));
    const fields = { format: 'livecollection-recording', version: 1, ...META, marked: true, omitted: 9 };
    const head = JSON.stringify(fields).slice(0, -1);
    expect(write(trace, META)).toBe(`${head},"events":[\n${kept.join(',\n')}\n]}\n`);

    const part = write(trace, META, 600_000);
    const newest = kept.slice(kept.findIndex((line) => part.includes(line)));
    expect(part.slice(part.indexOf('[') + 2)).toBe(`${newest.join(',\n')}\n]}\n`);
    expect(JSON.parse(part)).toMatchObject({ omitted: 9_000 - newest.length });
  });

  const file = (change: Record<string, unknown>) =>
    JSON.stringify({ ...fileOf(eventsOf('change add 7\nmessage POST 7')), ...change });

  it.each([
    ['no JSON', 'hello', 'This file is not JSON, or is cut off.'],
    ['a cut file', file({}).slice(0, -5), 'This file is not JSON, or is cut off.'],
    ['an empty file', '', 'This file is not JSON, or is cut off.'],
    ['another document', '{"log":{}}', 'This file is not a LiveCollection recording.'],
    ['a list', '[]', 'This file is not a LiveCollection recording.'],
    ['nothing', 'null', 'This file is not a LiveCollection recording.'],
    ['a newer version', file({ version: 2 }), 'This recording has version 2; only version 1 is known.'],
    ['an odd version', file({ version: { a: 1 } }), 'This recording has version no number; only version 1 is known.'],
    ['no date', file({ createdAt: 'tomorrow' }), 'This recording does not say when it was made.'],
    ['no page', file({ page: 7 }), 'This recording does not say of which page it is.'],
    ['no browser', file({ browser: null }), 'This recording does not say in which browser it was made.'],
    ['no events', file({ events: {} }), 'This recording has no list of events.'],
    ['a bad event', file({ events: [{}] }), 'Event 1 of this recording is wrong: load must name a document.'],
    ['deep nesting', '['.repeat(1_000_000), 'This file is nested deeper than 64 levels.'],
    ['a huge file', ' '.repeat(100_000_001), 'This file is larger than 100 MB, the most that a recording may be.'],
  ])('refuses %s with one clear sentence', (_, text, error) => {
    expect(refusal(text)).toBe(error);
  });

  it('does not count brackets inside strings as nesting', () => {
    const [event] = eventsOf('decision held 7') as [LiveEvent];
    const text = write(traceOf([{ ...event, facts: `\\"${'['.repeat(100)}` } as LiveEvent]), META);
    expect(read(text).ok).toBe(true);
  });

  it('never throws, whatever the file is', () => {
    const text = JSON.stringify(fileOf(eventsOf('change add 7\nmessage POST 7')));
    const broken = fc
      .tuple(fc.nat(text.length), fc.nat(20), fc.string())
      .map(([at, length, put]) => text.slice(0, at) + put + text.slice(at + length));
    fc.assert(
      fc.property(fc.oneof(broken, fc.json(), fc.string()), (given) => {
        const result = read(given);
        if (!result.ok) expect(result.error).toMatch(/^[A-Z].*\.$/s);
      }),
    );
  });
});
