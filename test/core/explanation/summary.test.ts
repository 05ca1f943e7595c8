import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarise } from '../../../extension/core/explanation/summary.ts';
import type { LiveEvent } from '../../../extension/core/protocol/events.ts';
import { eventsOf } from '../../support/trace-language.ts';

describe('summarise', () => {
  it.each([
    ['load http://localhost:3000/', 'page: load – http://localhost:3000/'],
    ['gap 5 3', 'page: gap – three events lost, from number 5'],
    ['sent /meta/subscribe /api/todos', 'wire: subscribe – /api/todos · no answer yet'],
    ['reply /meta/subscribe /api/todos', 'wire: subscribe acknowledged – /api/todos'],
    ['wire sent /meta/connect id=4', 'wire: connect – no answer yet'],
    ['wire reply /meta/connect id=4', 'wire: connect answered – '],
    ['wire received POST 7 seq=4 v=1', 'message: POST – /api/todos · id 7 · seq 4 · v 1'],
    ['wire frame hello', 'wire: received – not readable as Bayeux · hello'],
    [
      'wire opened ws://localhost/faye earlier=true',
      'wire: websocket opened – ws://localhost/faye · before the capture began',
    ],
    ['wire closed code=1006 clean=false', 'wire: websocket closed – code 1006 · not cleanly'],
    ['wire failed transport=long-polling reason=timeout ms=30000', 'wire: long-polling failed – timeout · 30.0 s'],
    ['http request h1 POST /api/todos', 'request: POST – /api/todos · no answer yet'],
    ['http response h1 201', 'request: 201 – 12 ms'],
    ['http failed h1 abort', 'request: aborted – 12 ms'],
    ['faye subscribe /api/todos handlers=2', 'wire: application subscribes – /api/todos · two handlers'],
    ['faye unsubscribe /api/todos handlers=0', 'wire: application unsubscribes – /api/todos'],
    [
      'faye subscribed /api/todos ok=false error=403::Forbidden',
      'wire: subscribe callback got an error – /api/todos · 403::Forbidden',
    ],
    ['faye holds channels={"/a":1} extensions=1', 'wire: client holds – one channel · one extension'],
    ['faye state state=connected transport=websocket clientId=k3x', 'wire: client connected – websocket · client k3x'],
    ['received POST 7 seq=4 v=1', 'message: POST – /api/todos · id 7 · seq 4 · v 1'],
    ['message PUT 7', 'message: PUT – /api/todos · id 7'],
    ['added todos /api/todos size=2', 'collection: collection – todos · /api/todos · two models'],
    ['request c1 create /api/todos', 'request: create – #1 · /api/todos'],
    ['response c1 create 201 id=7', 'request: create ok 201 – #1 · id 7 · 12 ms'],
    ['response c1 create 0', 'request: create failed no answer – #1 · 12 ms'],
    ['decision removed 7 v=3', 'collection: removed – Removed: the document was deleted (v 3).'],
    ['decision removed 7 v=3', 'collection: removed – Removed: the document was deleted (v 3).'],
    [
      'added todos /api/todos foreign=true',
      'collection: collection – todos · /api/todos · no models · not a LiveCollection: its decisions are inferred',
    ],
    ['change add 7', 'collection: add – c7 · id 7'],
  ])('sums up “%s”', (told, line) => {
    const [event] = eventsOf(told) as [LiveEvent];
    const { lane, title, detail } = summarise(event);
    expect(`${lane}: ${title} – ${detail}`).toBe(line);
  });

  it.each([
    ['wire sent /meta/connect id=4\nwire reply /meta/connect id=4 after=30000', 'connect – answered after 30.0 s'],
    [
      'wire sent /meta/handshake id=1\nwire reply /meta/handshake id=1 clientId=k3x',
      'handshake – accepted after 10 ms · client k3x',
    ],
    [
      'wire sent /meta/subscribe /api/todos id=4\nwire reply /meta/subscribe /api/todos id=4 successful=false error=403::Forbidden',
      'subscribe refused – /api/todos · 403::Forbidden · after 10 ms',
    ],
    ['http request h1 POST /api/todos\nhttp response h1 201 ms=79', 'POST – /api/todos · 201 · 79 ms'],
    ['http request h1 GET /api/todos\nhttp failed h1 timeout ms=30000', 'GET – /api/todos · timed out · 30.0 s'],
  ])('sums up a row with its answer, “%s”', (told, line) => {
    const [event, answer] = eventsOf(told) as [LiveEvent, LiveEvent];
    const { title, detail } = summarise(event, answer);
    expect(`${title} – ${detail}`).toBe(line);
  });

  it('tells a decision that was inferred from one that was reported', () => {
    const [decision] = eventsOf('decision merged 7') as [LiveEvent];
    expect(summarise({ ...decision, inferred: true } as LiveEvent).title).toBe('merged (inferred)');
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
