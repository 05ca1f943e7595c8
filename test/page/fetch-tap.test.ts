// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createKnownChannels } from '../../extension/page/known-channels.ts';
import { tapWire } from '../../extension/page/taps/wire/transports.ts';
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

/** As zone.js does: a class of its own, and a `then` of the browser's own promises that gives one of that class. */
function replacePromises(): () => void {
  const { Promise: Native } = globalThis;
  const { prototype } = Native;
  const { [THEN]: then } = prototype;
  class ZonePromise {
    readonly #settled: Promise<unknown>;
    constructor(executor: ConstructorParameters<typeof Native<unknown>>[0]) {
      this.#settled = new Native(executor);
    }
    [THEN](...args: [never, never]): ZonePromise {
      return wrapped(Reflect.apply(then, this.#settled, args));
    }
  }
  const wrapped = (settled: unknown) =>
    new ZonePromise((resolve, reject) => Reflect.apply(then, settled, [resolve, reject]));
  Object.setPrototypeOf(ZonePromise, Native);
  Reflect.set(prototype, THEN, function (this: unknown, ...args: [never, never]) {
    return wrapped(this)[THEN](...args);
  });
  Reflect.set(globalThis, 'Promise', ZonePromise);
  return () => {
    Reflect.set(globalThis, 'Promise', Native);
    Reflect.set(prototype, THEN, then);
  };
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
function fetched(theirs: () => unknown, look = tapWire) {
  const tap = gatheringTap();
  Reflect.set(window, 'fetch', theirs);
  const known = createKnownChannels(() => 'http://127.0.0.1/');
  known.add('/api/things');
  undoes.push(look(tap, window, known).undo);
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

  it('is followed to its answer by a probe that comes after the page replaced `Promise` and `then`', async () => {
    const putBack = replacePromises();
    try {
      vi.resetModules();
      const late = await import('../../extension/page/taps/wire/transports.ts');
      const { tap, call } = fetched(() => new Promise((resolve) => resolve(answered())), late.tapWire);
      const asked = call();
      expect(asked).toBeInstanceOf(Promise);
      expect(await readBy(asked)).toBe(body);
      await vi.waitFor(() => expect(tap.reports.at(-1)).toMatchObject({ kind: 'response', status: 200, body }));
    } finally {
      putBack();
    }
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
