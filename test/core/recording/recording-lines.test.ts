import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../../extension/core/protocol/events.ts';
import { textOf } from '../../../extension/core/protocol/text-span.ts';
import { type RecordingMeta, write } from '../../../extension/core/recording/recording.ts';
import { createRecordingLines, hasLines } from '../../../extension/core/recording/recording-lines.ts';
import { createTrace } from '../../../extension/core/trace/trace.ts';
import { eventsOf } from '../../support/trace-language.ts';

const META = { createdAt: '2026-01-02T03:04:05.000Z', page: 'http://localhost:3000/', browser: 'Firefox 153' };
const EVENTS = eventsOf(`
  load http://localhost:3000/
  received POST 7 seq=1
  decision held 7
  change add 7
`);

function fileOf(events: readonly LiveEvent[]): string {
  const trace = createTrace({ maxBytes: 1_000_000 });
  for (const event of events) trace.append(JSON.stringify(event), event);
  return write(trace, META);
}

/** Reads a file that comes in these pieces. */
function readIn(pieces: readonly string[]) {
  const metas: RecordingMeta[] = [];
  const events: LiveEvent[] = [];
  const reader = createRecordingLines(
    (meta) => metas.push(meta),
    (line, event) => {
      expect(JSON.parse(textOf(line))).toEqual(event);
      events.push(event);
    },
  );
  for (const piece of pieces) {
    const error = reader.push(piece);
    if (error !== undefined) return { metas, events, error };
  }
  return { metas, events, error: reader.end() };
}

const file = fileOf(EVENTS);

describe('a recording, line by line', () => {
  it('is what was written, however the file comes in', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(file.length), { maxLength: 20 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), file.length];
        const pieces = places.slice(1).map((to, n) => file.slice(places[n], to));
        expect(readIn(pieces)).toEqual({ metas: [META], events: EVENTS, error: undefined });
      }),
    );
  });

  it('is known by its first line', () => {
    expect(hasLines(file)).toBe(true);
    expect(hasLines(fileOf([]))).toBe(true);
    expect(hasLines(JSON.stringify(JSON.parse(file)))).toBe(false);
    expect(hasLines(JSON.stringify(JSON.parse(file), null, 2))).toBe(false);
  });

  it('tells what came before a fault, and where the fault is', () => {
    expect(readIn([file.slice(0, -10)])).toEqual({
      metas: [META],
      events: EVENTS.slice(0, 3),
      error: 'This recording is cut off after event 3.',
    });
    expect(readIn([file.slice(0, file.indexOf('\n]}') + 1)])).toEqual({
      metas: [META],
      events: EVENTS,
      error: 'This recording is cut off after event 4.',
    });
    expect(readIn([file.replace('"layer":"collection"', '"layer":"heaven"')]).error).toMatch(
      /^Event 3 .* is wrong: no/,
    );
    expect(readIn([file, '{}\n']).error).toBe('Something follows the end of this recording.');
  });

  it('refuses another version before its first event', () => {
    const { metas, error } = readIn([file.replace('"version":1', '"version":2')]);
    expect(metas).toEqual([]);
    expect(error).toBe('This recording has version 2; only version 1 is known.');
  });

  it('refuses a line that has no end', () => {
    const { error } = readIn([file.slice(0, 200).replace(/\n.*/s, '\n'), 'x'.repeat(5_000_000)]);
    expect(error).toBe('Event 1 of this recording is too long.');
  });
});
