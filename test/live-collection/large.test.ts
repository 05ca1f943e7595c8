/** Collections of more documents than are remembered, and models whose `parse` renames the id. */
import Backbone from 'backbone';
import { afterEach, expect, it } from 'vitest';
import { LiveCollection } from '../../devserver/live-collection/index.ts';
import { createHandClient } from '../support/hand-client.ts';

interface Sent {
  method: string;
  options: {
    success(body: unknown, status: string, xhr: unknown): void;
    error(xhr: { status: number }): void;
  };
}

const made: LiveCollection[] = [];
afterEach(() => {
  for (const collection of made.splice(0)) collection.dispose();
});

function create(Model: typeof Backbone.Model = Backbone.Model) {
  const client = createHandClient();
  const sent: Sent[] = [];
  const sync = (method: string, _target: unknown, options: Sent['options']) => void sent.push({ method, options });
  const Todos = LiveCollection.extend({ url: '/api/todos', model: Model.extend({ sync }), sync, client });
  const todos: LiveCollection = new Todos();
  made.push(todos);
  const decisions: string[] = [];
  todos.on('live:decision', ({ decision, id }: { decision: string; id?: string }) =>
    decisions.push(`${decision} ${id}`),
  );
  return {
    todos,
    sent,
    decisions,
    hear: (message: object) => client.deliver('/api/todos', message),
    answer(body: unknown, seq?: number) {
      const xhr = { status: 200, getResponseHeader: () => (seq === undefined ? null : String(seq)) };
      sent.shift()?.options.success(JSON.parse(JSON.stringify(body)), 'success', xhr);
    },
  };
}

const rowsOf = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `d${index}`, _v: 1, a: 1, b: 1 }));

it.each([3_000, 3_999, 4_000, 10_000])('keeps what was heard while a list of %i rows was on its way', (count) => {
  const { todos, hear, answer, decisions } = create();
  todos.fetch();
  hear({ method: 'POST', body: { id: 'new', _v: 1 }, id: 'new', seq: 12, v: 1 });
  hear({ method: 'POST', body: { id: 'd7', _v: 1, a: 1 }, id: 'd7', seq: 13, v: 1 });
  hear({ method: 'PUT', body: { id: 'd7', _v: 2, a: 2 }, id: 'd7', seq: 14, v: 2 });
  answer(rowsOf(count), 11);
  expect(todos.get('new')).toBeDefined();
  expect(todos.get('d7')?.get('a')).toBe(2);
  expect(todos.length).toBe(count + 1);
  expect(decisions.at(-1)).toBe('kept-over-snapshot new');
  // And it is kept against another list that left as early.
  expect(decisions.filter((each) => each.startsWith('removed'))).toEqual([]);
});

it('takes an attribute away from a document that it no longer remembers, and none that the application keeps', () => {
  const { todos, hear, answer } = create();
  todos.fetch();
  answer(rowsOf(10_000), 11);
  todos.get('d0')?.set('isSelected', true);
  hear({ method: 'PUT', body: { id: 'd0', _v: 2, a: 2 }, id: 'd0', seq: 12, v: 2 });
  expect(todos.get('d0')?.attributes).toEqual({ id: 'd0', _v: 2, a: 2, isSelected: true });
  todos.fetch();
  answer([{ id: 'd1', _v: 2, b: 1 }, ...rowsOf(10_000).filter(({ id }) => id !== 'd1')], 13);
  expect(todos.get('d1')?.attributes).toEqual({ id: 'd1', _v: 2, b: 1 });
});

it('asks again where what was heard while a list was on its way may be forgotten', () => {
  const { todos, sent, hear, answer, decisions } = create();
  todos.fetch();
  const numbers = Array.from({ length: 9_000 }, (_, index) => index);
  for (const number of numbers) {
    hear({ method: 'POST', body: { id: `n${number}` } });
  }
  answer([]);
  expect(todos.length).toBe(9_000);
  expect(decisions.filter((each) => each.startsWith('removed'))).toEqual([]);
  expect(sent.map(({ method }) => method)).toEqual(['read']);
});

it('restores no row of a version that a forgotten document had: a list that is later wins', () => {
  const { todos, answer } = create();
  todos.fetch();
  answer(
    rowsOf(10_000).map((row) => ({ ...row, _v: 7 })),
    11,
  );
  todos.fetch();
  answer(
    rowsOf(10_000).map((row) => ({ ...row, a: 2 })),
    12,
  );
  expect(todos.get('d0')?.attributes).toEqual({ id: 'd0', _v: 1, a: 2, b: 1 });
});

const Renaming = Backbone.Model.extend({
  parse: ({ _id: id, ...rest }: Record<string, unknown>) => ({ id, ...rest }),
});

it('leaves a model its id when a save fails, where `parse` gives the id its name', () => {
  const { todos, sent, answer, hear } = create(Renaming);
  const model = todos.create({ a: 1 });
  answer({ _id: 'd1', _v: 1, a: 1 }, 1);
  if (model) model.save();
  sent.shift()?.options.error({ status: 500 });
  expect(todos.pluck('id')).toEqual(['d1']);
  hear({ method: 'PUT', body: { _id: 'd1', _v: 2, a: 2 }, id: 'd1', seq: 2, v: 2 });
  expect(todos.map((each) => each.attributes)).toEqual([{ id: 'd1', _v: 2, a: 2 }]);
});

it('has one model of a document after two fetches and a PUT, where `parse` gives the id its name', () => {
  const { todos, answer, hear } = create(Renaming);
  todos.fetch();
  answer([{ _id: 'd1', _v: 1, a: 1 }], 1);
  todos.fetch();
  answer([{ _id: 'd1', _v: 1, a: 1 }], 1);
  hear({ method: 'PUT', body: { _id: 'd1', _v: 2, a: 2 }, id: 'd1', seq: 2, v: 2 });
  expect(todos.map((each) => each.attributes)).toEqual([{ id: 'd1', _v: 2, a: 2 }]);
  expect(todos.get('d1')).toBe(todos.at(0));
});
