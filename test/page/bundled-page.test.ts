// @vitest-environment jsdom
import type BackboneModule from 'backbone';
import { CometD } from 'cometd';
import faye, { type Client } from 'faye';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inspect } from '../../devserver/inspect/index.ts';
import type { Report } from '../../extension/core/protocol/events.ts';
import { tapAll } from '../../extension/page/taps/all.ts';
import { INSPECT_HOOK } from '../../extension/page/taps/inspect-hook.ts';
import { backboneScript, runBackboneScript } from '../support/backbone-versions.ts';
import { type FayeServer, startFaye } from './faye-server.ts';
import { gatheringTap } from './gathering-tap.ts';

/** What a page has of its own. */
const globals: { Backbone?: unknown; app?: unknown; [INSPECT_HOOK]?: unknown } = window as object;
const undoes: (() => void)[] = [];
let server: FayeServer;
let script: string;
/** A copy of Backbone that no global leads to. */
let Backbone: typeof BackboneModule;

beforeAll(async () => {
  server = await startFaye();
  script = await backboneScript('1.6');
});

beforeEach(() => {
  Backbone = runBackboneScript(script, {});
});

afterEach(async () => {
  for (const undo of undoes.splice(0).reverse()) await undo();
  delete globals.Backbone;
  delete globals.app;
  delete globals[INSPECT_HOOK];
});

afterAll(() => server.close());

function tapped() {
  const tap = { ...gatheringTap(), later: (work: () => void) => void setTimeout(work) };
  undoes.push(tapAll(tap, window).undo);
  return tap;
}

interface Change {
  method: string;
  body: { id: string };
}

/** A collection of the article's manner that hears by CometD's client, of which the probe knows nothing. */
async function hearsByCometD() {
  const client = new CometD();
  for (const type of client.getTransportTypes()) if (type !== 'websocket') client.unregisterTransport(type);
  client.configure({ url: server.url, logLevel: 'warn' });
  undoes.push(() => new Promise<void>((resolve) => client.disconnect(() => resolve())));
  const todos = new (Backbone.Collection.extend({ url: '/api/todos' }))();
  await new Promise<void>((resolve) => client.handshake(() => resolve()));
  await new Promise<void>((resolve) => {
    client.subscribe(
      '/api/todos',
      ({ data }) => {
        const { method, body } = data as Change;
        if (method === 'DELETE') todos.remove(body.id);
        else todos.add(body, { merge: true });
      },
      () => resolve(),
    );
  });
  return todos;
}

const publish = (method: string, id: string, more: object = {}) =>
  server.bayeux.getClient().publish('/api/todos', { method, body: { id, ...more } });

function told(reports: readonly Report[]): string[] {
  return reports.flatMap((report) => {
    if (report.layer === 'faye' && report.kind === 'client') return ['client'];
    if (report.layer === 'page' && report.kind === 'worker') return [`${report.type} ${report.url}`];
    if (report.layer !== 'collection') return [];
    if (report.kind === 'added') return [`added ${report.channel} ${report.size}`];
    if (report.kind === 'message') return [`${report.input} ${(report.message as Change).method}`];
    if (report.kind === 'change') return [`${report.input} ${report.op} ${report.id}`];
    return report.kind === 'ended' ? [`${report.input} ended`] : [];
  });
}

describe('a collection that hears by a client which is not known', () => {
  it('is found by the subscription on the wire, and hears what the wire brings', async () => {
    globals.Backbone = Backbone;
    const tap = tapped();
    const todos = await hearsByCometD();
    todos.add({ id: '1' });
    await publish('POST', '2');
    await vi.waitFor(() => expect(told(tap.reports)).toContain('1 ended'));
    await publish('DELETE', '2');
    await vi.waitFor(() => expect(told(tap.reports)).toContain('2 ended'));
    expect(told(tap.reports)).toEqual([
      'added /api/todos 1',
      '0 add 1',
      '1 POST',
      '1 add 2',
      '1 ended',
      '2 DELETE',
      '2 remove 2',
      '2 ended',
    ]);
  });

  it('is found by a message where the subscription is older than the probe', async () => {
    globals.Backbone = Backbone;
    const todos = await hearsByCometD();
    todos.add({ id: '1' });
    const tap = tapped();
    // The socket is older than the probe: it is met at what the client sends next, and the collection at a later message.
    for (let n = 0; n < 10 && !told(tap.reports).includes('added /api/todos 1'); n += 1) {
      await publish('PUT', '1', { n });
      await vi.waitFor(() => expect(todos.get('1')?.get('n')).toBe(n));
    }
    const before = tap.reports.length;
    await publish('PUT', '1', { title: 'milk' });
    await vi.waitFor(() => expect(told(tap.reports.slice(before)).at(-1)).toMatch(/ended/));
    expect(told(tap.reports.slice(before)).map((line) => line.replace(/^\d+/, 'n'))).toEqual([
      'n PUT',
      'n change 1',
      'n ended',
    ]);
  });

  it('is found in what the page’s globals lead to, though its Backbone is none of them', async () => {
    const tap = tapped();
    const todos = await hearsByCometD();
    globals.app = { lists: { todos } };
    // The first message brings the second look: by then the application stands.
    await publish('POST', '1');
    await vi.waitFor(() => expect(told(tap.reports)).toContain('1 ended'));
    expect(told(tap.reports)).toEqual(['added /api/todos 0', '1 POST', '1 add 1', '1 ended']);
  });
});

/** Two clients of one page on one channel: each brings every message, and each collection hears by one of them. */
describe('clients that share a channel', () => {
  const client = () => {
    const made = new faye.Client(server.url);
    undoes.push(() => made.disconnect());
    return made;
  };
  const collectionOf = () => new (Backbone.Collection.extend({ url: '/api/todos' }))();

  async function hearsByFaye(by: Client = client()) {
    const todos = collectionOf();
    await by.subscribe('/api/todos', (message) => {
      const { method, body } = message as Change;
      if (method === 'DELETE') todos.remove(body.id);
      else if (method !== 'NONE') todos.add(body, { merge: true });
    });
    return todos;
  }

  /** The collections' inputs, by their sources in the order in which they were met. */
  function inputs(reports: readonly Report[]) {
    const sources = [...new Set(reports.flatMap((report) => ('source' in report ? [report.source] : [])))];
    return sources.map((source) => told(reports.filter((report) => 'source' in report && report.source === source)));
  }
  /** As many rounds as every collection has. */
  const wait = (check: () => void) => vi.waitFor(check);

  const both: Record<string, () => Promise<{ length: number; add(model: object): unknown }[]>> = {
    'two Faye clients': async () => [await hearsByFaye(), await hearsByFaye()],
    'a Faye client and CometD’s': async () => [await hearsByFaye(), await hearsByCometD()],
    'CometD’s and a Faye client': async () => [await hearsByCometD(), await hearsByFaye()],
    'two of CometD’s': async () => [await hearsByCometD(), await hearsByCometD()],
  };

  it.each(Object.keys(both))('are kept apart: %s', async (name) => {
    Object.assign(globals, { Backbone, Faye: faye });
    undoes.push(() => Reflect.deleteProperty(globals, 'Faye'));
    const { reports } = tapped();
    const collections = (await both[name]?.()) ?? [];
    for (const todos of collections) todos.add({ id: '0' });
    for (const [n, id] of ['1', '2'].entries()) {
      await publish('POST', id);
      await wait(() => {
        expect(collections.map(({ length }) => length)).toEqual([n + 2, n + 2]);
        expect(inputs(reports).map((lines) => lines.at(-1))).toEqual([`${n + 1} ended`, `${n + 1} ended`]);
      });
    }
    const own = ['1 POST', '1 add 1', '1 ended', '2 POST', '2 add 2', '2 ended'];
    expect(inputs(reports).map((lines) => lines.filter((line) => /^[1-9]/.test(line)))).toEqual([own, own]);
  });

  it('say nothing of a message to a collection that was not seen to hear either, and all from then on', async () => {
    Object.assign(globals, { Backbone, Faye: faye });
    undoes.push(() => Reflect.deleteProperty(globals, 'Faye'));
    const { reports } = tapped();
    const other = client();
    const heard = vi.fn();
    const todos = await hearsByFaye();
    await other.subscribe('/api/todos', heard);
    todos.add({ id: '0' });
    for (const [n, [method, id]] of (
      [
        ['NONE', '7'],
        ['POST', '1'],
        ['NONE', '8'],
      ] as const
    ).entries()) {
      await publish(method, id);
      await wait(() => expect(heard).toHaveBeenCalledTimes(n + 1));
    }
    await wait(() => expect(told(reports).at(-1)).toBe('2 ended'));
    expect(told(reports).filter((line) => /^[1-9]/.test(line))).toEqual([
      '1 POST',
      '1 add 1',
      '1 ended',
      '2 NONE',
      '2 ended',
    ]);
  });
});

describe('a worker', () => {
  const natives = ['Worker', 'SharedWorker'] as const;

  it('is reported, with its address, and its class cannot be told from the browser’s', () => {
    for (const name of natives)
      Object.defineProperty(window, name, {
        configurable: true,
        writable: true,
        value: { [name]: class extends EventTarget {} }[name],
      });
    undoes.push(() => {
      for (const name of natives) Reflect.deleteProperty(window, name);
    });
    const before = natives.map((name) => String(Reflect.get(window, name)));
    const tap = tapped();
    expect(natives.map((name) => String(Reflect.get(window, name)))).toEqual(before);
    class Derived extends window.Worker {}
    const address = { toString: vi.fn(() => '/own') };
    const made = [
      new window.Worker('/worker.js', { type: 'module' }),
      new window.SharedWorker(new URL('http://localhost/shared.js')),
      new Derived('blob:http://localhost/1'),
      new window.Worker(address as never),
    ];
    expect(address.toString).not.toHaveBeenCalled();
    expect(made.map((worker) => worker.constructor)).toEqual([
      window.Worker,
      window.SharedWorker,
      Derived,
      window.Worker,
    ]);
    expect(told(tap.reports)).toEqual([
      `worker ${new URL('/worker.js', document.baseURI).href}`,
      'shared worker http://localhost/shared.js',
      'worker blob:http://localhost/1',
      'worker ',
    ]);
  });
});

describe('a worker that is older than the probe', () => {
  const loaded = (entries: Record<string, string>) =>
    Object.entries(entries).map(([name, initiatorType]) => ({ name, initiatorType }));

  it('is likely where its script was loaded, but for no element', () => {
    const link = document.head.appendChild(document.createElement('link'));
    link.href = 'http://localhost/ahead.js';
    const entries = vi.fn(() =>
      loaded({
        'http://localhost/w.js?v=1': 'other',
        'http://localhost/m.mjs': 'other',
        'http://localhost/ahead.js': 'other',
        'http://localhost/favicon.ico': 'other',
        'http://localhost/app.js': 'script',
        'http://localhost/data.js': 'fetch',
      }),
    );
    const { getEntriesByType } = window.performance;
    Object.assign(window.performance, { getEntriesByType: entries });
    undoes.push(() => {
      Object.assign(window.performance, { getEntriesByType });
      link.remove();
    });
    const { reports } = tapped();
    expect(reports).toEqual(
      ['http://localhost/w.js?v=1', 'http://localhost/m.mjs'].map((url) => ({
        layer: 'page',
        kind: 'worker',
        type: 'worker',
        url,
        likely: true,
      })),
    );
  });

  it('is a service worker that controls the page, or will from its next load on', async () => {
    const container = Object.assign(new EventTarget(), {
      controller: { scriptURL: 'http://localhost/old.js' },
      getRegistration: async () => ({ active: { scriptURL: 'http://localhost/sw.js' } }),
    });
    Object.defineProperty(window.navigator, 'serviceWorker', { configurable: true, value: container });
    undoes.push(() => Reflect.deleteProperty(window.navigator, 'serviceWorker'));
    const { reports } = tapped();
    await vi.waitFor(() =>
      expect(told(reports)).toEqual([
        'service worker http://localhost/old.js',
        'service worker http://localhost/sw.js',
      ]),
    );
  });

  it('is none where the browser refuses to say', async () => {
    const refuse = vi.fn(() => Promise.reject(new DOMException('', 'SecurityError')));
    const container = Object.assign(new EventTarget(), { controller: null, getRegistration: refuse });
    Object.defineProperty(window.navigator, 'serviceWorker', { configurable: true, value: container });
    undoes.push(() => Reflect.deleteProperty(window.navigator, 'serviceWorker'));
    const { reports } = tapped();
    await vi.waitFor(() => expect(refuse).toHaveBeenCalled());
    expect(told(reports)).toEqual([]);
  });
});

describe('the page’s list of what no global leads to', () => {
  const push = (item: unknown) => {
    const list = globals[INSPECT_HOOK] ?? [];
    if (globals[INSPECT_HOOK] === undefined) globals[INSPECT_HOOK] = list;
    (list as unknown[]).push(item);
  };
  const client = () => {
    const made = new faye.Client(server.url);
    undoes.push(() => made.disconnect());
    return made;
  };

  const handed: Record<string, (client: Client, todos: object) => unknown> = {
    '{ Faye, Backbone }': () => ({ Faye: faye, Backbone }),
    'a list of them': () => [faye, Backbone],
    'default exports': () => ({ Faye: { default: faye }, Backbone: { default: Backbone } }),
    'namespaces with getters': () =>
      Object.defineProperties(Object.create(null), {
        Faye: { enumerable: true, get: () => ({ Client: faye.Client }) },
        Backbone: { enumerable: true, get: () => Backbone },
      }),
    '{ client, collection }': (client, collection) => ({ client, collection }),
  };

  it.each(Object.keys(handed))('takes %s, put in before the probe or after it', async (name) => {
    for (const when of ['before', 'after']) {
      delete globals[INSPECT_HOOK];
      const faye = client();
      const todos = new (Backbone.Collection.extend({ url: '/api/todos' }))();
      const item = handed[name]?.(faye, todos);
      if (when === 'before') push(item);
      const tap = tapped();
      if (when === 'after') push(item);
      faye.subscribe('/api/todos', () => todos.add({ id: '1' }));
      todos.add({ id: '0' });
      expect(
        told(tap.reports)
          .filter((line) => line !== '0 add 0')
          .map((line) => line.replace(/\d$/, 'n')),
      ).toEqual(expect.arrayContaining(['client', 'added /api/todos n']));
      undoes.pop()?.();
    }
  });

  it('is filled by the package’s own function too', () => {
    inspect({ Faye: faye, Backbone });
    const tap = tapped();
    const todos = new (Backbone.Collection.extend({ url: '/api/todos' }))();
    inspect({ todos });
    todos.add({ id: '1' });
    expect(told(tap.reports)).toEqual(['added /api/todos 0', '0 add 1']);
  });

  it('is the page’s own array: nothing is left on it afterwards', () => {
    globals[INSPECT_HOOK] = [];
    tapped();
    push(1);
    undoes.pop()?.();
    expect(Reflect.ownKeys(globals[INSPECT_HOOK] as object)).toEqual(['0', 'length']);
  });

  it('lets nothing that is put in do harm', () => {
    const tap = tapped();
    const loop: { self?: object } = {};
    loop.self = loop;
    const throwing = new Proxy(
      {},
      {
        get: () => {
          throw new Error('get');
        },
        ownKeys: () => {
          throw new Error('keys');
        },
      },
    );
    for (const item of [
      null,
      7,
      'text',
      () => 1,
      loop,
      throwing,
      { Client: 7, Collection: {} },
      { Client: class {} },
      [[[[]]]],
    ])
      push(item);
    expect(tap.reports).toEqual([]);
    globals[INSPECT_HOOK] = 'no list';
    expect(tap.reports).toEqual([]);
  });
});
