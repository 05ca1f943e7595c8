import { describe, expect, it } from 'vitest';
import { isLiveEvent, type Report } from '../../extension/core/events.ts';
import { eventLine, MAX_EVENT } from '../../extension/page/event-line.ts';
import { bytesOf } from '../../extension/page/ring.ts';

const number = { load: 'a', seq: 3, at: 1.5 };
const received = (message: unknown): Report => ({ layer: 'faye', kind: 'received', client: 'client-1', message });

describe('an event’s line', () => {
  it('is the event as JSON, its number first', () => {
    expect(eventLine(number, received({ channel: '/a' }))).toBe(
      '{"load":"a","seq":3,"at":1.5,"layer":"faye","kind":"received","client":"client-1","message":{"channel":"/a"}}',
    );
  });

  it('is a snapshot: what the page does to the object later does not show', () => {
    const message = { data: 1 };
    const line = eventLine(number, received(message));
    message.data = 2;
    expect(JSON.parse(line).message).toEqual({ data: 1 });
  });

  it('never has a raw newline, whatever the text', () => {
    expect(eventLine(number, received('a\nb\u2028c\r\ud800'))).not.toMatch(/[\n\r]/);
  });

  it('says what was cut, how long it was, and how it began', () => {
    const data = 'é'.repeat(100_000);
    const line = eventLine(number, received({ channel: '/a', data }));
    const event = JSON.parse(line);
    const whole = JSON.stringify({ channel: '/a', data });
    expect(event.message).toEqual({ cut: true, bytes: Buffer.byteLength(whole), head: whole.slice(0, 1_000) });
    expect(isLiveEvent(event)).toBe(true);
  });

  it('keeps a snapshot whole far longer, for a cut one cannot be restored', () => {
    const models = Array.from({ length: 5_000 }, (_, id) => ({ cid: `c${id}`, attributes: { id } }));
    const added = { source: 's1', name: 'Todos', url: '/api/todos', channel: '/api/todos', listening: true };
    const rest = { size: 5_000, inFlight: 0, held: 0, models };
    const line = eventLine(number, { layer: 'collection', kind: 'added', ...added, ...rest });
    expect(line.length).toBeGreaterThan(MAX_EVENT);
    expect(JSON.parse(line).models).toEqual(models);
  });

  it('cuts the largest fields and leaves the others', () => {
    const models = Array.from({ length: 50_000 }, (_, id) => ({ id, title: `todo ${id}` }));
    const state = { low: 7 };
    const source = { source: 's1', name: 'Todos', url: '/api/todos', channel: '/api/todos', listening: true };
    const event = JSON.parse(
      eventLine(number, {
        layer: 'collection',
        kind: 'added',
        ...source,
        size: 5_000,
        inFlight: 0,
        held: 0,
        models,
        state,
      }),
    );
    expect(event.models.cut).toBe(true);
    expect(event.state).toEqual(state);
    expect(isLiveEvent(event)).toBe(true);
  });

  it('keeps a text a text, and never exceeds the bound', () => {
    const huge = '😀'.repeat(MAX_EVENT);
    const reports: Report[] = [
      { layer: 'page', kind: 'load', url: huge, title: huge, attach: 'late' },
      { layer: 'collection', kind: 'error', source: 's', message: huge },
      received(huge),
      received(Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key ${index}`, index]))),
    ];
    for (const report of reports) {
      const line = eventLine(number, report);
      expect(bytesOf(line)).toBeLessThanOrEqual(MAX_EVENT);
      expect(isLiveEvent(JSON.parse(line))).toBe(true);
    }
  });

  it('throws what cannot be written', () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    expect(() => eventLine(number, received(cyclic))).toThrow(TypeError);
    expect(() => eventLine(number, received(10n))).toThrow(TypeError);
  });
});
