import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../extension/core/events.ts';
import { createLedger } from '../../extension/core/ledger.ts';
import { createTrace } from '../../extension/core/trace.ts';
import { eventsOf } from '../support/trace-language.ts';

function ledgerOf(story: string, maxBytes = 1_000_000) {
  const trace = createTrace({ maxBytes });
  const ledger = createLedger(trace);
  const add = (event: LiveEvent) => ledger.add(trace.append(JSON.stringify(event), event), event);
  for (const event of eventsOf(story)) add(event);
  return { trace, ledger, more: (further: string) => eventsOf(further).forEach(add) };
}

describe('the ledger', () => {
  it('gives a decision to the input of its collection with the same number', () => {
    const { ledger } = ledgerOf(`
      message POST 7
      message POST 7 source=s2
      decision inserted 7
      decision held 7 source=s2
    `);
    expect(ledger.causeOf(2)).toBe(0);
    expect(ledger.causeOf(3)).toBe(1);
    expect(ledger.decisionsOf(0)).toEqual([2]);
    expect(ledger.decisionsOf(1)).toEqual([3]);
    expect([0, 1, 2, 3].map(ledger.folded)).toEqual([false, false, true, true]);
  });

  it('keeps several decisions about one input in order', () => {
    const { ledger } = ledgerOf(`
      response c1 create 201 id=7
      decision matched-own-create 7
      decision inserted-after-hold 8
      decision inserted-after-hold 9
    `);
    expect(ledger.decisionsOf(0)).toEqual([1, 2, 3]);
    expect(ledger.related(2).decisions).toEqual([1, 3]);
  });

  it('shows what a collection heard, and decided, on the row of the message that brought it', () => {
    const { ledger } = ledgerOf(`
      received POST 7 seq=1
      message POST 7 seq=1
      decision inserted 7
      message POST 7 seq=1 source=s2
      decision held 7 source=s2
    `);
    expect([0, 1, 2, 3, 4].map(ledger.rowOf)).toEqual([0, 0, 0, 0, 0]);
    expect(ledger.decisionsOf(0)).toEqual([2, 4]);
    expect(ledger.decisionsOf(1)).toEqual([2]);
    expect(ledger.decisionsOf(3)).toEqual([4]);
    expect(ledger.causeOf(4)).toBe(3);
    expect(ledger.related(4)).toEqual({ message: 0, decisions: [2] });
  });

  it('tells on a held message how the hold ended, and whose echo it was', () => {
    const { ledger } = ledgerOf(`
      request c1 create /api/todos
      message POST 7
      decision held 7 waiting=["c1"]
      response c1 create 201 id=7
      decision matched-own-create 7 token=c1 via=response heldMs=20
    `);
    expect(ledger.decisionsOf(1)).toEqual([2, 4]);
    expect(ledger.decisionsOf(3)).toEqual([4]);
    expect(ledger.related(1)).toEqual({ request: 0, response: 3, decisions: [2, 4] });
    expect(ledger.related(0)).toEqual({ response: 3, message: 1, decisions: [2, 4] });
  });

  it('tells on a held message that it was the echo of none', () => {
    const { ledger } = ledgerOf(`
      request c1 create /api/todos
      message POST 8
      decision held 8 waiting=["c1"]
      response c1 create 201 id=7
      decision matched-own-create 7 token=c1 via=response
      decision inserted-after-hold 8 waited=["c1"] ms=20
    `);
    expect(ledger.decisionsOf(1)).toEqual([2, 5]);
    expect(ledger.related(1).request).toBeUndefined();
  });

  it('tells messages of one frame apart by their seq', () => {
    const { ledger } = ledgerOf(`
      received PUT 7 seq=1
      received PUT 7 seq=2
      message PUT 7 seq=1
      message PUT 7 seq=2
    `);
    expect(ledger.rowOf(2)).toBe(0);
    expect(ledger.rowOf(3)).toBe(1);
  });

  it('gives a bare message to the latest receipt that its collection has not heard yet', () => {
    const { ledger } = ledgerOf(`
      received PUT 7
      received PUT 7
      message PUT 7
      message PUT 7
      message PUT 7
    `);
    expect([2, 3, 4].map(ledger.rowOf)).toEqual([1, 0, 4]);
  });

  it('does not take a message for one of another channel, another method or another document', () => {
    const { ledger } = ledgerOf(`
      received PUT 7 channel=/api/lists
      received POST 7
      received PUT 8
      message PUT 7
    `);
    expect(ledger.folded(3)).toBe(false);
  });

  it('joins a request, its response by token and its echo by request id', () => {
    const { ledger } = ledgerOf(`
      request c1 create /api/todos crid=a
      received POST 7 seq=1 crid=a
      message POST 7 seq=1 crid=a
      decision matched-own-create 7 token=c1 via=crid
      response c1 create 201 id=7
      decision ignored-stale-response 7 token=c1
    `);
    expect(ledger.related(0)).toEqual({ response: 4, message: 1, decisions: [3, 5] });
    expect(ledger.related(1)).toEqual({ request: 0, response: 4, decisions: [3, 5] });
    expect(ledger.related(3)).toEqual({ request: 0, response: 4, message: 1, decisions: [5] });
    expect(ledger.related(4)).toEqual({ request: 0, message: 1, decisions: [3, 5] });
  });

  it('joins a bare echo to the request that a decision matched it to', () => {
    const { ledger } = ledgerOf(`
      request c1 create /api/todos
      message POST 7
      decision matched-own-create 7 token=c1
    `);
    expect(ledger.related(1)).toEqual({ request: 0, decisions: [2] });
    expect(ledger.related(0).message).toBe(1);
  });

  it('keeps the requests of two collections apart that use the same token', () => {
    const { ledger } = ledgerOf(`
      request c1 create /api/todos
      request c1 create /api/lists source=s2
      response c1 create 201 id=7
      response c1 create 500 source=s2
    `);
    expect(ledger.related(2).request).toBe(0);
    expect(ledger.related(3).request).toBe(1);
  });

  it('joins a subscription to its reply by client and message id, and to the messages that come of it', () => {
    const { ledger } = ledgerOf(`
      sent /meta/subscribe /api/todos id=3
      sent /meta/subscribe /api/lists id=3 client=f2
      reply /meta/subscribe /api/lists id=3 client=f2
      reply /meta/subscribe /api/todos id=3
      received POST 7
    `);
    expect(ledger.related(0)).toEqual({ response: 3, decisions: [] });
    expect(ledger.related(3)).toEqual({ request: 0, decisions: [] });
    expect(ledger.related(2).request).toBe(1);
    expect(ledger.related(4)).toEqual({ subscription: 0, decisions: [] });
  });

  it('does not join across documents', () => {
    const { ledger } = ledgerOf(`
      message POST 7 load=A input=1
      decision inserted 7 load=B input=1
    `);
    expect(ledger.causeOf(1)).toBeUndefined();
    expect(ledger.folded(1)).toBe(false);
  });

  it('names no event that the trace has forgotten', () => {
    const story = eventsOf('message POST 7\ndecision inserted 7').map((event) => JSON.stringify(event).length);
    const { trace, ledger, more } = ledgerOf(
      'message POST 7\ndecision inserted 7',
      128 * 2 + Number(story[0]) + 10 + Number(story[1]),
    );
    expect(ledger.folded(1)).toBe(true);
    more('change add 7');
    expect(trace.first).toBeGreaterThan(0);
    expect(ledger.causeOf(1)).toBeUndefined();
    expect(ledger.folded(1)).toBe(false);
  });

  it('forgets all links when cleared', () => {
    const { trace, ledger, more } = ledgerOf('message POST 7');
    trace.clear();
    ledger.clear();
    more('decision inserted 7 input=1');
    expect(ledger.causeOf(1)).toBeUndefined();
  });
});
