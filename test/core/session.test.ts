import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../extension/core/protocol/events.ts';
import { read, write } from '../../extension/core/recording/recording.ts';
import { createSession, type Session } from '../../extension/core/session.ts';
import { batchOf, eventsOf } from '../support/trace-language.ts';

const session = (maxBytes = 1_000_000) => createSession({ maxBytes, reader: 'panel' });

const lines = ({ trace }: Session) =>
  Array.from({ length: trace.end - trace.first }, (_, k) => trace.line(trace.first + k));
const shown = ({ rows }: Session) => Array.from({ length: rows.length }, (_, position) => rows.at(position));

const STORY = `
  load http://localhost:3000/
  added todos /api/todos
  request c1 create /api/todos crid=a
  received POST 7 seq=1 crid=a
  message POST 7 seq=1 crid=a
  decision held 7 waiting=["c1"] ages=[3]
  response c1 create 201 id=7
  decision matched-own-create 7 token=c1 via=response heldMs=9
  change add 7
  received PUT 7 seq=2
  message PUT 7 seq=2
  decision merged 7
`;

describe('a session', () => {
  it('forgets what was decided in a recording when another opens', () => {
    const panel = createSession({ maxBytes: 1_000_000, reader: 'panel' });
    panel.open(eventsOf('added todos /api/todos\nmessage POST 7\ndecision inserted 7'));
    expect(panel.rows.decided).toBe(true);
    panel.open(eventsOf('load http://b/'));
    expect(panel.rows.decided).toBe(false);
  });

  it('keeps each event once, and shows what is not folded into another row', () => {
    const panel = session();
    panel.receive(batchOf(eventsOf(STORY)));
    expect(panel.trace.end).toBe(12);
    expect(shown(panel)).toEqual([0, 1, 2, 3, 6, 8, 9]);
    expect(panel.status()).toMatchObject({ load: 'L1', recording: true, rejected: 0, gaps: 0, lost: 0, dropped: 0 });
  });

  it('is the same whatever the batches, and however often they overlap', () => {
    const events = eventsOf(STORY);
    const whole = session();
    whole.receive(batchOf(events));
    const cuts = fc.array(fc.tuple(fc.nat(events.length), fc.nat(events.length)), { maxLength: 20 });
    fc.assert(
      fc.property(cuts, (pieces) => {
        const panel = session();
        // Any pieces that begin where something was had already, and at last a page that answers `hello`.
        for (const [from, length] of pieces) {
          const hello = panel.hello();
          const since = hello.type === 'hello' ? (hello.positions.L1 ?? 0) : 0;
          const start = Math.min(from, since);
          panel.receive(batchOf(events.slice(start, start + length), { load: 'L1' }));
        }
        const hello = panel.hello();
        if (hello.type === 'hello') panel.receive(batchOf(events.slice(hello.positions.L1 ?? 0), { load: 'L1' }));
        expect(lines(panel)).toEqual(lines(whole));
        expect(shown(panel)).toEqual(shown(whole));
        expect(panel.status()).toEqual(whole.status());
      }),
    );
  });

  it('says hello from where it is, in every document it shows', () => {
    const panel = session();
    expect(panel.hello()).toEqual({ type: 'hello', reader: 'panel', positions: {} });
    panel.receive(batchOf(eventsOf('load http://a/\nchange add 1')));
    expect(panel.hello()).toEqual({ type: 'hello', reader: 'panel', positions: { L1: 2 } });
    panel.receive(batchOf(eventsOf('load http://b/ load=L2')));
    expect(panel.hello()).toEqual({ type: 'hello', reader: 'panel', positions: { L2: 1 } });
  });

  it('does not take a frame for the page', () => {
    const panel = session();
    panel.receive(batchOf(eventsOf('load http://a/')));
    panel.receive(batchOf(eventsOf('load http://b/ load=L2 frame=advert'), { url: 'http://b/' }));
    expect(panel.status()).toMatchObject({ load: 'L1', url: 'http://localhost:3000/' });
    expect(panel.trace.end).toBe(2);
  });

  it('makes a hole in the numbers a gap that can be seen', () => {
    const panel = session();
    panel.receive(batchOf(eventsOf('load http://a/\nchange add 1 n=5')));
    expect(panel.trace.end).toBe(3);
    expect(panel.trace.event(1)).toMatchObject({ layer: 'page', kind: 'gap', from: 2, count: 3 });
    expect(panel.status()).toMatchObject({ gaps: 1, lost: 3 });
  });

  it.each([
    ['numbered as its last lost event', 'n=4'],
    ['numbered after its last lost event', 'n=5'],
    ['numbered as its first lost event', 'n=2'],
  ])('believes a gap that the page admits, %s', (_, number) => {
    const panel = session();
    const next = number === 'n=5' ? 6 : 5;
    const events = eventsOf(`load http://a/\ngap 2 3 ${number}\nchange add 1 n=${next}`);
    panel.receive(batchOf(events));
    panel.receive(batchOf(events));
    expect(panel.trace.end).toBe(3);
    expect(panel.status()).toMatchObject({ gaps: 1, lost: 3 });
  });

  it('makes a frame of several messages one event each, once', () => {
    const panel = session();
    const frame =
      '[{"channel":"/meta/connect","successful":true,"id":"3"},{"channel":"/a","data":{"method":"PUT","id":1}}]';
    const events = eventsOf(`wire sent /meta/connect id=3\nwire frame ${frame}\nwire received POST 7 seq=2`);
    panel.receive(batchOf(events));
    panel.receive(batchOf(events));
    const { trace } = panel;
    expect(trace.end).toBe(4);
    expect([1, 2].map((i) => trace.event(i))).toEqual([
      { ...events[1], part: 1, parts: 2, text: frame.slice(1, frame.indexOf(',{')), bytes: 54 },
      { ...events[1], part: 2, parts: 2, text: frame.slice(frame.indexOf(',{') + 1, -1), bytes: 47 },
    ]);
    expect([1, 2, 3].map(trace.seq)).toEqual([2, 2, 3]);
    expect([1, 2, 3].map(trace.channel)).toEqual(['', '/a', '/api/todos']);
    expect(trace.message(2)).toMatchObject({ channel: '/a', envelope: { method: 'PUT', id: '1' } });
    expect(trace.line(3)).toBe(JSON.stringify(events[2]));
    expect(shown(panel)).toEqual([0, 2, 3]);
    expect(panel.hello()).toMatchObject({ positions: { L1: 3 } });
  });

  it('opens what it recorded of a split frame as it was, and splits a frame that a file has whole', () => {
    const panel = session();
    panel.receive(batchOf(eventsOf('wire frame [{"channel":"/a"},{"channel":"/b"}]')));
    const meta = { createdAt: '2026-01-01T00:00:00Z', page: '', browser: '' };
    const file = read(write(panel.trace, meta));
    if (!file.ok) throw new Error(file.error);
    const again = session();
    again.open(file.recording.events);
    expect(lines(again)).toEqual(lines(panel));
    const whole = session();
    whole.open(eventsOf('wire frame [{"channel":"/a"},{"channel":"/b"}]'));
    expect(lines(whole)).toEqual(lines(panel));
  });

  it('passes over what another panel asked for', () => {
    const panel = session();
    panel.receive(batchOf(eventsOf(STORY), { reader: 'other' }));
    expect(panel.trace.end).toBe(0);
    expect(panel.status().rejected).toBe(0);
  });

  it('counts bad lines and takes the good ones', () => {
    const panel = session();
    const [load, change] = eventsOf('load http://a/\nchange add 1');
    const header = batchOf([]);
    panel.receive([header, JSON.stringify(load), '{', '"x"', '{"load":"L1"}', '', JSON.stringify(change)].join('\n'));
    expect(panel.trace.end).toBe(2);
    expect(panel.status().rejected).toBe(3);
  });

  it('never throws and stays bounded, whatever a page says', () => {
    const odd = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.anything().map((value) => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `${v}` : v)) ?? ''),
      fc.constantFrom('{"__proto__":{"x":1}}', '['.repeat(100_000), '{"constructor":1}'),
      fc
        .record({
          load: fc.constantFrom('L1', '__proto__', 'constructor'),
          seq: fc.oneof(fc.nat(50), fc.constant(Number.MAX_SAFE_INTEGER)),
          at: fc.double({ noNaN: true }),
          layer: fc.constantFrom('page', 'faye', 'collection', '__proto__'),
          kind: fc.constantFrom('gap', 'received', 'sent', 'message', 'request', 'response', 'decision', 'change'),
          source: fc.constantFrom('s', '__proto__'),
          client: fc.string(),
          channel: fc.constantFrom('/a', 'toString'),
          input: fc.oneof(fc.nat(5), fc.double({ noNaN: true })),
          token: fc.constantFrom('t', 'constructor'),
          method: fc.string(),
          url: fc.string(),
          ok: fc.boolean(),
          status: fc.integer(),
          ms: fc.double({ noNaN: true }),
          decision: fc.string({ unit: 'binary' }),
          op: fc.string(),
          cid: fc.string(),
          from: fc.double({ noNaN: true }),
          count: fc.double({ noNaN: true }),
          facts: fc.jsonValue(),
          message: fc.jsonValue(),
        })
        .map((event) => JSON.stringify(event)),
    );
    fc.assert(
      fc.property(fc.array(fc.array(odd, { maxLength: 30 }), { maxLength: 5 }), (batches) => {
        const panel = session(8_192);
        for (const batch of batches) panel.receive([batchOf([]), ...batch].join('\n'));
        for (const batch of batches) panel.receive(batch.join('\n'));
        const { trace, ledger, rows } = panel;
        expect(trace.bytes <= 8_192 || trace.end - trace.first === 1).toBe(true);
        for (let i = trace.first; i < trace.end; i += 1) ledger.related(i);
        expect(rows.length).toBeLessThanOrEqual(trace.end - trace.first);
        panel.setFilter('a"\\ b');
      }),
    );
  });

  it('forgets the oldest rows first, and says how many events', () => {
    const panel = session(4_000);
    const events = eventsOf(Array.from({ length: 100 }, (_, k) => `change add ${k}`).join('\n'));
    for (const event of events) panel.receive(batchOf([event]));
    const { trace } = panel;
    expect(trace.end).toBe(100);
    expect(trace.bytes).toBeLessThanOrEqual(4_000);
    expect(panel.status().dropped).toBe(trace.first);
    expect(shown(panel)).toEqual(Array.from({ length: 100 - trace.first }, (_, k) => trace.first + k));
    expect(panel.rows.positionOf(99)).toBe(99 - trace.first);
    expect(panel.rows.positionOf(0)).toBeUndefined();
  });

  it('does not let one line push out everything else', () => {
    const panel = session();
    const [event] = eventsOf('change add 1') as [LiveEvent];
    panel.receive(batchOf([{ ...event, source: 'x'.repeat(200_000) } as LiveEvent]));
    expect(panel.trace.end).toBe(0);
    expect(panel.status().rejected).toBe(1);
  });

  it('filters a row by what is folded into it, and the same while events come as afterwards', () => {
    const live = session();
    live.setFilter('WAITING');
    for (const event of eventsOf(STORY)) live.receive(batchOf([event]));
    const later = session();
    later.receive(batchOf(eventsOf(STORY)));
    later.setFilter('waiting');
    expect(shown(live)).toEqual([3]);
    expect(shown(later)).toEqual([3]);
    live.setFilter('');
    expect(shown(live)).toEqual([0, 1, 2, 3, 6, 8, 9]);
  });

  it('finds a decision by the words of its explanation, in any order', () => {
    const panel = session();
    panel.receive(batchOf(eventsOf(STORY)));
    panel.setFilter('echo held:');
    expect(shown(panel)).toEqual([3]);
    panel.setFilter('echo nowhere');
    expect(shown(panel)).toEqual([]);
  });

  it('clears without asking for old events again', () => {
    const panel = session();
    const events = eventsOf(STORY);
    panel.receive(batchOf(events));
    panel.clear();
    expect(panel.rows.length).toBe(0);
    panel.receive(batchOf(events));
    expect(panel.rows.length).toBe(0);
    expect(panel.hello()).toMatchObject({ positions: { L1: 12 } });
    expect(panel.status().dropped).toBe(0);
  });

  it('tells its listeners once a batch, until they leave', () => {
    const panel = session();
    let told = 0;
    const leave = panel.subscribe(() => {
      told += 1;
    });
    panel.receive(batchOf(eventsOf(STORY)));
    expect(told).toBe(1);
    leave();
    panel.receive(batchOf(eventsOf(STORY)));
    expect(told).toBe(1);
  });

  it('opens the events of a recording in place of its own', () => {
    const panel = session();
    panel.receive(batchOf(eventsOf('load http://a/')));
    const events = eventsOf(STORY).slice(3);
    panel.open(events);
    expect(lines(panel)).toEqual(events.map((event) => JSON.stringify(event)));
    expect(shown(panel)).toEqual([1, 4, 6, 7]);
  });
});
