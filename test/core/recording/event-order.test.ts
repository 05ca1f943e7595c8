import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../../extension/core/protocol/events.ts';
import { createEventOrder } from '../../../extension/core/recording/event-order.ts';

const event = (load: string, seq: number, more: object = { layer: 'page', kind: 'hide' }) =>
  ({ load, seq, at: 1, ...more }) as LiveEvent;
const part = (seq: number, part: number) =>
  event('a', seq, { layer: 'wire', kind: 'received', connection: 'w1', transport: 'websocket', text: '[]', part });
const inferred = (seq: number) =>
  event('a', seq, { layer: 'collection', kind: 'decision', source: 's', decision: 'held', facts: {}, inferred: true });

/** What is said of the last of these events; the ones before must be in order. */
function saidOf(...events: LiveEvent[]): string | undefined {
  const order = createEventOrder();
  const said = events.map((one) => order.push(one));
  expect(said.slice(0, -1).filter(Boolean)).toEqual([]);
  return said.at(-1);
}

describe('the order of a recording', () => {
  it('lets documents number their events independently, with holes', () => {
    expect(saidOf(event('a', 5), event('b', 1), event('a', 9), event('b', 2))).toBeUndefined();
  });

  it('lets the messages of one frame share a number, and what was inferred from them', () => {
    expect(saidOf(part(4, 1), part(4, 2), inferred(4), inferred(4), part(4, 3), inferred(4))).toBeUndefined();
    expect(saidOf(event('a', 4), inferred(4), event('a', 5))).toBeUndefined();
  });

  it('lets a gap stand where it was noticed', () => {
    const gap = (seq: number) => event('a', seq, { layer: 'page', kind: 'gap', from: seq, count: 3 });
    expect(saidOf(event('a', 4), gap(2), gap(5), event('a', 8))).toBeUndefined();
  });

  it('finds an event that comes twice, also behind what was inferred from it', () => {
    expect(saidOf(event('a', 4), event('a', 4))).toBe('number 4 of its document comes twice');
    expect(saidOf(event('a', 4), inferred(4), event('a', 4))).toBe('number 4 of its document comes twice');
    expect(saidOf(part(4, 1), part(4, 2), part(4, 2))).toBe('number 4 of its document comes twice');
  });

  it('finds an event that stands after a later one', () => {
    expect(saidOf(event('a', 9), event('b', 1), event('a', 4))).toMatch(
      /^number 4 of its document stands after number 9,/,
    );
    expect(saidOf(part(5, 1), part(4, 2))).toMatch(/out of order/);
  });
});
