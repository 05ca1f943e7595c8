import Backbone from 'backbone';
import { afterEach, describe, expect, it } from 'vitest';
import {
  LiveCollection,
  type LiveReport,
  type LiveSource,
  liveRegistry,
} from '../../devserver/live-collection/index.ts';
import { createForeignList } from '../support/foreign-live-collection.ts';
import { createHandClient } from '../support/hand-client.ts';

const registry = liveRegistry();
afterEach(() => {
  registry.observers.clear();
  registry.sources.clear();
});

function observe() {
  const seen: [source: LiveSource, report: LiveReport][] = [];
  registry.observers.add((source, report) => seen.push([source, report]));
  return { seen, kinds: () => seen.map(([, { kind }]) => kind) };
}

function createTodos() {
  const client = createHandClient();
  let serialised = 0;
  const Todo = Backbone.Model.extend({
    toJSON(this: Backbone.Model) {
      serialised++;
      return { ...this.attributes };
    },
  });
  class Todos extends LiveCollection {}
  Object.assign(Todos.prototype, { url: '/api/todos', client, model: Todo });
  const todos = new Todos([{ id: '1' }]);
  return { todos, deliver: (message: unknown) => client.deliver('/api/todos', message), serialised: () => serialised };
}

describe('the registry of live collections', () => {
  it('costs no report while nobody observes', () => {
    const { deliver, serialised, todos } = createTodos();
    // A report would have to serialise the model that changed.
    deliver({ method: 'POST', body: { id: '2' }, id: '2', seq: 1, v: 1 });
    deliver({ method: 'PUT', body: { id: '2', title: 'x' }, id: '2', seq: 2, v: 2 });
    expect(todos.length).toBe(2);
    expect(serialised()).toBe(0);

    const { kinds } = observe();
    deliver({ method: 'PUT', body: { id: '2', title: 'y' }, id: '2', seq: 3, v: 3 });
    expect(kinds()).toEqual(['message', 'change', 'decision']);
    expect(serialised()).toBe(1);
  });

  it('gets a collection whole when it is reset, for which Backbone triggers no event on a model', () => {
    const { todos } = createTodos();
    const { kinds, seen } = observe();
    todos.reset([{ id: '2' }]);
    expect(kinds()).toEqual(['added']);
    expect(seen[0]?.[0].snapshot().models).toEqual([{ cid: expect.any(String), attributes: { id: '2' } }]);
    // A model may trigger an event of the same name.
    todos.at(0).trigger('reset', todos.at(0));
    expect(kinds()).toEqual(['added']);
  });

  it('shows a late observer what exists', () => {
    const { todos } = createTodos();
    const [source] = registry.sources;
    expect(source).toMatchObject({ name: 'Todos', collection: todos });
    expect(source?.describe()).toEqual({
      url: '/api/todos',
      channel: '/api/todos',
      listening: true,
      size: 1,
      inFlight: 0,
      held: 0,
    });
    expect(source?.snapshot()).toMatchObject({
      models: [{ attributes: { id: '1' } }],
      state: { flights: [], held: [] },
    });
    expect(JSON.parse(JSON.stringify(source?.snapshot()))).toEqual(source?.snapshot());
  });

  it('numbers what came in, and gives its consequences the same number', () => {
    const { deliver } = createTodos();
    const { seen } = observe();
    deliver({ method: 'POST', body: { id: '2' }, id: '2', seq: 1, v: 1 });
    deliver({ method: 'DELETE', body: { id: '2' }, id: '2', seq: 2, v: 2 });
    const inputs = seen.map(([, report]) => ('input' in report ? report.input : undefined));
    expect(inputs).toEqual([1, 1, 1, 2, 2, 2]);
  });

  it('calls what the application itself does the consequence of nothing', () => {
    const { deliver, todos } = createTodos();
    deliver({ method: 'POST', body: { id: '2' }, id: '2', seq: 1, v: 1 });
    const { seen } = observe();
    todos.add({ title: 'draft' } as never);
    expect(seen.map(([, report]) => report)).toMatchObject([{ kind: 'change', op: 'add', input: 0 }]);
  });

  it('reports collections that come and go', () => {
    const { kinds } = observe();
    const { todos } = createTodos();
    todos.dispose();
    expect(kinds()).toEqual(['added', 'removed']);
    expect(registry.sources.size).toBe(0);
  });

  it("is spoken by somebody else's collection in 20 lines", () => {
    const client = createHandClient();
    const list = createForeignList(client as never);
    const { seen } = observe();
    client.deliver('/list', 'milk');
    expect(list).toEqual(['milk']);
    expect(seen.map(([source, report]) => [source.name, report.kind])).toEqual([
      ['List', 'message'],
      ['List', 'decision'],
    ]);
    expect([...registry.sources][0]?.snapshot()).toMatchObject({ size: 1, models: [{ attributes: { text: 'milk' } }] });
  });
});
