// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import { createKnownChannels } from '../../extension/page/known-channels.ts';
import { tapWire } from '../../extension/page/taps/wire.ts';
import { gatheringTap } from './gathering-tap.ts';

const THEN = 'then';

/** As zone.js and polyfills make one: it is no promise of the browser's, and all its `then` gives is of its own class. */
class PagePromise {
  readonly #settled: Promise<unknown>;
  constructor(settled: Promise<unknown>) {
    this.#settled = settled;
  }
  [THEN](done: (value: unknown) => unknown, failed: (reason: unknown) => unknown): PagePromise {
    return new PagePromise(this.#settled.then(done, failed));
  }
}

/** Does something while a global is another. */
function during<T>(object: object, name: string, value: unknown, work: () => T): T {
  const before: unknown = Reflect.get(object, name);
  Reflect.set(object, name, value);
  try {
    return work();
  } finally {
    Reflect.set(object, name, before);
  }
}

const { fetch } = window;
const undoes: (() => void)[] = [];
afterEach(() => {
  for (const undo of undoes.splice(0).reverse()) undo();
  window.fetch = fetch;
});

/** A page whose `fetch` is this one, looked at, and that calls it once. */
function fetched(theirs: () => unknown) {
  const tap = gatheringTap();
  Reflect.set(window, 'fetch', theirs);
  const known = createKnownChannels(() => 'http://127.0.0.1/');
  known.add('/api/things');
  undoes.push(tapWire(tap, window, known).undo);
  return { tap, call: (): unknown => window.fetch('http://127.0.0.1/api/things') };
}

const body = '[{"id":"7"}]';
const answered = async () => new Response(body, { headers: { 'content-length': '12' } });
const readBy = async (asked: unknown) => (await (asked as Promise<Response>)).text();

describe('a page’s fetch', () => {
  it('is followed to its answer when the page has replaced `Promise` and `then` since', async () => {
    const { tap, call } = fetched(answered);
    const seen: unknown[] = [];
    const spy = function (this: unknown, ...args: [never, never]) {
      seen.push(this);
      return Reflect.apply(then, this, args);
    };
    const { then } = Promise.prototype;
    const asked = during(globalThis, 'Promise', PagePromise, () => during(Promise.prototype, THEN, spy, call));
    expect(await readBy(asked)).toBe(body);
    await expect.poll(() => tap.reports.at(-1)).toMatchObject({ kind: 'response', status: 200, body });
    expect(seen).toEqual([]);
  });

  it('is followed to its answer when it gives a promise of the page’s own class, and still gives one', async () => {
    const { tap, call } = fetched(() => new PagePromise(answered()));
    const asked = during(globalThis, 'Promise', PagePromise, call);
    expect(asked).toBeInstanceOf(PagePromise);
    expect(await readBy(asked)).toBe(body);
    await expect.poll(() => tap.reports.at(-1)).toMatchObject({ kind: 'response', status: 200, body });
  });

  it('is handed on untouched when it gives what is no promise', () => {
    const odd = { state: 'pending' };
    expect(fetched(() => odd).call()).toBe(odd);
  });

  it('is reported as failed when it throws at once, which the page sees', () => {
    const error = new RangeError('theirs');
    const { tap, call } = fetched(() => {
      throw error;
    });
    expect(call).toThrow(error);
    expect(tap.reports.at(-1)).toMatchObject({ kind: 'failed', reason: 'error' });
  });
});
