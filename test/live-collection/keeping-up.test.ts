/** What a resync asks for, and what a collection follows when its URL, channel or client is another. */
import Backbone from 'backbone';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveCollection } from '../../devserver/live-collection/index.ts';
import { createHandClient, type HandClient } from '../support/hand-client.ts';

interface Asked {
  url?: string;
  data?: unknown;
  headers?: Record<string, string>;
  success(body: unknown): void;
  error(xhr: object): void;
}

const made: LiveCollection[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const each of made.splice(0)) each.dispose();
});
const settled = () => vi.advanceTimersByTimeAsync(0);

/** A client whose extensions see what its server says. */
function createTalkingClient() {
  const extensions = new Set<{ [way: string]: ((message: object, callback: () => void) => void) | undefined }>();
  const says = (way: 'incoming' | 'outgoing') => async (message: object) => {
    for (const each of [...extensions]) each[way]?.(message, () => {});
    await settled();
  };
  const client: HandClient = Object.assign(createHandClient(), {
    addExtension: (extension: never) => void extensions.add(extension),
    removeExtension: (extension: never) => void extensions.delete(extension),
  });
  return { client, receives: says('incoming'), sends: says('outgoing') };
}

function create(properties: { url?: string | (() => string) } & Record<string, unknown> = {}) {
  const { client, receives, sends } = createTalkingClient();
  const asked: Asked[] = [];
  const sync = (_method: string, _target: unknown, how: Asked) => void asked.push(how);
  const Todos = LiveCollection.extend({ url: '/api/todos', client, sync, ...properties });
  const todos: LiveCollection = new Todos([]);
  made.push(todos);
  const errors: string[] = [];
  if (!properties.quiet) todos.on('live:error', ({ message }: Error) => errors.push(message));
  const answer = async (rows: unknown) => {
    asked.shift()?.success(rows);
    await settled();
  };
  const refuse = async (status: number) => {
    asked.shift()?.error({ status });
    await settled();
  };
  return { todos, client, receives, sends, asked, errors, answer, refuse };
}

/** What backbone.paginator's collections have. */
const PAGED = { switchMode() {}, getPage() {} };

describe('a resync', () => {
  it('asks for the list that the application asked for last', async () => {
    const { todos, asked, answer } = create();
    await settled();
    const headers = { Authorization: 'a' };
    todos.fetch({ data: { done: 1 }, url: '/api/todos/mine', headers, reset: true, success() {} } as never);
    await answer([{ id: '1' }]);
    todos.resync();
    expect(asked[0]).toMatchObject({ data: { done: 1 }, url: '/api/todos/mine', headers });
    expect(asked[0]).not.toHaveProperty('reset', true);
    await answer([{ id: '1' }, { id: '2' }]);
    expect(todos.pluck('id')).toEqual(['1', '2']);
  });

  it('asks for the same when the list was read before the server listened', async () => {
    const { todos, asked, answer } = create();
    todos.fetch({ data: { done: 1 } } as never);
    await answer([{ id: '1' }]);
    expect(asked.map(({ data }) => data)).toEqual([{ done: 1 }]);
    await answer([{ id: '1' }]);
    expect(todos.pluck('id')).toEqual(['1']);
  });

  it('does not take what only added to the list for the list', async () => {
    const { todos, asked, answer } = create();
    await settled();
    todos.fetch();
    await answer([{ id: '1' }]);
    todos.fetch({ data: { page: 2 }, remove: false } as never);
    await answer([{ id: '2' }]);
    todos.resync();
    expect(asked[0]?.data).toBeUndefined();
  });

  it('lets the application change what changes: a token', async () => {
    const resyncOptions = (options: object) => ({ ...options, headers: { Authorization: 'new' } });
    const { todos, asked, answer } = create({ resyncOptions });
    await settled();
    todos.fetch({ headers: { Authorization: 'old' }, data: { done: 1 } } as never);
    await answer([]);
    todos.resync();
    expect(asked[0]).toMatchObject({ headers: { Authorization: 'new' }, data: { done: 1 } });
  });

  it('repeats none of the application’s callbacks, and nothing of how its fetch was shown', async () => {
    const { todos, asked, answer, refuse } = create();
    await settled();
    const calls: string[] = [];
    const told = (name: string) => () => void calls.push(`calls ${name}`);
    const callbacks = {
      success: told('success'),
      error: told('error'),
      complete: told('complete'),
      beforeSend: told('beforeSend'),
      statusCode: { 200: told('statusCode') },
    };
    const events = { silent: true, merge: false };
    todos.fetch({ data: { done: true }, cache: false, parse: true, ...events, ...callbacks } as never);
    await answer([{ id: '1', t: 1 }]);
    expect(calls.splice(0)).toEqual(['calls success']);
    todos.on('all', (name: string) => calls.push(name));
    todos.resync();
    const names = Object.keys(asked[0] ?? {}).sort();
    expect(names).toEqual(['cache', 'data', 'error', 'headers', 'parse', 'resync', 'success']);
    await answer([{ id: '1', t: 2 }]);
    expect(todos.pluck('t')).toEqual([2]);
    expect(calls).toEqual(['change:t', 'change', 'update', 'sync']);
    calls.length = 0;
    todos.resync().catch(() => {});
    await refuse(500);
    expect(calls).toEqual(['live:error', 'error']);
  });

  it('of a part merges within it: what is new, changed and gone there, and what was told since it was asked for', async () => {
    const { todos, client, answer } = create();
    const heard: string[] = [];
    todos.on('live:decision', ({ decision, id }: { decision: string; id?: string }) =>
      heard.push(`${decision} ${id ?? ''}`),
    );
    await settled();
    todos.fetch({ data: { done: true } });
    await answer([
      { id: '1', t: 1 },
      { id: '2', t: 1 },
    ]);
    const [first] = todos.models;
    todos.resync();
    client.deliver('/api/todos', { method: 'POST', body: { id: '4', t: 1 } });
    heard.length = 0;
    await answer([
      { id: '1', t: 2 },
      { id: '3', t: 1 },
    ]);
    expect(todos.map(({ attributes }) => attributes)).toEqual([
      { id: '1', t: 2 },
      { id: '3', t: 1 },
      { id: '4', t: 1 },
    ]);
    expect(todos.at(0)).toBe(first);
    expect(heard).toEqual(['resynced ', 'removed-by-snapshot 2', 'kept-over-snapshot 4']);
  });

  it.each([401, 403])('that is refused (%d) says so once, and is tried again after the next fetch', async (status) => {
    const { todos, asked, errors, answer, refuse } = create();
    await settled();
    todos.resync().catch(() => {});
    await refuse(status);
    expect(errors).toEqual([expect.stringContaining(`(status ${status})`)]);
    await vi.advanceTimersByTimeAsync(120_000);
    todos.resync().catch(() => {});
    await settled();
    expect([asked.length, errors.length]).toEqual([0, 1]);
    todos.fetch();
    await answer([]);
    todos.resync();
    expect(asked).toHaveLength(1);
  });
});

describe('a live collection', () => {
  it('follows its URL: it hears the new channel, not the old one, and catches up once it is heard', async () => {
    const list = { id: '1' };
    const { todos, client, asked, answer } = create({ url: () => `/api/lists/${list.id}/todos` });
    await settled();
    list.id = '2';
    todos.fetch();
    expect(client.channels).toEqual(['/api/lists/2/todos']);
    client.deliver('/api/lists/1/todos', { method: 'POST', body: { id: 'x' } });
    expect(todos.length).toBe(0);
    await answer([{ id: 'a' }]);
    expect(asked).toHaveLength(1);
    await answer([{ id: 'a' }, { id: 'b' }]);
    client.deliver('/api/lists/2/todos', { method: 'POST', body: { id: 'c' } });
    expect(todos.pluck('id')).toEqual(['a', 'b', 'c']);
  });

  it('follows its channel and its client when it listens again', async () => {
    const { todos, client, asked } = create();
    await settled();
    const other = createHandClient();
    todos.client = other;
    todos.unlisten().listen();
    expect([client.channels, other.channels]).toEqual([[], ['/api/todos']]);
    await settled();
    expect(asked).toHaveLength(1);
    todos.channel = '/elsewhere';
    todos.listen();
    expect(other.channels).toEqual(['/elsewhere']);
  });

  it('does not listen, and says why, when its client is disconnected; it catches up when that is back', async () => {
    const { todos, client, asked, errors, sends, receives } = create();
    await settled();
    await sends({ channel: '/meta/disconnect' });
    expect(todos.listening).toBe(false);
    expect(errors).toEqual(['/api/todos is not listened to any longer: the client was disconnected.']);
    await receives({ channel: '/meta/handshake', successful: true });
    expect(todos.listening).toBe(true);
    expect(client.channels).toEqual(['/api/todos']);
    expect(asked).toHaveLength(1);
  });

  it('does not listen where the server advises not to reconnect', async () => {
    const { todos, errors, receives } = create();
    await settled();
    await receives({ channel: '/meta/connect', successful: false, advice: { reconnect: 'none' } });
    expect(todos.listening).toBe(false);
    expect(errors).toEqual([expect.stringContaining('the server advised the client not to reconnect')]);
  });

  it('does not come back by itself once the application has ended it', async () => {
    const { todos, sends, receives } = create();
    await settled();
    await sends({ channel: '/meta/disconnect' });
    todos.unlisten();
    await receives({ channel: '/meta/handshake', successful: true });
    expect(todos.listening).toBe(false);
  });

  it('that is not live says so once in the console where nobody listens for it, and not in production', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    create({ ...PAGED, quiet: true });
    await settled();
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/^LiveCollection: .*Listen for "live:error"/s)]]);
    create(PAGED);
    await settled();
    expect(warn).toHaveBeenCalledTimes(1);
    vi.stubEnv('NODE_ENV', 'production');
    create({ ...PAGED, quiet: true });
    await settled();
    vi.unstubAllEnvs();
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('stays a plain collection where it is a paged one, with the reason', async () => {
    const { todos, client, errors } = create(PAGED);
    await settled();
    expect(todos.listening).toBe(false);
    expect(client.channels).toEqual([]);
    expect(errors).toEqual([expect.stringContaining('PageableCollection')]);
    expect(todos).toBeInstanceOf(Backbone.Collection);
  });
});
