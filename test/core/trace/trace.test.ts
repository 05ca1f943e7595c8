import { describe, expect, it } from 'vitest';
import { frameLine } from '../../../extension/core/protocol/compact-frame.ts';
import type { LiveEvent } from '../../../extension/core/protocol/events.ts';
import { createTrace, type Trace } from '../../../extension/core/trace/trace.ts';
import { eventsOf } from '../../support/trace-language.ts';

function append(trace: Trace, events: readonly LiveEvent[]): void {
  for (const event of events) trace.append(JSON.stringify(event), event);
}

/** More than two chunks of 16,384. */
const MANY = 40_000;
function* changes(count: number): Generator<LiveEvent> {
  for (let seq = 1; seq <= count; seq += 1) {
    const of = { load: 'L1', seq, at: seq / 2, source: 's1', input: 1 };
    yield { ...of, layer: 'collection', kind: 'change', op: 'add', cid: 'c', id: `id${seq}` };
  }
}

describe('a trace', () => {
  it('answers columns without parsing, and the event as it came', () => {
    const trace = createTrace({ maxBytes: 1_000_000 });
    const events = eventsOf(`
      load http://localhost:3000/
      sent /meta/subscribe /api/todos id=3
      received POST 7 seq=1
      added todos /api/todos
      message PUT 7
      request c1 create /api/todos
      decision held 7
    `);
    append(trace, events);
    const read = (column: 'kind' | 'channel' | 'method' | 'modelId' | 'decision') =>
      events.map((_, i) => trace[column](i));
    expect(read('kind')).toEqual(['load', 'sent', 'received', 'added', 'message', 'request', 'decision']);
    expect(read('channel')).toEqual(['', '/api/todos', '/api/todos', '/api/todos', '/api/todos', '', '']);
    expect(read('method')).toEqual(['', '', 'POST', '', 'PUT', 'create', '']);
    expect(read('modelId')).toEqual(['', '', '7', '', '7', '', '7']);
    expect(read('decision')).toEqual(['', '', '', '', '', '', 'held']);
    expect(events.map((_, i) => trace.event(i))).toEqual(events);
    expect(events.map((_, i) => trace.at(i))).toEqual(events.map((event) => event.at));
  });

  it('gives the JSON of a frame that came without, and of all that is here, though it is forgotten meanwhile', () => {
    const trace = createTrace({ maxBytes: 1_000_000 });
    const load: LiveEvent = { load: 'L1', seq: 1, at: 1, layer: 'page', kind: 'recording', on: true };
    const text = '[{"channel":"/api/todos","data":{"method":"POST","id":"7"}}]';
    const of = { layer: 'wire', kind: 'received', connection: 'websocket-1', transport: 'websocket' } as const;
    const frame: LiveEvent = { load: 'L1', seq: 2, at: 1.5, ...of, text, bytes: text.length };
    append(trace, [load]);
    trace.append(frameLine(2, 1.5, 'websocket-1', text), frame);
    expect(trace.event(1)).toEqual(frame);
    expect(JSON.parse(trace.line(1))).toEqual(frame);
    expect(trace.method(1)).toBe('POST');
    const lines = trace.lines();
    trace.clear();
    expect(Array.from({ length: lines.length }, (_, n) => JSON.parse(lines.at(n)))).toEqual([load, frame]);
  });

  it('keeps its columns right over many chunks', () => {
    const trace = createTrace({ maxBytes: 100_000_000 });
    append(trace, [...changes(MANY)]);
    for (const i of [0, 16_383, 16_384, 32_768, MANY - 1]) {
      expect(trace.seq(i)).toBe(i + 1);
      expect(trace.at(i)).toBe((i + 1) / 2);
      expect(trace.modelId(i)).toBe(`id${i + 1}`);
      expect(trace.load(i)).toBe('L1');
    }
  });

  it('stays under its bound; the oldest go first and indexes keep their meaning', () => {
    const trace = createTrace({ maxBytes: 1_000_000 });
    append(trace, [...changes(MANY)]);
    expect(trace.bytes).toBeLessThanOrEqual(1_000_000);
    expect(trace.bytes).toBeGreaterThan(990_000);
    expect(trace.end).toBe(MANY);
    expect(trace.dropped).toBe(trace.first);
    expect(trace.seq(trace.first)).toBe(trace.first + 1);
    expect(trace.modelId(MANY - 1)).toBe(`id${MANY}`);
  });

  it('answers nothing for what it has not', () => {
    const trace = createTrace({ maxBytes: 1_000_000 });
    append(trace, [...changes(3)]);
    trace.clear();
    for (const i of [-1, 0, 2, 3]) {
      expect([trace.load(i), trace.modelId(i), trace.line(i)]).toEqual(['', '', '']);
      expect(trace.at(i)).toBeNaN();
      expect(() => trace.event(i)).toThrow(RangeError);
    }
  });

  it('goes on counting after it was cleared in the middle of a chunk', () => {
    const trace = createTrace({ maxBytes: 1_000_000 });
    append(trace, [...changes(3)]);
    trace.clear();
    expect(trace).toMatchObject({ first: 3, end: 3, bytes: 0, dropped: 0 });
    append(trace, [...changes(1)]);
    expect(trace.end).toBe(4);
    expect(trace.modelId(3)).toBe('id1');
  });

  it('gives lines out of a text of many, and weighs them by the width of its characters', () => {
    for (const id of ['grün', '緑']) {
      const events = eventsOf(`change add 7\nchange add ${id}\nchange remove 7`);
      const lines = events.map((event) => JSON.stringify(event));
      const text = lines.join(',\n');
      const together = createTrace({ maxBytes: 1_000_000 });
      const apart = createTrace({ maxBytes: 1_000_000 });
      for (const [n, event] of events.entries()) {
        const start = text.indexOf(lines[n] ?? '');
        together.append({ text, start, end: start + (lines[n]?.length ?? 0) }, event);
        apart.append(lines[n] ?? '', event);
      }
      expect(events.map((_, i) => together.line(i))).toEqual(lines);
      expect(events.map((_, i) => together.event(i))).toEqual(events);
      // One character beyond Latin-1 makes the whole text as wide.
      if (id === '緑') expect(together.bytes).toBeGreaterThan(apart.bytes);
      else expect(together.bytes).toBe(apart.bytes);
    }
  });

  it('cuts a column’s text, and keeps the whole in the line', () => {
    const trace = createTrace({ maxBytes: 1_000_000 });
    append(trace, eventsOf(`change add ${'x'.repeat(5_000)}`));
    expect(trace.modelId(0)).toHaveLength(257);
    expect(trace.line(0)).toContain('x'.repeat(5_000));
  });
});
