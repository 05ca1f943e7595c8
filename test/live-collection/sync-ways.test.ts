/** `sync` of a live collection and its models is as ordinary a property as Backbone's. */
import Backbone from 'backbone';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LiveCollection, type LiveDecision } from '../../devserver/live-collection/index.ts';
import { createHandClient } from '../support/hand-client.ts';

type Options = { success(body: unknown, status: string, xhr: unknown): void };
type Sync = (this: unknown, method: string, target: unknown, options: Options) => unknown;
interface Syncing {
  sync: Sync;
}

const made: LiveCollection[] = [];
afterEach(() => {
  for (const each of made.splice(0)) each.dispose();
});

function create() {
  const client = createHandClient();
  const sent: { method: string; target: unknown; options: Options }[] = [];
  const sync: Sync = function (this: unknown, method, _, options) {
    sent.push({ method, target: this, options });
  };
  const Todo = Backbone.Model.extend({ sync });
  const Todos = LiveCollection.extend({ url: '/api/todos', model: Todo, client, sync });
  const make = () => {
    const todos: LiveCollection = new Todos([{ id: 1 }]);
    made.push(todos);
    return todos;
  };
  const todos = make();
  const decisions: string[] = [];
  todos.on('live:decision', ({ decision }: LiveDecision) => decisions.push(decision));
  const model = todos.at(0);
  const hear = (message: object) => client.deliver('/api/todos', message);
  return { Todo, Todos, make, todos, model, sent, decisions, hear };
}

const syncOf = (target: object) => target as unknown as Syncing;

describe('the sync of a live collection', () => {
  it.each(['collection', 'model'] as const)('can be wrapped on a %s, more than once, and is followed once', (which) => {
    const { todos, model, sent, decisions, hear } = create();
    const target = which === 'model' ? model : todos;
    for (let i = 0; i < 3; i++) {
      const old = syncOf(target).sync;
      syncOf(target).sync = function (method, of, options) {
        return old.call(this, method, of, { ...options });
      };
    }
    if (which === 'model') model.destroy();
    else todos.fetch();
    hear({ method: 'PUT', body: { id: 1, a: 2 } });
    expect(sent.map((each) => each.target)).toEqual([target]);
    if (which === 'model') expect(decisions).toEqual(['ignored-pending-delete']);
    sent[0]?.options.success([{ id: 1, a: 1 }], 'success', {});
    if (which === 'collection') expect(decisions.filter((each) => each === 'resynced')).toHaveLength(1);
  });

  it('can be wrapped by something that waits, and is one request all the same', async () => {
    const { todos, sent, decisions } = create();
    await Promise.resolve();
    const old = syncOf(todos).sync;
    syncOf(todos).sync = async function (...args) {
      await Promise.resolve();
      return old.apply(this, args);
    };
    todos.fetch();
    await Promise.resolve();
    await Promise.resolve();
    sent[0]?.options.success([], 'success', {});
    expect([sent.length, decisions.filter((each) => each === 'resynced')]).toEqual([1, ['resynced']]);
  });

  it('is taken by a model, another collection, and a class', () => {
    const { Todos, make, todos, model, sent } = create();
    syncOf(model).sync = syncOf(todos).sync;
    model.fetch();
    const other = make();
    syncOf(other).sync = syncOf(todos).sync;
    other.fetch();
    syncOf(Todos.prototype).sync = syncOf(todos).sync;
    todos.fetch();
    const third = make();
    third.fetch();
    expect(sent.map(({ target }) => target)).toEqual([model, other, todos, third]);
  });

  it('is bound, kept and put back', () => {
    const { todos, sent } = create();
    const kept = syncOf(todos).sync;
    syncOf(todos).sync = kept.bind(todos);
    todos.fetch();
    syncOf(todos).sync = () => undefined;
    todos.fetch();
    expect(sent).toHaveLength(1);
    syncOf(todos).sync = kept;
    todos.fetch();
    expect(sent).toHaveLength(2);
  });

  it('is spied on and stubbed, on an instance and on its class, and restored', () => {
    const { Todo, todos, model, sent } = create();
    for (const [target, act] of [
      [todos, () => todos.fetch()],
      [model, () => model.fetch()],
      [Todo.prototype, () => model.fetch()],
    ] as const) {
      expect(Object.getOwnPropertyDescriptor(target, 'sync')).toHaveProperty('value');
      const before = sent.length;
      const spy = vi.spyOn(syncOf(target), 'sync');
      act();
      expect([spy.mock.calls.length, sent.length]).toEqual([1, before + 1]);
      spy.mockImplementation(() => undefined);
      act();
      expect([spy.mock.calls.length, sent.length]).toEqual([2, before + 1]);
      spy.mockRestore();
      act();
      expect(sent).toHaveLength(before + 2);
    }
  });

  it('is followed again when an error handler sends the same options once more', () => {
    const { todos, sent, decisions } = create();
    todos.fetch();
    sent[0]?.options.success([], 'success', {});
    syncOf(todos).sync('read', todos, sent[0]?.options as Options);
    sent[1]?.options.success([], 'success', {});
    expect(sent).toHaveLength(2);
    expect(decisions.filter((each) => each === 'resynced').length).toBeGreaterThan(0);
  });
});
