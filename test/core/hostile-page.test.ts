import { describe, expect, it } from 'vitest';
import { summarise } from '../../extension/core/explanation/summary.ts';
import { createSession, type Session } from '../../extension/core/session.ts';
import { batchOf, eventsOf } from '../support/trace-language.ts';

const MAX_BYTES = 4_000_000;
/** ms for what is a second of work, whatever else this machine has to do: nothing here is measured by it. */
const MUCH = 30_000;
function panelOf(now?: () => number): Session {
  return createSession({ maxBytes: MAX_BYTES, reader: 'panel', ...(now ? { now } : {}) });
}

const HEADER = batchOf([]);
const event = (seq: number, rest: object, load = 'L1') => JSON.stringify({ load, seq, at: seq, ...rest });
const frame = (seq: number, text: string) =>
  event(seq, { layer: 'wire', kind: 'received', connection: 'w1', transport: 'websocket', text, bytes: text.length });
const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('a page that means harm', () => {
  it.each([
    [
      'a line nested a million deep',
      `{"load":"L1","seq":1,"at":1,"layer":"faye","kind":"sent","client":"f","message":${deep(1_000_000)}}`,
    ],
    [
      'a line nested deeper than any tool shows',
      `{"load":"L1","seq":1,"at":1,"layer":"faye","kind":"sent","client":"f","message":${deep(70)}}`,
    ],
    ['a line of three million characters', frame(1, 'x'.repeat(3_000_000))],
    ['a field of another type', frame(1, 'x').replace('"bytes":1', '"bytes":"1"')],
    ['an infinite time', '{"load":"L1","seq":1,"at":1e999,"layer":"page","kind":"recording","on":true}'],
    ['a number that is none', '{"load":"L1","seq":1e300,"at":1,"layer":"page","kind":"recording","on":true}'],
    ['a kind from the prototype', '{"load":"L1","seq":1,"at":1,"layer":"constructor","kind":"__proto__"}'],
    ['another document’s event', event(1, { layer: 'page', kind: 'recording', on: true }, 'L2')],
  ])('has %s refused and counted', (_, line) => {
    const panel = panelOf();
    panel.receive(`${HEADER}\n${line}`);
    expect(panel.trace.end).toBe(0);
    expect(panel.status()).toMatchObject({ rejected: 1 });
  });

  it.each([
    ['nested deeply', `[{"channel":"/a","data":${deep(500)}}]`],
    [
      'that claims to have a prototype',
      '[{"channel":"/a","__proto__":{"isMeta":true},"data":{"__proto__":{"method":"PUT"}}}]',
    ],
    ['of HTML', '[{"channel":"/a","data":{"method":"<img src=x onerror=alert(1)>","id":"<b>"}}]'],
    ['with half a character', '[{"channel":"/\\ud800","data":{"method":"\\udfff"}}]'],
    ['cut off', '[{"channel":"/a","data'],
  ])('has a frame %s shown as one row of text', (_, text) => {
    const panel = panelOf();
    panel.receive(`${HEADER}\n${frame(1, text)}`);
    expect(panel.trace.end).toBe(1);
    const summary = summarise(panel.trace.event(0));
    expect(summary.detail.length).toBeLessThan(400);
    expect(summary.title.length).toBeLessThan(100);
    expect({}).not.toHaveProperty('isMeta');
  });

  it('forges parts and numbers without confusing the others', () => {
    const panel = panelOf();
    const forged = JSON.parse(frame(1, '[{"channel":"/a"},{"channel":"/b"}]'));
    panel.receive(`${HEADER}\n${JSON.stringify({ ...forged, part: 3, parts: -1 })}`);
    expect(panel.trace.end).toBe(1);
  });

  it(
    'makes up documents, connections, channels and collections, and memory stays bounded',
    () => {
      const panel = panelOf();
      panel.receive(batchOf(eventsOf('load http://a/\nmessage POST 7')));
      for (let k = 0; k < 360; k += 1) {
        const lines = Array.from({ length: 20 }, (_, n) => [
          event(
            2 * n + 1,
            {
              layer: 'wire',
              kind: 'received',
              connection: `w${k}.${n}`,
              transport: `t${n}`,
              text: `[{"channel":"/${k}/${n}"}]`,
              bytes: 9,
            },
            `X${k}`,
          ),
          event(
            2 * n + 2,
            { layer: 'collection', kind: 'change', source: `s${n}`, input: n, op: 'add', cid: `c${n}` },
            `X${k}`,
          ),
        ]).flat();
        panel.receive([batchOf([], { load: `X${k}` }), ...lines].join('\n'));
      }
      const hello = panel.hello();
      expect(hello.type === 'hello' && Object.keys(hello.positions).length).toBe(256);
      expect(hello).toMatchObject({ positions: { L1: 2 } });
      expect(panel.subscriptions.all().length).toBeLessThanOrEqual(64 * 20);
      expect(panel.connections.all()).toHaveLength(64 * 20);
      expect(panel.collections.all()).toHaveLength(64 * 20);
      expect(panel.trace.bytes).toBeLessThanOrEqual(MAX_BYTES);
      // All of the bounds were reached.
      expect(panel.trace.first).toBeGreaterThan(0);
    },
    MUCH,
  );

  it(
    'floods, and is cut: the work of a turn is bounded, and what is missing is a gap with its count',
    () => {
      let time = 0;
      const panel = panelOf(() => time);
      let seq = 0;
      const flood = (count: number) => {
        const lines = Array.from({ length: count }, () => event(++seq, { layer: 'page', kind: 'recording', on: true }));
        panel.receive([HEADER, ...lines].join('\n'));
      };
      while (seq < 400_000) flood(4_000);
      const taken = panel.hello();
      const read = taken.type === 'hello' ? (taken.positions.L1 ?? 0) : 0;
      expect(read).toBe(300_000);
      expect(panel.status()).toMatchObject({ cut: 100_000, lost: 0 });
      time += 1_000;
      flood(1);
      expect(panel.trace.event(panel.trace.end - 2)).toMatchObject({ kind: 'gap', from: 300_001, count: 100_000 });
      expect(panel.status()).toMatchObject({ cut: 100_000, gaps: 1, lost: 100_000 });
    },
    MUCH,
  );

  it('sends frames of many messages, and each counts as a line does', () => {
    const panel = panelOf(() => 0);
    // What is no event counts as well.
    const rubbish = Array.from({ length: 4_000 }, () => 'x').join('\n');
    for (let batch = 0; batch < 74; batch += 1) panel.receive(`${HEADER}\n${rubbish}`);
    const many = Array.from({ length: 6_000 }, () => '{"channel":"/a"}').join();
    panel.receive(`${HEADER}\n${frame(1, `[${many}]`)}`);
    expect([panel.trace.end, panel.status().cut]).toEqual([4_000, 2_000]);
  });

  it('sends more lines in one batch than a probe can, and the rest of it is not read', () => {
    const panel = panelOf();
    const lines = Array.from({ length: 10_000 }, (_, k) =>
      event(k + 1, { layer: 'page', kind: 'recording', on: true }),
    );
    panel.receive([HEADER, ...lines].join('\n'));
    expect(panel.trace.end).toBe(4_096);
    expect(panel.status().cut).toBeGreaterThan(0);
  });

  it('does not slow the session down with lines that are dear to read', () => {
    const panel = panelOf();
    const dear = [
      frame(1, `[{"channel":"/${'a/'.repeat(30_000)}b"}]`),
      frame(
        2,
        `[{"channel":"/meta/subscribe","subscription":${JSON.stringify(Array.from({ length: 10_000 }, (_, k) => `/c${k}/**`))}}]`,
      ),
      frame(3, `[${'{"channel":"/a"},'.repeat(1_000)}{"channel":"/a"}]`),
      frame(4, '('.repeat(60_000)),
      event(5, {
        layer: 'faye',
        kind: 'holds',
        client: 'f1',
        channels: Object.fromEntries(Array.from({ length: 20_000 }, (_, k) => [`/c${k}`, k])),
      }),
      event(6, {
        layer: 'collection',
        kind: 'request',
        source: 's',
        input: 1,
        token: 't',
        method: 'create',
        url: 'http:'.repeat(10_000),
      }),
    ];
    const begun = performance.now();
    for (const line of dear) panel.receive(`${HEADER}\n${line}`);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(panel.status().rejected).toBe(0);
  });
});
