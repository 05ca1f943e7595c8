/** When a collection listens, what it is told then, and what an application and an observer learn of it. */
import Backbone from 'backbone';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  LiveCollection,
  type LiveDecision,
  type LiveReport,
  liveRegistry,
} from '../../devserver/live-collection/index.ts';
import { createHandClient } from '../support/hand-client.ts';

interface Sent {
  method: string;
  options: {
    headers?: Record<string, string>;
    success(body: unknown, status: string, xhr: unknown): void;
    error(xhr: { status: number }): void;
  };
}

const made: LiveCollection[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  for (const collection of made.splice(0)) collection.dispose();
});

/** Lets what was put off to the end of this task happen. */
const settled = () => vi.advanceTimersByTimeAsync(0);

function create(properties: Record<string, unknown> = {}, options: Record<string, unknown> = {}) {
  const client = createHandClient();
  const sent: Sent[] = [];
  const sync = (method: string, _target: unknown, how: Sent['options']) => void sent.push({ method, options: how });
  const Todos = LiveCollection.extend({
    url: '/api/todos',
    model: Backbone.Model.extend({ sync }),
    sync,
    client,
    ...properties,
  });
  const todos: LiveCollection = new Todos([], options);
  made.push(todos);
  const decisions: LiveDecision[] = [];
  const errors: string[] = [];
  todos.on('live:decision', (decision: LiveDecision) => decisions.push(decision));
  todos.on('live:error', ({ message }: Error) => errors.push(message));
  const hear = (message: object) => client.deliver('/api/todos', message);
  return { todos, client, sent, decisions, errors, hear };
}

/** What an observer is told while `act` happens. */
async function reportsOf(act: () => unknown): Promise<LiveReport[]> {
  const reports: LiveReport[] = [];
  const observer = (_: unknown, report: LiveReport) => void reports.push(report);
  liveRegistry().observers.add(observer);
  try {
    await act();
    await settled();
  } finally {
    liveRegistry().observers.delete(observer);
  }
  return reports;
}

describe('a live collection', () => {
  it('listens by itself when it has a client and a URL, on the channel of the URL', () => {
    const { todos, client } = create();
    expect([todos.listening, client.channels]).toEqual([true, ['/api/todos']]);
  });

  it('listens with the client of its class, where it has none of its own', () => {
    const client = createHandClient();
    const Todos = LiveCollection.extend({ url: '/api/todos' }, { client });
    const todos: LiveCollection = new Todos();
    made.push(todos);
    expect([todos.listening, client.channels]).toEqual([true, ['/api/todos']]);
  });

  it('listens on the channel that it is given, whatever its URL', () => {
    const { todos, client, errors } = create({ url: '/a b' }, { channel: '/other' });
    expect([todos.listening, client.channels, errors]).toEqual([true, ['/other'], []]);
  });

  it('stays a plain collection with `listen: false`, until it is asked', async () => {
    const { todos, client } = create({}, { listen: false });
    await settled();
    expect([todos.listening, client.channels]).toEqual([false, []]);
    expect([todos.listen().listening, client.channels]).toEqual([true, ['/api/todos']]);
  });

  it('waits for a URL that is set in the line after', async () => {
    const { todos, client } = create({ url: undefined });
    todos.url = '/api/lists';
    await settled();
    expect(client.channels).toEqual(['/api/lists']);
  });

  it('refuses to resync while it does not listen', async () => {
    await expect(create({}, { listen: false }).todos.resync()).rejects.toThrow('listen');
  });

  it('tells the application and observers of a URL that is no channel, and works on as a plain collection', async () => {
    let failed: ReturnType<typeof create> | undefined;
    const reports = await reportsOf(() => {
      failed = create({ url: '/a//b' });
    });
    const { todos, errors, sent } = failed ?? create();
    expect(errors).toEqual(['The URL /a//b is no Bayeux channel. Give the collection a `channel`.']);
    expect(reports).toEqual([{ kind: 'added' }, { kind: 'error', message: errors[0] }]);
    const source = [...liveRegistry().sources].find(({ collection }) => collection === todos);
    expect(source?.describe()).toMatchObject({ url: '/a//b', channel: '', listening: false });
    expect(() => todos.listen()).toThrow('no Bayeux channel');
    todos.fetch();
    sent[0]?.options.success([{ id: 1 }], 'success', {});
    expect([todos.listening, todos.pluck('id')]).toEqual([false, [1]]);
  });

  it('does not listen any more when its subscription is refused, and can be asked to try again', async () => {
    const { client } = create({}, { listen: false });
    let refuse = true;
    const { subscribe } = client;
    client.subscribe = (channel, listener) => {
      const subscription = subscribe(channel, listener);
      return refuse
        ? Object.assign(Promise.reject(new Error('403::')), { cancel: () => subscription.cancel() })
        : subscription;
    };
    const { todos, errors } = create({ client });
    await settled();
    expect(errors).toEqual(['The subscription to /api/todos was refused: 403::']);
    expect(todos.listening).toBe(false);
    refuse = false;
    expect(todos.listen().listening).toBe(true);
  });

  it('tells when a snapshot could not be fetched, and tries again by itself', async () => {
    const { todos, sent, errors } = create();
    await settled();
    const asked = todos.resync();
    sent[0]?.options.error({ status: 502 });
    await expect(asked).rejects.toThrow('502');
    expect(errors).toEqual(['/api/todos could not be fetched (status 502).']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent.map(({ method }) => method)).toEqual(['read', 'read']);
  });

  it('reports messages that were lost, and of the snapshot that makes up for them', async () => {
    const { todos, sent, hear } = create();
    const told: unknown[] = [];
    todos.on('live:gap', (facts) => told.push(['gap', facts]));
    todos.on('live:resync', (facts) => told.push(['resync', facts]));
    hear({ method: 'POST', body: { id: 1 }, id: '1', seq: 4, v: 1 });
    hear({ method: 'POST', body: { id: 2 }, id: '2', seq: 7, v: 1 });
    const xhr = { getResponseHeader: () => '7' };
    sent[0]?.options.success([{ id: 1 }, { id: 2 }], 'success', xhr);
    await settled();
    expect(told).toEqual([
      ['gap', { got: 7, missing: [5, 6] }],
      ['resync', { seq: 7, rows: 2, removed: 0, kept: 0 }],
    ]);
  });

  it('names its own requests to the server of the document, and to no other unless it is told to', () => {
    const header = ({ sent }: ReturnType<typeof create>) => sent[0]?.options.headers?.['X-Live-Request-Id'];
    const own = create();
    own.todos.create({});
    expect(header(own)).toMatch(/./);
    const unnamed = create({ nameRequests: false });
    unnamed.todos.create({});
    expect(header(unnamed)).toBeUndefined();
  });

  it('says what a message changed', () => {
    const { todos, decisions, hear } = create();
    todos.add({ id: 1, a: 1, b: 1 });
    hear({ method: 'PUT', body: { id: 1, a: 2, b: 1 } });
    expect(decisions.map(({ decision, facts }) => [decision, facts.changed])).toEqual([['merged', ['a']]]);
  });

  it('follows a `sync` that it is given later, and one that a model is given where it calls the one before', () => {
    const { todos, decisions, hear } = create();
    let answer: Sent['options'] | undefined;
    const later = (_method: string, _target: unknown, options: Sent['options']) => {
      answer = options;
    };
    todos.sync = later as never;
    expect(Object.keys(todos)).not.toContain('sync');
    todos.fetch();
    hear({ method: 'POST', body: { id: 1 } });
    answer?.success([], 'success', {});
    // What events told since the request began wins over the list.
    expect(todos.pluck('id')).toEqual([1]);
    const model = todos.get(1);
    const before = model?.sync;
    if (model)
      model.sync = function (this: unknown, ...args: never[]) {
        return (before as unknown as (...args: never[]) => unknown).apply(this, args);
      } as never;
    model?.destroy();
    hear({ method: 'PUT', body: { id: 1, a: 2 } });
    expect(todos.length).toBe(0);
    expect(decisions.at(-1)?.decision).toBe('ignored-pending-delete');
  });

  it('waits no longer than it says for a request that nobody answers, whenever it left', async () => {
    const { todos, decisions } = create();
    todos.create({});
    await vi.advanceTimersByTimeAsync(1_000);
    todos.create({});
    await vi.advanceTimersByTimeAsync(60_000);
    const ages = decisions.filter(({ decision }) => decision === 'released-by-timeout').map(({ facts }) => facts.ageMs);
    expect(ages).toEqual([60_000, 60_000]);
  });

  it('tells observers of a request as it leaves and as it settles', async () => {
    const { todos, sent } = create();
    const reports = await reportsOf(() => {
      todos.create({ a: 1 }, { wait: true });
      sent[0]?.options.success({ id: 1, a: 1 }, 'success', { status: 201, getResponseHeader: () => '3' });
    });
    const [request, response] = ['request', 'response'].map((wanted) => reports.find(({ kind }) => kind === wanted));
    expect(request).toMatchObject({ method: 'create', url: '/api/todos', attributes: { a: 1 }, wait: true });
    expect(response).toMatchObject({
      method: 'create',
      ok: true,
      status: 201,
      id: '1',
      channelSeq: 3,
      body: { id: 1 },
    });
  });

  it('leaves nothing in the registry, and follows no request, once it is disposed of', async () => {
    const { todos, decisions, client, sent } = create();
    await settled();
    todos.add({ id: 1 });
    todos.dispose();
    expect([todos.listening, client.channels]).toEqual([false, []]);
    expect([...liveRegistry().sources].some(({ collection }) => collection === todos)).toBe(false);
    todos.fetch();
    sent[0]?.options.success([{ id: 2 }], 'success', {});
    expect([todos.pluck('id'), decisions]).toEqual([[2], []]);
  });

  it('is told from another with the same name, also by another copy of the library', () => {
    const { todos } = create();
    const { sources } = liveRegistry();
    const [source] = [...sources].filter(({ collection }) => collection === todos);
    if (!source) throw new Error('It is not in the registry.');
    const foreign = { ...source, id: String(Number(source.id) + 1) };
    sources.add(foreign);
    create();
    sources.delete(foreign);
    const ids = [...sources, foreign].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
