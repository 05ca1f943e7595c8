import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../extension/core/events.ts';
import { summarise } from '../../extension/core/summary.ts';
import { eventsOf } from '../support/trace-language.ts';

describe('summarise', () => {
  it.each([
    ['load http://localhost:3000/', 'page: load – http://localhost:3000/'],
    ['gap 5 3', 'page: gap – three events lost, from number 5'],
    ['sent /meta/subscribe /api/todos', 'wire: subscribe – /api/todos'],
    ['reply /meta/subscribe /api/todos', 'wire: subscribe acknowledged – /api/todos'],
    ['received POST 7 seq=4 v=1', 'message: POST – /api/todos · id 7 · seq 4 · v 1'],
    ['message PUT 7', 'message: PUT – /api/todos · id 7'],
    ['added todos /api/todos size=2', 'collection: collection – todos · /api/todos · two models'],
    ['request c1 create /api/todos', 'request: create – c1 · /api/todos'],
    ['response c1 create 201 id=7', 'request: create ok 201 – c1 · id 7 · 12 ms'],
    ['response c1 create 0', 'request: create failed no answer – c1 · 12 ms'],
    ['decision removed 7 v=3', 'collection: removed – Removed: the document was deleted (v 3).'],
    ['change add 7', 'collection: add – c7 · id 7'],
  ])('sums up “%s”', (told, line) => {
    const [event] = eventsOf(told) as [LiveEvent];
    const { lane, title, detail } = summarise(event);
    expect(`${lane}: ${title} – ${detail}`).toBe(line);
  });

  it('tells a refused subscription from an acknowledged one', () => {
    const [reply] = eventsOf('reply /meta/subscribe /api/todos successful=false error=403::Forbidden') as [LiveEvent];
    expect(summarise(reply)).toEqual({
      lane: 'wire',
      title: 'subscribe refused',
      detail: '/api/todos · 403::Forbidden',
    });
  });

  it('never throws and stays a line, whatever a message is', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom('channel', 'data', 'subscription'), fc.jsonValue())),
        (message) => {
          const of = { load: 'L1', seq: 1, at: 1 };
          const events: LiveEvent[] = [
            { ...of, layer: 'faye', kind: 'received', client: 'f1', message },
            { ...of, layer: 'faye', kind: 'sent', client: 'f1', message },
            { ...of, layer: 'collection', kind: 'message', source: 's1', input: 1, channel: '/a', message },
          ];
          for (const event of events) expect(summarise(event).detail.length).toBeLessThan(600);
        },
      ),
    );
  });
});
