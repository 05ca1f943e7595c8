// @vitest-environment jsdom
/** Packages that extend Backbone stay right on a live collection: each as it comes from npm. */
import { createRequire } from 'node:module';
import type Backbone from 'backbone';
import jquery from 'jquery';
import { afterEach, describe, expect, it } from 'vitest';
import { LiveCollection } from '../../devserver/live-collection/index.ts';
import { createHandClient } from '../support/hand-client.ts';

const load = createRequire(import.meta.url);
/** The same Backbone that the packages extend. */
const shared: typeof Backbone & Record<string, unknown> = load('backbone');
type ModelClass = typeof Backbone.Model;

const made: LiveCollection[] = [];
afterEach(() => {
  for (const each of made.splice(0)) each.dispose();
});

function create(properties: object = {}) {
  const client = createHandClient();
  const todos: LiveCollection = new (LiveCollection.extend({ url: '/api/todos', client, ...properties }))([]);
  made.push(todos);
  let seq = 0;
  const hear = (method: string, body: { id: string } & Record<string, unknown>) => {
    seq += 1;
    client.deliver('/api/todos', { method, body, id: body.id, seq, v: seq });
  };
  return { todos, hear };
}

/** The ids in a model's nested collection. */
const nested = (todos: LiveCollection, key: string): unknown[] =>
  (todos.at(0).get(key) as Backbone.Collection).pluck('id').sort();

describe('a live collection of', () => {
  it('associated models takes added and removed children from a push (backbone-associations)', () => {
    load('backbone-associations');
    const Associated = shared.AssociatedModel as ModelClass;
    const relations = [{ type: shared.Many, key: 'tags', relatedModel: Associated.extend({}) }];
    const { todos, hear } = create({ model: Associated.extend({ relations }) });
    hear('POST', { id: '1', tags: [{ id: 'a' }] });
    hear('PUT', { id: '1', tags: [{ id: 'a' }, { id: 'b' }] });
    expect(nested(todos, 'tags')).toEqual(['a', 'b']);
    hear('PUT', { id: '1', tags: [{ id: 'b' }] });
    expect(nested(todos, 'tags')).toEqual(['b']);
  });

  it('relational models takes added and removed children from a push (backbone-relational)', () => {
    load('backbone-relational');
    const Relational = shared.RelationalModel as ModelClass;
    const relations = [{ type: shared.HasMany, key: 'tags', relatedModel: Relational.extend({}) }];
    const { todos, hear } = create({ model: Relational.extend({ relations }) });
    hear('POST', { id: '1', tags: [{ id: 'a' }] });
    hear('PUT', { id: '1', tags: [{ id: 'a' }, { id: 'b' }] });
    expect(nested(todos, 'tags')).toEqual(['a', 'b']);
    hear('PUT', { id: '1', tags: [{ id: 'b' }] });
    expect(nested(todos, 'tags')).toEqual(['b']);
  });

  it('nested models takes what is deep in a push, and reports it by its path (backbone-nested)', () => {
    load('backbone-nested');
    const { todos, hear } = create({ model: shared.NestedModel });
    hear('POST', { id: '1', name: { first: 'Ada' } });
    const told: unknown[] = [];
    todos.at(0)?.on('change:name.first', (_model, value) => told.push(value));
    hear('PUT', { id: '1', name: { first: 'Grace' } });
    expect(told).toEqual(['Grace']);
    expect(todos.at(0)?.get('name.first')).toBe('Grace');
  });
});

describe('over a live collection', () => {
  it('a virtual collection follows pushes (backbone-virtual-collection)', () => {
    const Virtual = load('backbone-virtual-collection');
    const { todos, hear } = create();
    const done: Backbone.Collection = new Virtual(todos, { filter: { done: true } });
    hear('POST', { id: '1', done: true });
    hear('POST', { id: '2', done: false });
    expect(done.pluck('id')).toEqual(['1']);
    hear('PUT', { id: '2', done: true });
    hear('DELETE', { id: '1' });
    expect(done.pluck('id')).toEqual(['2']);
  });

  it('a filtered collection follows pushes (backbone-filtered-collection)', () => {
    const Filtered = load('backbone-filtered-collection');
    const { todos, hear } = create();
    const done = new Filtered(todos);
    done.filterBy('done', { done: true });
    hear('POST', { id: '1', done: true });
    hear('POST', { id: '2', done: false });
    hear('PUT', { id: '2', done: true });
    hear('DELETE', { id: '1' });
    expect(done.pluck('id')).toEqual(['2']);
  });

  it('a view shows one row a document, through echo, push and delete (Marionette)', () => {
    shared.$ = jquery;
    const { CollectionView, View } = load('backbone.marionette');
    const asked: { success(body: unknown): void }[] = [];
    const sync = (_method: string, _model: unknown, options: (typeof asked)[number]) => void asked.push(options);
    const { todos, hear } = create({ model: shared.Model.extend({ sync }) });
    const Row = View.extend({
      template: (data: { title?: string }) => `<b>${data.title ?? ''}</b>`,
      modelEvents: { change: 'render' },
    });
    const view = new CollectionView({ collection: todos, childView: Row }).render();
    const rows = () => [...view.el.querySelectorAll('b')].map(({ textContent }) => textContent);
    todos.create({ title: 'mine' });
    hear('POST', { id: '1', title: 'mine' });
    asked[0]?.success({ id: '1', title: 'mine' });
    hear('POST', { id: '2', title: 'theirs' });
    expect(rows()).toEqual(['mine', 'theirs']);
    hear('PUT', { id: '2', title: 'changed' });
    hear('DELETE', { id: '1' });
    expect(rows()).toEqual(['changed']);
  });
});
