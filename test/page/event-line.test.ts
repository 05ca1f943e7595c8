import { describe, expect, it } from 'vitest';
import { isLiveEvent, type Report } from '../../extension/core/protocol/events.ts';
import { type EventNumber, MAX_EVENT, MAX_LINE, eventLine as told } from '../../extension/page/event-line.ts';
import type { TapReport } from '../../extension/page/taps/tap.ts';

const eventLine = (number: EventNumber, report: TapReport) => told(number, report).line;
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

  it('shortens a long text where it stands, and says beside the data how long it was', () => {
    const data = { id: 'big', text: 'é'.repeat(100_000), title: 't' };
    const event = JSON.parse(eventLine(number, received({ channel: '/a', data })));
    expect(event.message).toEqual({ channel: '/a', data: { ...data, text: 'é'.repeat(1_000) } });
    expect(event.marks).toEqual([{ path: '/message/data/text', length: 100_000 }]);
    expect(isLiveEvent(event)).toBe(true);
  });

  it('keeps the messages of a long frame apart, and gives what it shortened whole', () => {
    const text = JSON.stringify([
      { channel: '/a', data: { method: 'POST', body: { id: '1', text: '"\\é'.repeat(50_000) } } },
      { channel: '/meta/connect', id: '7', successful: true },
    ]);
    const { line, whole } = told(number, {
      layer: 'wire',
      kind: 'received',
      connection: 'long-polling-1',
      transport: 'long-polling',
      text,
      bytes: text.length,
    });
    const event = JSON.parse(line);
    const [message, connect] = JSON.parse(event.text);
    expect(message.data).toEqual({ method: 'POST', body: { id: '1', text: '"\\é'.repeat(500).slice(0, 1_000) } });
    expect(connect).toEqual({ channel: '/meta/connect', id: '7', successful: true });
    expect(event.marks).toEqual([{ path: '/text/0/data/body/text', length: 150_000 }]);
    expect(whole?.texts.get('/text/0/data/body/text')?.()).toBe('"\\é'.repeat(50_000));
  });

  it('keeps the ids and the number of rows of a list that is too long', () => {
    const body = Array.from({ length: 10_000 }, (_, n) => ({ _id: `id ${n}`, _v: 1, title: `todo ${n}`, done: false }));
    const event = JSON.parse(
      eventLine(number, {
        ...{ layer: 'collection', kind: 'response', source: 's1', input: 1, token: 'r1' },
        ...{ method: 'read', ok: true, status: 200, ms: 1, body },
      } as Report),
    );
    expect(event.body).toEqual(body.map(({ _id, _v }) => ({ _id, _v })));
    expect(event.marks).toEqual([{ path: '/body', entries: 10_000, ids: true }]);
  });

  it('keeps a snapshot whole far longer, for a cut one cannot be restored', () => {
    const models = Array.from({ length: 5_000 }, (_, id) => ({ cid: `c${id}`, attributes: { id } }));
    const added = { source: 's1', name: 'Todos', url: '/api/todos', channel: '/api/todos', listening: true };
    const rest = { size: 5_000, inFlight: 0, held: 0, models };
    const line = eventLine(number, { layer: 'collection', kind: 'added', ...added, ...rest });
    expect(line.length).toBeGreaterThan(MAX_EVENT);
    expect(JSON.parse(line).models).toEqual(models);
  });

  it('keeps which models there are of a snapshot that is too long, under whatever name their ids stand', () => {
    const models = Array.from({ length: 8_000 }, (_, n) => ({
      cid: `c${n}`,
      attributes: { key: n, title: `todo ${n}`.repeat(20) },
    }));
    const state = { low: 7 };
    const source = { source: 's1', name: 'Todos', url: '/api/todos', channel: '/api/todos', listening: true };
    const event = JSON.parse(
      eventLine(number, {
        ...{ layer: 'collection', kind: 'added', ...source, idAttribute: 'key' },
        ...{ size: 8_000, inFlight: 0, held: 0, models, state },
      } as Report),
    );
    expect(event.models).toHaveLength(8_000);
    expect(event.models[7_000]).toEqual({ cid: 'c7000', attributes: { key: 7_000 } });
    expect(event.marks).toEqual([{ path: '/models', entries: 8_000, ids: true }]);
    expect(isLiveEvent(event)).toBe(true);
  });

  it('is an event that never exceeds its last bound, whatever it is of', () => {
    const huge = '😀'.repeat(MAX_EVENT);
    const reports: Report[] = [
      { layer: 'page', kind: 'load', url: huge, title: huge, attach: 'late' },
      { layer: 'collection', kind: 'error', source: 's', message: huge },
      received(huge),
      received(Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key ${index}`, index]))),
    ];
    for (const report of reports) {
      const line = eventLine(number, report);
      expect(line.length).toBeLessThanOrEqual(MAX_LINE);
      expect(isLiveEvent(JSON.parse(line))).toBe(true);
    }
  });

  it('says in words what JSON cannot write, and marks it', () => {
    const parent: Record<string, unknown> = { id: 'x', n: 12n, list: [1, undefined, () => 1] };
    parent.self = { parent };
    const odd = {
      ...{ parent, map: new Map([[1, 2]]), set: new Set(), nan: Number.NaN, infinite: -1 / 0, nothing: undefined },
      ...{ date: new Date(0), bytes: new Uint8Array(3), never: new Date(Number.NaN), regular: /a/g },
      get thrower() {
        throw new TypeError('no');
      },
      json: {
        toJSON() {
          throw new Error('neither');
        },
      },
      proxy: new Proxy(
        {},
        {
          get() {
            throw new Error('trap');
          },
        },
      ),
    };
    const event = JSON.parse(eventLine(number, received(odd)));
    expect(event.message).toEqual({
      ...{ map: 'Map(1)', set: 'Set(0)', nan: 'NaN', infinite: '-Infinity', date: new Date(0).toJSON() },
      ...{ bytes: 'Uint8Array(3)', never: 'Invalid Date', regular: '/a/g', json: '[throws Error: neither]' },
      ...{ proxy: '[throws Error: trap]', thrower: '[throws TypeError: no]' },
      parent: { id: 'x', n: '12n', list: [1, null, null], self: { parent: '[cycle → parent]' } },
    });
    const marked = new Map(event.marks.map(({ path, was, is }: Record<string, string>) => [path, was ?? `is ${is}`]));
    expect(Object.fromEntries(marked)).toMatchObject({
      '/message/parent/n': '12n',
      '/message/parent/self/parent': '[cycle → parent]',
      '/message/parent/list/1': 'is undefined',
      '/message/map': 'Map(1)',
      '/message/nothing': 'is undefined',
      '/message/date': 'is Date',
      '/message/thrower': '[throws TypeError: no]',
    });
  });

  it('is not written by a JSON that the page has extended', () => {
    Object.defineProperty(Array.prototype, 'toJSON', { configurable: true, value: () => 'a list' });
    try {
      const message = { list: ['"\n\ud800', { a: [] }] };
      expect(JSON.parse(eventLine(number, received(message))).message).toEqual(message);
    } finally {
      Reflect.deleteProperty(Array.prototype, 'toJSON');
    }
  });

  it('ends what nests without an end, and a `toJSON` that calls itself', () => {
    const endless = { toJSON: (): unknown => ({ inner: { ...endless } }) };
    const self = { toJSON: (): unknown => JSON.stringify(self) };
    const event = JSON.parse(eventLine(number, received({ endless, self })));
    expect(event.message.self).toMatch(/^\[throws RangeError/);
    expect(isLiveEvent(event)).toBe(true);
    expect(event.marks.map(({ was }: { was?: string }) => was)).toContain('[nested deeper than 48]');
  });
});
