import { describe, expect, it } from 'vitest';
import type { BatchHeader } from '../../extension/core/protocol/commands.ts';
import type { LiveEvent } from '../../extension/core/protocol/events.ts';
import { BATCH_EVERY, createBuffer, MAX_BATCH } from '../../extension/page/buffer.ts';
import { handClock } from './hand-clock.ts';

const load = 'this-document';

function bufferOf({ maxBytes = 1_000_000 } = {}) {
  const clock = handClock();
  const batches: { header: BatchHeader; events: LiveEvent[] }[] = [];
  const buffer = createBuffer({
    load,
    clock,
    maxBytes,
    describe: () => ({ url: 'http://127.0.0.1/', recording: true }),
    send(text) {
      const [header, ...events] = text.split('\n').map((line) => JSON.parse(line));
      batches.push({ header, events });
    },
  });
  let count = 0;
  return {
    clock,
    batches,
    ...buffer,
    hello: (reader: string, since = 0, of: string | null = load) =>
      buffer.hello({ type: 'hello', reader, positions: of === null ? {} : { [of]: since } }),
    /** So many events more. */
    happen(times: number) {
      for (let time = 0; time < times; time += 1)
        buffer.append({ layer: 'page', kind: 'lifecycle', state: `state ${++count}` });
    },
    /** The numbers of the events that a reader was given, a list a batch. */
    given: (reader: string) =>
      batches.filter(({ header }) => header.reader === reader).map(({ events }) => events.map(({ seq }) => seq)),
  };
}

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('hello', () => {
  it('gets what is there, with a header that describes the document', () => {
    const { happen, hello, batches } = bufferOf();
    happen(2);
    hello('panel');
    expect(batches[0]?.header).toEqual({ load, reader: 'panel', url: 'http://127.0.0.1/', recording: true });
    expect(batches[0]?.events.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('goes on after what the reader already has', () => {
    const { happen, hello, given } = bufferOf();
    happen(5);
    hello('panel', 3);
    expect(given('panel')).toEqual([[4, 5]]);
  });

  it('gets a batch at least, be it empty: somebody is there', () => {
    const { hello, given } = bufferOf();
    hello('panel');
    expect(given('panel')).toEqual([[]]);
  });

  it('begins at the beginning for a reader that knew another document, or claims to know the future', () => {
    const { happen, hello, given } = bufferOf();
    happen(2);
    hello('of another', 40, 'another-document');
    hello('new', 0, null);
    hello('liar', 1_000);
    happen(1);
    expect(given('of another')).toEqual([[1, 2]]);
    expect(given('new')).toEqual([[1, 2]]);
    expect(given('liar')).toEqual([[]]);
  });

  it('sends a long backlog in slices, so that the page is not held up', () => {
    const { happen, hello, given, clock } = bufferOf();
    happen(MAX_BATCH * 2 + 1);
    hello('panel');
    expect(given('panel').length).toBe(1);
    clock.pass(1);
    expect(given('panel').map((batch) => batch.length)).toEqual([MAX_BATCH, MAX_BATCH, 1]);
    expect(given('panel').flat()).toEqual(from(1, MAX_BATCH * 2 + 1));
  });
});

describe('batches', () => {
  it('sends the first event of a quiet time soon, and those that follow together', () => {
    const { happen, hello, given, clock } = bufferOf();
    hello('panel');
    clock.pass(1_000);
    happen(1);
    clock.pass(0);
    expect(given('panel')).toEqual([[], [1]]);
    happen(1);
    clock.pass(BATCH_EVERY - 1);
    happen(1);
    expect(given('panel').length).toBe(2);
    clock.pass(1);
    expect(given('panel')).toEqual([[], [1], [2, 3]]);
  });

  it('sends nothing in the task in which the page does much, and then all of it in slices', () => {
    const { happen, hello, given, clock } = bufferOf({ maxBytes: 8_000_000 });
    hello('panel');
    happen(MAX_BATCH * 3);
    expect(given('panel')).toEqual([[]]);
    clock.pass(BATCH_EVERY);
    clock.pass(1);
    expect(given('panel').map((batch) => batch.length)).toEqual([0, MAX_BATCH, MAX_BATCH, MAX_BATCH]);
    expect(given('panel').flat()).toEqual(from(1, MAX_BATCH * 3));
  });

  it('is also bounded in length', () => {
    const { append, hello, batches } = bufferOf({ maxBytes: 8_000_000 });
    for (let time = 0; time < 100; time += 1)
      append({ layer: 'collection', kind: 'error', source: 's', message: 'x'.repeat(60_000) });
    hello('panel');
    const length = batches[0]?.events.reduce((sum, event) => sum + JSON.stringify(event).length, 0);
    expect(length).toBeGreaterThan(250_000);
    expect(length).toBeLessThan(350_000);
  });

  it('does not wait until the ring has to forget what nobody was given yet', () => {
    const { append, hello, batches, clock } = bufferOf({ maxBytes: 8_000_000 });
    hello('panel');
    for (let time = 0; time < 300; time += 1)
      append({ layer: 'collection', kind: 'error', source: 's', message: 'x'.repeat(60_000) });
    const given = () => batches.flatMap(({ events }) => events);
    expect(given().length).toBeGreaterThan(260);
    clock.pass(BATCH_EVERY);
    clock.pass(1);
    expect(given().some(({ kind }) => kind === 'gap')).toBe(false);
    expect(given().length).toBe(300);
  });

  it('flushes everything when the document ends', () => {
    const { happen, hello, flush, given } = bufferOf();
    hello('panel');
    happen(MAX_BATCH + 10);
    flush();
    expect(given('panel').flat()).toEqual(from(1, MAX_BATCH + 10));
  });

  it('sends nothing when nobody reads', () => {
    const { happen, hello, forgetReaders, batches, clock } = bufferOf();
    happen(1_000);
    hello('panel', 1_000);
    forgetReaders();
    happen(1_000);
    clock.pass(1_000);
    expect(batches.length).toBe(1);
  });
});

describe('two readers', () => {
  it('each read from their own place, and each event once', () => {
    const { happen, hello, given, clock } = bufferOf();
    happen(3);
    hello('first');
    happen(2);
    hello('second', 4);
    clock.pass(100);
    happen(1);
    clock.pass(100);
    expect(given('first').flat()).toEqual(from(1, 6));
    expect(given('second').flat()).toEqual([5, 6]);
  });

  it('does not let one that left behind many others keep them for ever', () => {
    const { happen, hello, given, clock } = bufferOf();
    for (let reader = 1; reader <= 20; reader += 1) hello(`panel ${reader}`);
    happen(1);
    clock.pass(100);
    expect(given('panel 1').flat()).toEqual([]);
    expect(given('panel 20').flat()).toEqual([1]);
  });
});

describe('what the ring had to forget', () => {
  it('is a gap with the exact number, and the numbers go on after it without a hole', () => {
    const { happen, hello, batches } = bufferOf({ maxBytes: 1_000 });
    happen(100);
    hello('panel', 10);
    const [gap, next] = batches[0]?.events ?? [];
    const first = next?.seq ?? 0;
    expect(first).toBeGreaterThan(80);
    expect(gap).toMatchObject({ layer: 'page', kind: 'gap', from: 11, count: first - 11, seq: first - 1 });
    expect(batches[0]?.events.at(-1)?.seq).toBe(100);
  });

  it('is no loss to a reader that had it', () => {
    const { happen, hello, batches } = bufferOf({ maxBytes: 1_000 });
    hello('quick');
    happen(100);
    hello('quick', 99);
    expect(batches.at(-1)?.events.map(({ kind, seq }) => [kind, seq])).toEqual([['lifecycle', 100]]);
  });
});

describe('a text that an event has only the beginning of', () => {
  const long = 'é"'.repeat(200_000);
  const path = '/message/data';
  const ask = (from: number, seq = 1) =>
    ({ type: 'whole', reader: 'panel', load: 'this-document', seq, path, from }) as const;
  const answers = (texts: readonly string[]) =>
    texts.map((text) => {
      const [header = '', piece = ''] = text.split('\n');
      return { whole: JSON.parse(header).whole, piece: JSON.parse(piece) };
    });

  it('is said piece by piece to the one that asks', () => {
    const { append, ask: asked } = wholeOf();
    append({ layer: 'faye', kind: 'sent', client: 'c', message: { channel: '/a', data: long } });
    let text = '';
    for (let from = 0; from < long.length; from = text.length) {
      const [answer] = answers(asked(ask(from)));
      expect(answer?.whole).toEqual({ seq: 1, path, from, length: long.length });
      expect(answer?.piece).not.toBe('');
      text += answer?.piece;
    }
    expect(text).toBe(long);
  });

  it('is said to be gone when the page has it no more, or never had', () => {
    const { append, ask: asked } = wholeOf();
    expect(answers(asked(ask(0, 7)))).toEqual([{ whole: { seq: 7, path, from: 0, length: -1 }, piece: '' }]);
    for (let n = 0; n < 3; n += 1)
      append({
        layer: 'faye',
        kind: 'sent',
        client: 'c',
        message: { channel: '/a', data: 'x'.repeat(16 * 1024 * 1024) },
      });
    expect(answers(asked(ask(0, 1)))[0]?.whole.length).toBe(-1);
    expect(answers(asked(ask(0, 3)))[0]?.whole.length).toBe(16 * 1024 * 1024);
  });

  it('is shortened where the panel says', () => {
    const { append, setBound, given, hello } = bufferOf();
    setBound(8 * 1024);
    append({ layer: 'faye', kind: 'sent', client: 'c', message: { channel: '/a', data: 'x'.repeat(10_000) } });
    hello('panel');
    expect(given('panel')).toEqual([[1]]);
  });

  function wholeOf() {
    const texts: string[] = [];
    const { append, tellWhole } = createBuffer({
      ...{ load: 'this-document', clock: { now: () => 0, after: () => {} } },
      describe: () => ({ url: '', recording: true }),
      send: (text) => void texts.push(text),
    });
    return {
      append,
      ask(question: Parameters<typeof tellWhole>[0]) {
        tellWhole(question);
        return texts.splice(0);
      },
    };
  }
});
