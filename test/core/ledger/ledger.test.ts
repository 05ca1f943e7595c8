import { describe, expect, it } from 'vitest';
import { createLedger } from '../../../extension/core/ledger/ledger.ts';
import type { LiveEvent } from '../../../extension/core/protocol/events.ts';
import { createTrace } from '../../../extension/core/trace/trace.ts';
import { eventsOf } from '../../support/trace-language.ts';

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

  it('tells on a held message that a deletion or a list took it, which ends its hold too', () => {
    const { ledger } = ledgerOf(`
      request c1 create /api/todos
      message POST 8
      decision held 8 waiting=["c1"]
      message DELETE 8
      decision tombstoned 8 cancelledHeld=true
      message POST 9
      decision held 9 waiting=["c1"]
      response r1 read 200
      decision removed-by-snapshot 9 wasHeld=true
    `);
    expect(ledger.decisionsOf(1)).toEqual([2, 4]);
    expect(ledger.holdOf(4)).toBe(1);
    expect(ledger.decisionsOf(5)).toEqual([6, 8]);
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

  it('folds a heartbeat and its answer into one row', () => {
    const { ledger } = ledgerOf(`
      wire sent /meta/connect id=4 clientId=k
      wire reply /meta/connect id=4 clientId=k after=30000
      wire sent /meta/connect id=5 clientId=k
    `);
    expect([0, 1, 2].map(ledger.rowOf)).toEqual([0, 0, 2]);
    expect(ledger.answerOf(0)).toBe(1);
    expect(ledger.answerOf(2)).toBeUndefined();
  });

  it('joins a reply that comes over another polling request, by the session', () => {
    const { ledger } = ledgerOf(`
      wire sent /meta/connect id=4 clientId=k connection=p1
      wire sent /meta/subscribe /api/todos id=5 clientId=k connection=p2
      wire sent /meta/subscribe /api/todos id=5 clientId=other connection=p3
      wire reply /meta/subscribe /api/todos id=5 clientId=k connection=p1
    `);
    expect(ledger.answerOf(1)).toBe(3);
    expect(ledger.answerOf(2)).toBeUndefined();
  });

  it('joins a reply without a session by its connection, and only once', () => {
    const { ledger } = ledgerOf(`
      wire sent /api/todos id=7 clientId=k
      wire reply /api/todos id=7 connection=w2
      wire reply /api/todos id=7
      wire reply /api/todos id=7
    `);
    expect([1, 2, 3].map(ledger.rowOf)).toEqual([1, 0, 3]);
  });

  it('shows what a collection heard on the row of the frame that brought it', () => {
    const { ledger } = ledgerOf(`
      wire sent /meta/subscribe /api/todos id=3
      wire received POST 7 seq=1
      message POST 7 seq=1
      decision inserted 7
    `);
    expect([1, 2, 3].map(ledger.rowOf)).toEqual([1, 1, 1]);
    expect(ledger.related(1)).toEqual({ subscription: 0, decisions: [3] });
  });

  it.each(['/api/*', '/api/**', '/**'])('joins what a collection hears through %s to the frame', (pattern) => {
    const { ledger } = ledgerOf(`
      wire sent /meta/subscribe ${pattern} id=3
      added todos ${pattern}
      wire received POST 7 seq=1
      message POST 7 seq=1 channel=${pattern}
      message POST 7 seq=1 source=s2
    `);
    expect([3, 4].map(ledger.rowOf)).toEqual([2, 2]);
    expect(ledger.related(2).subscription).toBe(0);
  });

  it('tells apart what two channels under one pattern bring with the same seq', () => {
    const { ledger } = ledgerOf(`
      added all /api/*
      wire received POST 7 seq=1 channel=/api/todos
      wire received POST 3 seq=1 channel=/api/lists
      message POST 7 seq=1 channel=/api/*
      message POST 3 seq=1 channel=/api/*
    `);
    expect([3, 4].map(ledger.rowOf)).toEqual([1, 2]);
  });

  it('does not join a pattern to what it does not cover', () => {
    const { ledger } = ledgerOf(`
      added todos /api/*
      wire received POST 7 seq=1 channel=/api/lists/3
      message POST 7 seq=1 channel=/api/*
    `);
    expect(ledger.folded(2)).toBe(false);
  });

  it('tells a thousand messages of one frame apart', () => {
    const seqs = Array.from({ length: 1_000 }, (_, k) => k + 1);
    const { ledger } = ledgerOf(
      [...seqs.map((seq) => `wire received PUT 7 seq=${seq}`), ...seqs.map((seq) => `message PUT 7 seq=${seq}`)].join(
        '\n',
      ),
    );
    expect(seqs.map((_, k) => ledger.rowOf(1_000 + k))).toEqual(seqs.map((_, k) => k));
  });

  it('shows an HTTP answer, or failure, on its request', () => {
    const { ledger } = ledgerOf(`
      http request h1 GET /api/todos
      http request h2 GET /api/todos
      http failed h2 abort
      http response h1 200
      http response h9 200
    `);
    expect([2, 3, 4].map(ledger.rowOf)).toEqual([1, 0, 4]);
    expect(ledger.answerOf(0)).toBe(3);
  });

  it('shows an HTTP request on the request of the collection that it carries, by request id or by method and path', () => {
    const { ledger } = ledgerOf(`
      request c1 create /api/todos crid=a
      request c2 update /api/todos/7
      http request h2 PUT http://localhost:3000/api/todos/7?x=1
      http request h1 POST /api/todos crid=a
      http response h1 201
      response c1 create 201 id=8
      http request h3 PUT /api/todos/7
    `);
    expect([2, 3, 4, 5, 6].map(ledger.rowOf)).toEqual([1, 0, 0, 5, 6]);
    expect(ledger.related(0)).toEqual({ response: 5, exchange: 3, decisions: [] });
  });

  it('does so also when the HTTP request was reported first, but not of one long ago', () => {
    const { ledger } = ledgerOf(`
      http request h1 DELETE /api/todos/7
      request c1 delete /api/todos/7
      http request h2 DELETE /api/todos/8
      request c2 delete /api/todos/8 after=60000
    `);
    expect([1, 3].map(ledger.rowOf)).toEqual([0, 3]);
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
    const story = 'message POST 7\ndecision inserted 7';
    const { trace, ledger, more } = ledgerOf(story, ledgerOf(story).trace.bytes + 10);
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

describe('frames that begin one after another', () => {
  const frame = (n: number, url: string) => `load ${url} load=F${n} frame=${url}`;

  it('stand on one row an address, whatever their queries', () => {
    const { ledger } = ledgerOf(`
      load http://localhost:3000/
      ${frame(1, 'about:srcdoc')}
      ${frame(2, 'http://ads.test/a?n=1')}
      ${frame(3, 'about:srcdoc')}
      ${frame(4, 'http://ads.test/a?n=2#x')}
      ${frame(5, 'http://ads.test/b')}
    `);
    expect([0, 1, 2, 3, 4, 5].map(ledger.rowOf)).toEqual([0, 1, 2, 1, 2, 5]);
    expect([0, 1, 2, 5].map(ledger.framesOn)).toEqual([0, 2, 2, 1]);
  });

  it('begin another row once something else has one, and not before', () => {
    const { ledger, more } = ledgerOf(`
      message POST 7
      ${frame(1, 'about:srcdoc')}
      decision inserted 7
      ${frame(2, 'about:srcdoc')}
      page hide
      ${frame(3, 'about:srcdoc')}
    `);
    expect([1, 2, 3, 4, 5].map(ledger.rowOf)).toEqual([1, 0, 1, 4, 5]);
    ledger.clear();
    more(frame(4, 'about:srcdoc'));
    expect(ledger.rowOf(6)).toBe(6);
  });

  it('stay rows when the first of them is forgotten', () => {
    const { trace, ledger } = ledgerOf(
      Array.from({ length: 500 }, (_, n) => frame(n, 'about:srcdoc')).join('\n'),
      40_000,
    );
    expect(trace.first).toBeGreaterThan(0);
    const row = ledger.rowOf(trace.end - 1);
    expect(trace.has(row)).toBe(true);
    expect(ledger.framesOn(row)).toBeGreaterThan(0);
  });
});
